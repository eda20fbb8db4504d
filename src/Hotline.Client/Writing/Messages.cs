using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Client;

/// <summary>Writes and signs what a point of contact says. Thread-safe.</summary>
/// <param name="profile">Who says it.</param>
/// <param name="key">The profile's key.</param>
/// <param name="ids">Where ids come from.</param>
/// <param name="clock">Where <c>created</c> comes from.</param>
public sealed class Messages(Profile profile, SigningKey key, IMessageIds ids, TimeProvider clock)
{
    /// <summary>Completes and signs a draft. Refusals 1003, 1010 to 1020.</summary>
    /// <param name="utf8">A JSON object, see <see cref="Draft"/>.</param>
    public Outcome<SignedEnvelope> FromDraft(ReadOnlyMemory<byte> utf8) =>
        new Draft(ids.Next(), profile.Participant, profile.Poc, clock.GetUtcNow().ToMilliseconds())
            .Complete(utf8).Try(out var envelope, out var refusal)
            ? Sign(envelope)
            : refusal;

    /// <summary>Signs an envelope as it is.</summary>
    /// <param name="envelope">What to sign.</param>
    public Outcome<SignedEnvelope> Sign(Envelope envelope) => SignedEnvelope.Sign(envelope, key);

    /// <summary>Says that the message was received. That is not agreement with its content.</summary>
    /// <param name="opening">The message that opened the exchange.</param>
    /// <param name="expectBy">When an answer can be expected.</param>
    public Outcome<SignedEnvelope> Acknowledge(Envelope opening, DateTimeOffset? expectBy = null) =>
        Reply(opening, Kind.Acknowledgement).Try(out var reply, out var refusal)
            ? Sign(reply with { ExpectBy = expectBy?.ToUniversalTime().ToMilliseconds() })
            : refusal;

    /// <summary>Answers the message.</summary>
    /// <param name="opening">The message that opened the exchange.</param>
    /// <param name="content">The answer.</param>
    /// <param name="subject">One line for a person.</param>
    public Outcome<SignedEnvelope> Respond(Envelope opening, Content? content, string? subject = null) =>
        Reply(opening, Kind.Response).Try(out var reply, out var refusal)
        ? Sign(reply with { Content = content, Subject = subject }) : refusal;

    /// <summary>Takes the message back; what happened stays on record.</summary>
    /// <param name="opening">The message that opened the exchange, one's own.</param>
    public Outcome<SignedEnvelope> Withdraw(Envelope opening) => End(opening, Kind.Withdrawal);

    /// <summary>Says that nothing more is needed.</summary>
    /// <param name="opening">The message that opened the exchange, one's own.</param>
    public Outcome<SignedEnvelope> Close(Envelope opening) => End(opening, Kind.Closure);

    private Outcome<Envelope> Reply(Envelope opening, Kind kind) =>
        opening.From == profile.Participant
            ? ClientErrors.NotYours(profile.Participant,
                $"send a reply of kind {kind.Wire()} to its own message. The addressees do that; withdraw or "
                + "close it instead.")
            : Within(opening, kind) with { To = [opening.From] };

    private Outcome<SignedEnvelope> End(Envelope opening, Kind kind) =>
        opening.From == profile.Participant
            ? Sign(Within(opening, kind) with { To = opening.To, Cc = opening.Cc })
            : ClientErrors.NotYours(profile.Participant,
                $"send a message of kind {kind.Wire()} here: only {opening.From}, who opened the exchange, can.");

    private Envelope Within(Envelope opening, Kind kind) => new()
    {
        Id = ids.Next(),
        From = profile.Participant,
        Sender = profile.Poc,
        To = [],
        Regime = opening.Regime,
        Kind = kind,
        Precedence = opening.Precedence,
        Status = opening.Status,
        Tlp = opening.Tlp,
        Created = clock.GetUtcNow().ToMilliseconds(),
        Exchange = opening.Exchange,
        InReplyTo = opening.Id,
    };
}
