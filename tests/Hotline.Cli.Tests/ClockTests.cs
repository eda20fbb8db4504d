using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

/// <summary>Commands on a machine whose clock is wrong.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(30);
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    public async Task What_is_sent_is_signed_and_promised_by_the_hubs_clock(int seconds)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Clock = new SkewedTime(TimeSpan.FromSeconds(seconds));
        _stage.Be(server.Profile);
        var sent = await _stage.RunAsync(["send", "--to", "XB", "--kind", "declaration", "--precedence", "routine"]);
        var id = sent.Out.TrimEnd('\n');
        _stage.Be(server.OtherProfile);
        var acknowledged = await _stage.RunAsync(["ack", id, "--expect-by", "2h"]);
        var answered = await _stage.RunAsync(["respond", id, "--content", "-"], "Seen.");

        Assert.Equal((0, 0, 0), (sent.Exit, acknowledged.Exit, answered.Exit));
        var now = RealTime.Clock.GetUtcNow();
        Assert.All([sent, acknowledged, answered], run => Assert.InRange(Of(run).Created, now - Little, now));
        Assert.InRange(Of(acknowledged).ExpectBy!.Value, now.AddHours(2) - Little, now.AddHours(2));

        Envelope Of(Run run) => SignedEnvelope.Open(
            server.Journal.Envelope(MessageId.Parse(run.Out.TrimEnd('\n')))!, server.Journal.Find).Value.Envelope;
    }

    [Fact]
    public async Task A_token_that_is_printed_counts_at_the_hub()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Clock = new SkewedTime(TimeSpan.FromMinutes(10));
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync(["token"]);

        Assert.True(AccessToken.Verify(run.Out.TrimEnd('\n'), server.Journal.Key.Id, RealTime.Clock.GetUtcNow(),
            TokenPolicy.Default, server.Journal.Find).Ok);
        Assert.Empty(server.Journal.Tokens);
    }

    [Fact]
    public async Task Over_http_to_another_machine_nothing_is_sent()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync(["--hub", "http://hub.example:5080", "list"]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6003 hub-not-protected: Nothing was sent", run.Error, StringComparison.Ordinal);
    }
}
