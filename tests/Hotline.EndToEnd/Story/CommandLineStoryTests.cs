using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Story;

/// <summary>The first story, as two duty officers live it at the command line.</summary>
public sealed class CommandLineStoryTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Theory]
    [InlineData("incident.iodef.json", "application/iodef+json")]
    [InlineData("incident.idea0.json", "application/json")]
    public async Task An_incident_is_sent_seen_at_once_acknowledged_and_answered(string sample, string type)
    {
        await using var watch = CommandLine.Start(Hub.Profile("xb-officer"), "--json", "watch", "--from", "-1");
        await watch.OutputAsync(
            l => Parse(l).TryGetProperty("connection", out var c) && c.GetProperty("connected").GetBoolean(),
            "that XB is connected");

        var sent = await Cli(
            "xa-officer", "send", "--to", "XB", "--kind", "incident-notification", "--precedence", "priority",
            "--subject", "Phishing wave against a hospital", "--content", Checkout.Sample(sample),
            "--content-type", type);
        var id = sent.Expect().Trim();
        Assert.True(MessageId.TryParse(id, out _), sent.Output);

        var seen = Parse(await watch.OutputAsync(l => Is(l, "accepted", id), "the incident"));
        Assert.Equal("holds", seen.GetProperty("signature").GetString());
        var message = seen.GetProperty("message");
        Assert.Equal((type, "Phishing wave against a hospital"),
            (message.GetProperty("contentType").GetString(), message.GetProperty("subject").GetString()));
        Assert.True(JsonElement.DeepEquals(
            Parse(await File.ReadAllTextAsync(Checkout.Sample(sample))), message.GetProperty("content")));
        await watch.OutputAsync(l => Is(l, "delivered", id), "that it is confirmed as delivered");

        (await Cli("xb-officer", "ack", id, "--expect-by", "2h")).Expect();
        await watch.OutputAsync(l => Is(l, "acknowledged", id), "its own acknowledgement");
        (await Cli("xb-officer", "respond", id, "--content", Checkout.Sample("answer.json"))).Expect();

        var view = JsonSerializer.Deserialize(
            (await Cli("xa-officer", "--json", "show", id)).Expect(), WireJson.Default.ExchangeView)!;
        var xb = Assert.Single(view.Addressees);
        Assert.Equal([Rung.Accepted, Rung.Carried, Rung.Delivered, Rung.Displayed, Rung.Acknowledged, Rung.Answered],
            xb.Rungs.Select(r => r.Rung));
        Assert.Equal(xb.Rungs.Select(r => r.At).Order(), xb.Rungs.Select(r => r.At));
        Assert.All(xb.Rungs, r => Assert.True(r.Position > 0 && !r.Late));
        Assert.Equal([Window.Delivery, Window.Acknowledgement, Window.Response], xb.Windows.Select(w => w.Window));
        Assert.All(xb.Windows, w => Assert.Equal(
            (WindowState.Met, BasisKind.OperatorDefault, true), (w.State, w.Basis.Kind, w.Basis.Source.Length > 0)));
        Assert.All(xb.Windows, w => Assert.True(w.Opened < w.Due && w.At < w.Due));
        Assert.NotNull(xb.ExpectBy);
        Assert.Equal([Kind.Acknowledgement, Kind.Response], view.Acts.Select(a => a.Kind));
    }

    [Fact]
    public async Task Show_for_people_says_each_window_with_its_basis()
    {
        var id = (await SendAsync("XB")).Trim();
        var shown = (await Cli("xa-officer", "show", id)).Expect();
        Assert.Contains("operator default", shown, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("modelled on nothing outside", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_what_is_to_be_done()
    {
        var id = (await SendAsync("XB")).Trim();
        var list = JsonSerializer.Deserialize(
            (await Cli("xb-officer", "--json", "list")).Expect(), WireJson.Default.ExchangeList)!;
        Assert.Contains(list.Exchanges, e => e.Id.ToString() == id);
        Assert.Contains(id, (await Cli("xb-officer", "list")).Expect(), StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await Cli("xc-officer", "list")).Expect(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_can_be_checked_later_without_the_hub()
    {
        var sent = (await Cli("xa-officer", "--json", "send", "--to", "XB", "--kind", "declaration", "--precedence",
            "routine", "--subject", "We do not attack CERTs")).Expect();
        var file = Path.Combine(Hub.Data, "receipt.json");
        await File.WriteAllTextAsync(file, sent);
        (await CommandLine.RunAsync(Hub.Profile("xa-officer"), "--hub", "http://127.0.0.1:1", "verify", file)).Expect();
        await File.WriteAllTextAsync(file, sent.Replace("\"position\": ", "\"position\": 1", StringComparison.Ordinal));
        Assert.Equal(1, (await Cli("xa-officer", "verify", file)).ExitCode);
    }

    [Fact]
    public async Task A_message_that_is_withdrawn_ends_and_asks_for_nothing_more()
    {
        var id = (await SendAsync("XB")).Trim();
        (await Cli("xa-officer", "withdraw", id)).Expect();
        var view = JsonSerializer.Deserialize(
            (await Cli("xb-officer", "--json", "show", id)).Expect(), WireJson.Default.ExchangeView)!;
        Assert.Equal(ExchangeState.Withdrawn, view.State);
        Assert.All(view.Addressees.Single().Windows, w => Assert.Equal(WindowState.Ended, w.State));
        Assert.All(view.Addressees.Single().Steps, s => Assert.Null(s.At));
    }

    [Fact]
    public async Task What_is_refused_exits_with_1_and_a_numbered_sentence()
    {
        var id = (await SendAsync("XB")).Trim();
        var refused = await Cli("xc-officer", "show", id);
        Assert.Equal(1, refused.ExitCode);
        Assert.Matches("^2010 no-such-exchange: .+\\.$", refused.Errors.Trim());
        Assert.Equal("", refused.Output);
        var flash = await Cli(
            "xa-notifier", "send", "--to", "XB", "--kind", "incident-notification", "--precedence", "flash");
        Assert.Equal(1, flash.ExitCode);
        Assert.Contains("2201 notifier-flash: ", flash.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "--to", "XB")]
    [InlineData("send", "--to", "XB", "--kind", "gossip", "--precedence", "flash")]
    [InlineData("show", "not-an-id")]
    [InlineData("nonsense")]
    public async Task A_wrong_command_line_exits_with_2_and_says_why(params string[] arguments)
    {
        var ended = await Cli("xa-officer", arguments);
        Assert.Equal(2, ended.ExitCode);
        Assert.NotEqual("", ended.Errors);
        Assert.Equal("", ended.Output);
    }

    [Fact]
    public async Task A_hub_that_is_not_there_exits_with_1_and_says_where_it_was_looked_for()
    {
        var ended = await Cli("xa-officer", "--hub", "http://127.0.0.1:1", "list");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("6001 hub-not-reachable", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1", ended.Errors, StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(string to) =>
        (await Cli("xa-officer", "send", "--to", to, "--kind", "incident-notification", "--precedence", "priority",
            "--subject", "Phishing wave")).Expect();

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private static bool Is(string line, string fact, string exchange) =>
        Parse(line).TryGetProperty("entry", out var entry) && entry.GetProperty("fact") is var f
        && f.GetProperty("type").GetString() == fact && f.GetProperty("exchange").GetString() == exchange;
}
