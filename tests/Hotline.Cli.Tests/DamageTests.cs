using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

/// <summary>A hub whose journal is damaged, as commands show it: never as one that has nothing, or all.</summary>
public sealed class DamageTests : IDisposable
{
    private const string Alarm = "6036 hub-journal-damaged: The hub's journal is damaged at position 1:";
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_list_that_is_not_whole_says_so_whether_or_not_anything_is_left(int messages)
    {
        await using var server = await DamagedAsync(messages);

        var run = await _stage.RunAsync(["list"]);
        var json = await _stage.RunAsync(["list", "--json"]);

        Assert.Equal((1, 1), (run.Exit, json.Exit));
        Assert.StartsWith(Alarm, run.Error, StringComparison.Ordinal);
        Assert.StartsWith(Alarm, json.Error, StringComparison.Ordinal);
        Assert.Contains("ALARM: " + Alarm, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("No exchanges yet", run.Out, StringComparison.Ordinal);
        Assert.Equal(1, json.Json["damaged"]![0]!.GetValue<long>());
        Assert.Equal(messages - 1, json.Json["exchanges"]!.AsArray().Count);
    }

    [Fact]
    public async Task Of_an_exchange_that_the_hub_cannot_show_the_desks_own_copy_is_shown_as_what_it_is()
    {
        await using var server = await DamagedAsync(1);
        var id = server.Journal.Views.Keys.Single().ToString();
        _stage.Be(server.OtherProfile);

        var without = await _stage.RunAsync(["show", id]);
        Assert.Equal((1, ""), (without.Exit, without.Out));
        Assert.StartsWith("3031 entry-damaged: Entry 1 ", without.Error, StringComparison.Ordinal);

        server.Journal.Damaged = [];
        await using (var watch = _stage.Start("watch"))
        {
            await watch.Prints("Signed by XA/officer");
        }
        server.Journal.Damaged = [1];
        var run = await _stage.RunAsync(["show", id]);
        var json = await _stage.RunAsync(["show", id, "--json"]);

        Assert.Equal((1, 1), (run.Exit, json.Exit));
        Assert.StartsWith("3031 entry-damaged: Entry 1 ", run.Error, StringComparison.Ordinal);
        Assert.StartsWith(" THE HUB CANNOT SHOW THIS EXCHANGE.", run.Out, StringComparison.Ordinal);
        Assert.Contains("Signed by XA/officer", run.Out, StringComparison.Ordinal);
        Assert.Contains("Unusual traffic", run.Out, StringComparison.Ordinal);
        Assert.True(json.Json["ownCopy"]!.GetValue<bool>());
        Assert.Equal("Unusual traffic", json.Json["message"]!["subject"]!.GetValue<string>());
    }

    /// <summary>The first of some messages to XB is damaged.</summary>
    private async Task<StandInHub> DamagedAsync(int messages)
    {
        var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        for (var i = 0; i < messages; i++)
        {
            server.Journal.Append(server.Message().Compact);
        }
        server.Journal.Damaged = [1];
        return server;
    }
}
