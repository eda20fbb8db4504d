using Hotline.Contract.Wire;
using Hotline.Protocol.Keys;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

public sealed class KeyCommandTests : IDisposable
{
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task Requests_show_who_asks_for_what_and_how_to_approve()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        using var key = SigningKey.Create();
        server.Journal.Ask(new SeatClaim("XA", "officer", key.Public.ToJwk()));

        var run = await _stage.RunAsync(["directory", "requests"]);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Contains(Fingerprint.Of(key.Id), run.Out, StringComparison.Ordinal);
        Assert.Contains("XA/officer", run.Out, StringComparison.Ordinal);
        Assert.Contains("hotline directory approve", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fingerprint_shown_is_that_of_the_key_whatever_the_hub_says()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        using var key = SigningKey.Create();
        var asked = server.Journal.Ask(new SeatClaim("XA", "officer", key.Public.ToJwk()));
        server.Journal.Requests[asked.Fingerprint] = asked with { Fingerprint = "0000-0000-0000" };

        var run = await _stage.RunAsync(["directory", "requests"]);

        Assert.Contains(Fingerprint.Of(key.Id), run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("0000-0000-0000", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_asks_that_is_said()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        Assert.Equal("No key asks for a seat.\n", (await _stage.RunAsync(["directory", "requests"])).Out);
        Assert.Empty((await _stage.RunAsync(["--json", "directory", "requests"])).Json["requests"]!.AsArray());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_key_is_approved_by_its_fingerprint_however_it_is_typed(bool lower, bool hyphens)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        using var key = SigningKey.Create();
        server.Journal.Ask(new SeatClaim("XA", "officer", key.Public.ToJwk()));
        var typed = Fingerprint.Of(key.Id)
            .Replace("-", hyphens ? "-" : "", StringComparison.Ordinal).Replace('0', 'O').Replace('1', 'I');

        var run = await _stage.RunAsync(["directory", "approve", lower ? typed.ToLowerInvariant() : typed]);

        Assert.Equal(
            (0, "XA/officer (Duty officer, duty-officer) now has this key.\n", ""), (run.Exit, run.Out, run.Error));
        Assert.Empty(server.Journal.Requests);
    }

    [Fact]
    public async Task A_fingerprint_that_nobody_asks_with_is_refused_and_one_that_is_none_is_a_usage_error()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        Assert.Equal(1, (await _stage.RunAsync(["directory", "approve", "K7QF-2M9D-XTRA"])).Exit);
        Assert.Equal(2, (await _stage.RunAsync(["directory", "approve", "K7QF-2M9D"])).Exit);
        Assert.Equal(2, (await _stage.RunAsync(["directory", "approve"])).Exit);
    }

    [Fact]
    public async Task A_key_is_rejected_by_its_fingerprint()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        using var key = SigningKey.Create();
        var asked = server.Journal.Ask(new SeatClaim("XA", "officer", key.Public.ToJwk()));

        var run = await _stage.RunAsync(["directory", "reject", asked.Fingerprint.ToLowerInvariant()]);

        Assert.Equal((0, $"{asked.Fingerprint} is rejected.\n", ""), (run.Exit, run.Out, run.Error));
        Assert.Empty(server.Journal.Requests);
        Assert.Equal(1, (await _stage.RunAsync(["directory", "reject", asked.Fingerprint])).Exit);
        Assert.Equal(2, (await _stage.RunAsync(["directory", "reject", "K7QF-2M9D"])).Exit);
    }

    [Fact]
    public async Task The_directory_itself_is_still_shown_without_a_word_behind_it()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync(["directory"]);

        Assert.Equal(0, run.Exit);
        Assert.Contains("National CERT of Exland-B", run.Out, StringComparison.Ordinal);
    }
}
