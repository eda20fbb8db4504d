using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Client;

/// <summary>
/// What a hub says of a message, held against the signed message itself. Only the message counts: whoever carries it
/// may be mistaken or lie. Of times of acceptance, windows and rungs there is the hub's word alone.
/// </summary>
public static class HubWord
{
    /// <summary>Null when a view agrees with the message that opened its exchange; else 6024, by name.</summary>
    /// <param name="view">What the hub says.</param>
    /// <param name="opening">The message, checked.</param>
    public static Refusal? Differs(ExchangeView view, SignedEnvelope opening)
    {
        var e = opening.Envelope;
        var found = new Differences();
        found.Compare("id", view.Id.ToString(), e.Id.ToString());
        found.Compare("regime", view.Regime, e.Regime);
        found.Compare("kind", view.Kind.Wire(), e.Kind.Wire());
        found.Compare("precedence", view.Precedence.Wire(), e.Precedence.Wire());
        found.Compare("status", view.Status.Wire(), e.Status.Wire());
        found.Compare("tlp", view.Tlp.Wire(), e.Tlp.Wire());
        found.Compare("from", view.From, e.From);
        found.Compare("sender", view.Sender, e.Sender);
        found.Compare("created", Instant.Write(view.Created), Instant.Write(e.Created));
        foreach (var addressee in view.Addressees.Where(a => !Names(e, a)))
        {
            found.Add("addressee", $"{addressee.Participant} ({addressee.Role.Wire()})", "does not name it so");
        }
        return found.Refusal(e.Id);
    }

    /// <summary>Null when what the hub says of a reply agrees with the reply; else 6024, by name.</summary>
    /// <param name="act">What the hub says.</param>
    /// <param name="exchange">The exchange that it says it of.</param>
    /// <param name="reply">The reply, checked.</param>
    public static Refusal? Differs(ActView act, MessageId exchange, SignedEnvelope reply)
    {
        var e = reply.Envelope;
        var found = new Differences();
        found.Compare("id", act.Message.ToString(), e.Id.ToString());
        found.Compare("exchange", exchange.ToString(), e.Exchange.ToString());
        found.Compare("kind", act.Kind.Wire(), e.Kind.Wire());
        found.Compare("from", act.From, e.From);
        found.Compare("sender", act.Sender, e.Sender);
        found.Compare("expectBy", Time(act.ExpectBy), Time(e.ExpectBy));
        return found.Refusal(e.Id);
    }

    /// <summary>Null when an entry agrees with the message that came with it; else 6024, by name.</summary>
    /// <param name="entry">What the hub says.</param>
    /// <param name="message">The message, checked.</param>
    public static Refusal? Differs(Entry entry, SignedEnvelope message)
    {
        var e = message.Envelope;
        var found = new Differences();
        if (entry.Fact.Message is not { } header)
        {
            found.Add("message", "none", e.Id.ToString());
            return found.Refusal(e.Id);
        }
        Compare(found, header, message.Header());
        found.Compare("exchange", entry.Fact.Stream.AsExchange?.ToString() ?? "none", e.Exchange.ToString());
        switch (entry.Fact)
        {
            case Accepted accepted:
                found.Compare("act", e.Opens ? e.Kind.Wire() : "an opening message", e.Kind.Wire());
                found.Compare("regime", accepted.Regime.Id, e.Regime);
                found.Compare("status", accepted.Status.Wire(), e.Status.Wire());
                found.Compare("tlp", accepted.Tlp.Wire(), e.Tlp.Wire());
                break;
            case Acknowledged acknowledged:
                found.Compare("act", Kind.Acknowledgement.Wire(), e.Kind.Wire());
                found.Compare("expectBy", Time(acknowledged.ExpectBy), Time(e.ExpectBy));
                break;
            case Answered:
                found.Compare("act", Kind.Response.Wire(), e.Kind.Wire());
                break;
            case Withdrawn:
                found.Compare("act", Kind.Withdrawal.Wire(), e.Kind.Wire());
                break;
            case Closed:
                found.Compare("act", Kind.Closure.Wire(), e.Kind.Wire());
                break;
        }
        return found.Refusal(e.Id);
    }

    /// <summary>The view with whatever the signed message says taken from it.</summary>
    /// <param name="view">What the hub says.</param>
    /// <param name="opening">The message that opened the exchange, checked.</param>
    public static ExchangeView Corrected(ExchangeView view, SignedEnvelope opening)
    {
        var e = opening.Envelope;
        return view with
        {
            Id = e.Id,
            Regime = e.Regime,
            Kind = e.Kind,
            Precedence = e.Precedence,
            Status = e.Status,
            Tlp = e.Tlp,
            From = e.From,
            Sender = e.Sender,
            Created = e.Created,
        };
    }

    private static void Compare(Differences found, MessageHeader said, MessageHeader signed)
    {
        found.Compare("id", said.Id.ToString(), signed.Id.ToString());
        found.Compare("from", said.From, signed.From);
        found.Compare("sender", said.Sender, signed.Sender);
        found.Compare("key", said.Key, signed.Key);
        found.Compare("to", string.Join(' ', said.To), string.Join(' ', signed.To));
        found.Compare("cc", string.Join(' ', said.Cc), string.Join(' ', signed.Cc));
        found.Compare("kind", said.Kind.Wire(), signed.Kind.Wire());
        found.Compare("precedence", said.Precedence.Wire(), signed.Precedence.Wire());
        found.Compare("created", Instant.Write(said.Created), Instant.Write(signed.Created));
        found.Compare("digest", said.Digest, signed.Digest);
    }

    private static bool Names(Envelope e, AddresseeView addressee) => addressee.Role switch
    {
        Contract.AddresseeRole.Action => e.To.Contains(addressee.Participant),
        Contract.AddresseeRole.Info => e.Cc.Contains(addressee.Participant),
    };

    private static string Time(DateTimeOffset? at) => at is { } time ? Instant.Write(time) : "none";

    private sealed class Differences
    {
        private readonly ImmutableArray<string>.Builder _found = ImmutableArray.CreateBuilder<string>();

        public void Compare(string member, string said, string signed)
        {
            if (said != signed)
            {
                Add(member, said, $"says {signed}");
            }
        }

        public void Add(string member, string said, string signed) =>
            _found.Add($"{member}: the hub says {said}, the message {signed}");

        public Refusal? Refusal(MessageId id) =>
            _found.Count == 0 ? null : ClientErrors.HubDiffers(id, string.Join("; ", _found));
    }
}
