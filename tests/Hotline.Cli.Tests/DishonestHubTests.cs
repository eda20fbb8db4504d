using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

/// <summary>What a hub says is held against what was signed; what is signed is what was asked for.</summary>
public sealed class DishonestHubTests : IDisposable
{
    private static readonly Terminal Person = new(Person: true, Colours: false, Width: 400);
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Theory]
    [InlineData("ack")]
    [InlineData("respond")]
    public async Task A_reply_to_one_message_is_never_signed_for_another(string command)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var (asked, given) = (Sent(server), Sent(server));
        server.Journal.Instead[asked.Envelope.Id] = given.Compact;
        var content = _stage.Write("answer.txt", "We look into it.");
        string[] more = command == "respond" ? ["--content", content] : [];

        var run = await _stage.RunAsync([command, asked.Envelope.Id.ToString(), .. more]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6023 another-message: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(given.Envelope.Id.ToString(), run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Journal.Submissions);
    }

    [Theory]
    [InlineData("withdraw")]
    [InlineData("close")]
    public async Task Ending_one_exchange_never_ends_another(string command)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        var (asked, given) = (Sent(server), Sent(server));
        server.Journal.Instead[asked.Envelope.Id] = given.Compact;

        var run = await _stage.RunAsync([command, asked.Envelope.Id.ToString()]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6023 another-message: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Journal.Submissions);
    }

    [Fact]
    public async Task A_message_in_the_inbox_under_another_id_is_not_taken_for_it()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var (asked, other) = (Sent(server), Sent(server));
        Directory.CreateDirectory(_stage.File("XB.inbox"));
        _stage.Write($"XB.inbox/{asked.Envelope.Id}.jws", other.Compact);

        var run = await _stage.RunAsync(["ack", asked.Envelope.Id.ToString()]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6023 another-message: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Journal.Submissions);
    }

    [Fact]
    public async Task A_chain_of_replies_that_leads_round_ends()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var (a, b) = (FreshMessage.Ids.Next(), FreshMessage.Ids.Next());
        server.Journal.Instead[a] = Response(server, a, of: b).Compact;
        server.Journal.Instead[b] = Response(server, b, of: a).Compact;

        var run = await _stage.RunAsync(["ack", a.ToString()]).WaitAsync(TimeSpan.FromSeconds(60), RealTime.Clock);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6025 no-opening-message: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Journal.Submissions);
    }

    [Fact]
    public async Task Show_shows_what_was_signed_and_names_what_the_hub_says_otherwise()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var message = Sent(server, e => e with { Status = Status.Actual, Tlp = Tlp.Red });
        Lie(server, message, v => v with
        {
            Status = Status.Exercise,
            Tlp = Tlp.Clear,
            Precedence = Precedence.Routine,
        });

        var run = await _stage.RunAsync(["show", message.Envelope.Id.ToString()]);
        var json = await _stage.RunAsync(["show", message.Envelope.Id.ToString(), "--json"]);

        Assert.Equal((1, 1), (run.Exit, json.Exit));
        Assert.StartsWith(" ALARM: 6024 hub-differs-from-message: ", run.Out, StringComparison.Ordinal);
        foreach (var named in new[] { "status: the hub says exercise, the message says actual",
            "tlp: the hub says clear, the message says red", "precedence: the hub says routine" })
        {
            Assert.Contains(named, run.Error, StringComparison.Ordinal);
            Assert.Contains(named, json.Error, StringComparison.Ordinal);
        }
        Assert.Contains("TLP:RED", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("TLP:CLEAR", run.Out, StringComparison.Ordinal);
        Assert.Equal(("actual", "red"),
            (json.Json["status"]!.GetValue<string>(), json.Json["tlp"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Show_names_a_sender_and_a_kind_and_addressees_that_are_not_the_messages()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var message = Sent(server);
        Lie(server, message, v => v with
        {
            Sender = "deputy",
            Kind = Kind.Declaration,
            Addressees = [new AddresseeView("XC", AddresseeRole.Action, Rung.Accepted, [], [], [], [], null)],
        });

        var run = await _stage.RunAsync(["show", message.Envelope.Id.ToString()]);

        Assert.Equal(1, run.Exit);
        Assert.Contains("sender: the hub says deputy, the message says officer", run.Error, StringComparison.Ordinal);
        Assert.Contains("kind: the hub says declaration", run.Error, StringComparison.Ordinal);
        Assert.Contains("addressee: the hub says XC (action)", run.Error, StringComparison.Ordinal);
        Assert.Contains(" XA (officer) to XB", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_message_inside_a_view_is_not_shown_as_the_one_asked_for()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var (message, other) = (Sent(server), Sent(server));
        Lie(server, message, v => v with { Envelope = other.Compact });

        var run = await _stage.RunAsync(["show", message.Envelope.Id.ToString()]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6023 another-message: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Signed by", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_acknowledgement_that_nobody_signed_is_an_alarm()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        var message = Sent(server);
        var answer = Response(server, FreshMessage.Ids.Next(), of: message.Envelope.Id);
        server.Journal.Append(answer.Compact);
        Lie(server, message, v => v with
        {
            Acts = [new ActView(
                answer.Envelope.Id, Kind.Acknowledgement, "XB", "officer", v.AcceptedAt, 2, Late: false, null)],
        });

        var run = await _stage.RunAsync(["show", message.Envelope.Id.ToString()]);

        Assert.Equal(1, run.Exit);
        Assert.Contains(
            "kind: the hub says acknowledgement, the message says response", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_held_against_what_lies_in_the_inbox()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var message = Sent(server);
        await SeenAsync(server);
        Lie(server, message, v => v with { Status = Status.Actual, Envelope = null });

        var run = await _stage.RunAsync(["list"]);
        var json = await _stage.RunAsync(["list", "--json"]);

        Assert.Equal((1, 1), (run.Exit, json.Exit));
        Assert.StartsWith("ALARM: 6024 ", run.Out, StringComparison.Ordinal);
        Assert.Contains("status: the hub says actual, the message says exercise", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(" ACTUAL ", run.Out, StringComparison.Ordinal);
        Assert.Equal("exercise", json.Json["exchanges"]![0]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_a_watch_is_told_otherwise_is_an_alarm_and_not_confirmed()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        _stage.Terminal = Person;
        server.Journal.Retold = entry => entry with
        {
            Fact = entry.Fact is Accepted told ? told with { Status = Status.Actual } : entry.Fact,
        };
        var message = Sent(server);
        await using var watch = _stage.Start("watch");

        await watch.Prints("ALARM: NOT WHAT WAS SIGNED, not stored, not confirmed");
        await watch.Prints("Signed by XA/officer");

        Assert.Equal(1, await watch.EndAsync());
        Assert.Contains("status: the hub says actual, the message says exercise", watch.Run.Error,
            StringComparison.Ordinal);
        Assert.Empty(server.Journal.Confirmations);
        Assert.False(File.Exists(_stage.File($"XB.inbox/{message.Envelope.Id}.jws")));
    }

    /// <summary>Looks at the feed once, so that the inbox has what came.</summary>
    private async Task SeenAsync(StandInHub server)
    {
        await using var watch = _stage.Start("watch", "--json");
        await RealTime.Until(() => !server.Journal.Confirmations.IsEmpty, "the message is stored");
        Assert.Equal(0, await watch.EndAsync());
    }

    private static SignedEnvelope Sent(StandInHub server, Func<Envelope, Envelope>? change = null)
    {
        var opening = FreshMessage.Opening();
        var message = SignedEnvelope.Sign(change?.Invoke(opening) ?? opening, server.Journal.Officer).Value;
        server.Journal.Append(message.Compact);
        Lie(server, message, v => v with { Envelope = message.Compact });
        return message;
    }

    private static void Lie(StandInHub server, SignedEnvelope message, Func<ExchangeView, ExchangeView> lie) =>
        server.Journal.Views[message.Envelope.Id] = lie(server.Journal.Views[message.Envelope.Id]);

    private static SignedEnvelope Response(StandInHub server, MessageId id, MessageId of) =>
        SignedEnvelope.Sign(FreshMessage.Opening("XB") with
        {
            Id = id,
            Kind = Kind.Response,
            Exchange = of,
            InReplyTo = of,
        }, server.Journal.Other).Value;
}
