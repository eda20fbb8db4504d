using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Client.Tests;

/// <summary>What the SDK hands to a program is what was signed, without the program's doing.</summary>
public sealed class DishonestHubTests
{
    [Fact]
    public async Task An_envelope_is_the_one_asked_for_by_id_and_digest_and_signed_by_whom_it_names()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.OtherProfile, RealTime.Clock);
        var (asked, other, forged) = (Sent(server), Sent(server), Sent(server));
        var id = asked.Envelope.Id;

        Assert.Equal(asked.Compact, (await api.EnvelopeAsync(id, asked.Digest)).Value.Compact);
        Assert.Equal(6023, (await api.EnvelopeAsync(id, other.Digest)).Refusal!.Number);

        server.Journal.Instead[id] = other.Compact;
        Assert.Equal(6023, (await api.EnvelopeAsync(id)).Refusal!.Number);
        Assert.Equal(6023, (await api.OpeningAsync(id)).Refusal!.Number);

        server.Journal.Instead[forged.Envelope.Id] =
            SignedEnvelope.Sign(forged.Envelope, server.Journal.Other).Value.Compact;
        Assert.Equal(1023, (await api.EnvelopeAsync(forged.Envelope.Id)).Refusal!.Number);
    }

    [Fact]
    public async Task A_reply_leads_to_the_message_that_opened_its_exchange_in_one_step()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.OtherProfile, RealTime.Clock);
        var opening = Sent(server);
        var reply = Response(server, opening.Envelope.Id);
        server.Journal.Append(reply.Compact);
        var (a, b) = (Response(server, opening.Envelope.Id), Response(server, reply.Envelope.Id));
        server.Journal.Instead[b.Envelope.Id] = b.Compact;

        Assert.Equal(opening.Compact, (await api.OpeningAsync(reply.Envelope.Id)).Value.Compact);
        Assert.Equal(6025, (await api.OpeningAsync(b.Envelope.Id)).Refusal!.Number);
        Assert.Equal(2010, (await api.OpeningAsync(a.Envelope.Id)).Refusal!.Number);
    }

    [Fact]
    public async Task A_view_that_differs_from_the_message_is_refused_by_name_unless_it_is_asked_for()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.OtherProfile, RealTime.Clock);
        var id = Sent(server).Envelope.Id;
        Assert.Equal(Status.Exercise, (await api.ExchangeAsync(id)).Value.Status);

        server.Journal.Views[id] = server.Journal.Views[id] with { Status = Status.Actual, Regime = "osce" };
        var refusal = (await api.ExchangeAsync(id)).Refusal!;
        var found = (await api.CheckedExchangeAsync(id)).Value;

        Assert.Equal((6024, "hub-differs-from-message"), (refusal.Number, refusal.Name));
        Assert.Contains("status: the hub says actual, the message says exercise", refusal.Detail,
            StringComparison.Ordinal);
        Assert.Contains("regime: the hub says osce, the message says exercise", refusal.Detail,
            StringComparison.Ordinal);
        Assert.Equal(
            (Status.Exercise, "exercise", id), (found.View.Status, found.View.Regime, found.Opening!.Envelope.Id));
        Assert.Equal(6024, found.Alarm!.Number);
    }

    [Fact]
    public async Task A_view_of_another_exchange_is_not_the_one_asked_for()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.OtherProfile, RealTime.Clock);
        var (asked, other) = (Sent(server).Envelope.Id, Sent(server).Envelope.Id);
        server.Journal.Views[asked] = server.Journal.Views[other];

        Assert.Equal(6023, (await api.ExchangeAsync(asked)).Refusal!.Number);
    }

    public static TheoryData<string, Func<Fact, Fact>> Retold => new()
    {
        { "status", f => f is Accepted a ? a with { Status = Status.Actual } : f },
        { "tlp", f => f is Accepted a ? a with { Tlp = Tlp.Clear } : f },
        { "precedence", f => OfHeader(f, h => h with { Precedence = Precedence.Flash }) },
        { "sender", f => OfHeader(f, h => h with { Sender = "deputy" }) },
        { "cc", f => OfHeader(f, h => h with { Cc = ["XC"] }) },
        { "exchange", f => f is Accepted a ? a with { Exchange = FreshMessage.Ids.Next() } : f },
        { "digest", f => OfHeader(f, h => h with { Digest = new string('A', 43) }) },
        { "act", f => f is Accepted a ? new Withdrawn(a.Exchange, a.Opening, a.Carrier, After: false) : f },
        { "message", f => f is Accepted a ? new Carried(a.Exchange, "XB", a.Carrier, "officer") : f },
    };

    [Theory]
    [MemberData(nameof(Retold))]
    public async Task An_item_of_the_feed_that_says_otherwise_than_its_message_comes_with_the_alarm(
        string member, Func<Fact, Fact> lie)
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        server.Journal.Retold = entry => entry.Position == 2 ? entry with { Fact = lie(entry.Fact) } : entry;
        var (honest, message) = (Sent(server), Sent(server));

        var feed = connection.FollowAsync(0).GetAsyncEnumerator();
        Assert.True(await feed.MoveNextAsync());
        var (first, _) = (feed.Current, await feed.MoveNextAsync());
        var second = feed.Current;
        await feed.DisposeAsync();

        Assert.Null(first.Alarm);
        Assert.Equal(honest.Compact, first.Message!.Compact);
        Assert.Equal(6024, second.Alarm!.Number);
        Assert.Contains($"{member}: the hub says ", second.Alarm.Detail, StringComparison.Ordinal);
        Assert.Equal(message.Compact, second.Message!.Compact);
    }

    private static Fact OfHeader(Fact fact, Func<MessageHeader, MessageHeader> lie) =>
        fact is Accepted accepted ? accepted with { Opening = lie(accepted.Opening) } : fact;

    private static SignedEnvelope Sent(StandInHub server)
    {
        var message = server.Message();
        server.Journal.Append(message.Compact);
        var id = message.Envelope.Id;
        server.Journal.Views[id] = server.Journal.Views[id] with { Envelope = message.Compact };
        return message;
    }

    private static SignedEnvelope Response(StandInHub server, MessageId of) =>
        SignedEnvelope.Sign(FreshMessage.Opening("XB") with
        {
            Kind = Kind.Response,
            Exchange = of,
            InReplyTo = of,
        }, server.Journal.Other).Value;
}
