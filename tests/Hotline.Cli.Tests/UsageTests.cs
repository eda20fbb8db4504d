using Hotline.Contract;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Theory]
    [InlineData]
    [InlineData("fly")]
    [InlineData("list", "--colour")]
    [InlineData("send", "--to", "XB", "--kind", "incident-notification")]
    [InlineData("send", "--to", "xb", "--kind", "incident-notification", "--precedence", "routine")]
    [InlineData("send", "--to", "XB", "--kind", "acknowledgement", "--precedence", "routine")]
    [InlineData("send", "--to", "XB", "--kind", "incident-notification", "--precedence", "urgent")]
    [InlineData("show", "ID")]
    [InlineData("token", "--ttl", "soon")]
    [InlineData("ack", "01890a5d-ac96-774b-bcce-b302099a8057", "--expect-by", "tomorrow")]
    [InlineData("watch", "--from", "-2")]
    [InlineData("report", "--period", "November")]
    [InlineData("report", "--period", "2026-11-15..2026-11-01")]
    [InlineData("report", "--by", "colour")]
    [InlineData("report", "--by", "kind,kind")]
    [InlineData("report", "--status", "real")]
    [InlineData("report", "--participant", "xb")]
    [InlineData("report", "--outcome", "met")]
    [InlineData("report", "--exchanges", "--limit", "0")]
    [InlineData("report", "--csv", "--json")]
    [InlineData("hub", "rebuild")]
    [InlineData("hub", "recover", "--data", "d")]
    [InlineData("hub", "recover", "--data", "d", "--by", "N", "--reason", " ")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong(params string[] args)
    {
        var run = await _stage.RunAsync(args);

        Assert.Equal(2, run.Exit);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Help_ends_with_0_and_names_every_command()
    {
        var run = await _stage.RunAsync(["--help"]);

        Assert.Equal(0, run.Exit);
        Assert.All(["send", "sign", "submit", "watch", "list", "show", "ack", "respond", "withdraw", "close", "token",
            "open", "verify", "directory", "regime", "report", "fsck", "mail", "backup", "restore", "hub"],
            name => Assert.Contains($"  {name} ", run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_profile_the_refusal_says_how_to_name_one()
    {
        var run = await _stage.RunAsync(["list"]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6041 no-profile-named: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_or_not_right_is_refused_by_number()
    {
        Assert.StartsWith("6011 no-profile: ",
            (await _stage.RunAsync(["--profile", _stage.File("none.json"), "list"])).Error, StringComparison.Ordinal);
        Assert.StartsWith(
            "6013 bad-profile: ", (await _stage.RunAsync(["--profile", _stage.Write("bad.json", "{}"), "list"])).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_away_is_refused_with_1_and_a_sentence()
    {
        var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        await server.DownAsync();

        var run = await _stage.RunAsync(["list"]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6001 hub-not-reachable: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Another_address_for_the_hub_must_be_one()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        Assert.StartsWith(
            "6042 ", (await _stage.RunAsync(["--hub", "hub.example", "list"])).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _stage.RunAsync(["--hub", server.Profile.Hub, "list"])).Exit);
    }

    [Fact]
    public async Task A_token_is_for_the_profiles_hub_and_lives_as_long_as_asked()
    {
        using var hub = SigningKey.Create();
        using var key = SigningKey.Create();
        var time = new ManualTime();
        _stage.Clock = time;
        _stage.Be(new Client.Profile(
            "http://127.0.0.1:1", hub.Public.ToJwk(), "XA", "notifier", PocRole.Notifier, key.ToPrivateJwk()));

        var short_ = await _stage.RunAsync(["token"]);
        var bound = await _stage.RunAsync(["token", "--ttl", "12h", "--client-id", "sensor-1"]);
        var unbound = await _stage.RunAsync(["token", "--ttl", "12h"]);

        Assert.Equal(time.GetUtcNow().AddMinutes(5), Read(short_).Expires);
        Assert.Equal((time.GetUtcNow().AddHours(12), "sensor-1"), (Read(bound).Expires, Read(bound).ClientId));
        Assert.Equal(1, unbound.Exit);
        Assert.StartsWith("1107 ", unbound.Error, StringComparison.Ordinal);

        AccessToken Read(Run run) => AccessToken.Verify(
            run.Out.TrimEnd('\n'), hub.Id, time.GetUtcNow(), TokenPolicy.Default, _ => key.Public).Value;
    }

    [Fact]
    public async Task A_regime_file_is_checked_without_a_hub_and_every_fault_named()
    {
        var good = await _stage.RunAsync(
            ["regime", "check", Path.Combine(Checkout.Root, "config", "regimes", "exercise.json")]);
        var bad = await _stage.RunAsync(["regime", "check", "-"], "{}");

        Assert.Equal(0, good.Exit);
        Assert.Contains("exercise", good.Out, StringComparison.Ordinal);
        Assert.Equal(1, bad.Exit);
        Assert.True(bad.Error.Split('\n').Length > 3, bad.Error);
    }

    [Theory]
    [InlineData("fsck")]
    [InlineData("hub", "rebuild")]
    public async Task A_directory_without_a_journal_is_refused_by_number(params string[] command)
    {
        var run = await _stage.RunAsync([.. command, "--data", _stage.File("none")]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("3013 no-journal: ", run.Error, StringComparison.Ordinal);
    }
}
