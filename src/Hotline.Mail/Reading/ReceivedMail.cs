using System.Collections.Immutable;

namespace Hotline.Mail;

/// <summary>Limits on everything in a mail that a stranger controls.</summary>
public static class MailLimits
{
    /// <summary>Bytes of the whole mail as it arrives.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>Levels of parts within parts; a mail without parts has one.</summary>
    public const int Depth = 8;

    /// <summary>Parts in all, containers included.</summary>
    public const int Parts = 64;

    /// <summary>Headers of the mail or of one part.</summary>
    public const int Headers = 256;

    /// <summary>Bytes of the headers of the mail or of one part.</summary>
    public const int HeaderBytes = 64 * 1024;
}

/// <summary>
/// A mail as it was received, taken apart. Nothing in it is proven: only the signature of an envelope says who said
/// something. All texts are free of control characters (but tab and line feed in <see cref="Texts"/>), so they can be
/// shown on a terminal.
/// </summary>
public sealed record ReceivedMail
{
    /// <summary>Subject, decoded; empty when there is none.</summary>
    public required string Subject { get; init; }

    /// <summary>Address of the author; null when there is none or several, or it is not readable.</summary>
    public required string? From { get; init; }

    /// <summary>
    /// Address that replies are asked to go to; null when there is none or several, or it is not readable.
    /// </summary>
    public required string? ReplyTo { get; init; }

    /// <summary>Addresses it is to; empty when not readable.</summary>
    public required ImmutableArray<string> To { get; init; }

    /// <summary>
    /// Addresses that the last relays say it was delivered for (Delivered-To, X-Original-To, Envelope-To), each once;
    /// empty when they say none. Of a report, the return address of the mail that it is about.
    /// </summary>
    public required ImmutableArray<string> DeliveredTo { get; init; }

    /// <summary>Its id in angle brackets; null when it has none.</summary>
    public required string? MessageId { get; init; }

    /// <summary>
    /// Ids of the mails that it replies to, in angle brackets: In-Reply-To first, then References from the newest back,
    /// each once.
    /// </summary>
    public required ImmutableArray<string> RepliesTo { get; init; }

    /// <summary>The plain texts meant for reading, in order, lines ended by line feeds. HTML is never shown.</summary>
    public required ImmutableArray<string> Texts { get; init; }

    /// <summary>
    /// What may be envelopes, in order, each once, white space removed: parts of type <c>application/jose</c>, files
    /// named <c>.jws</c>, and texts that hold nothing but a compact JWS. Not checked:
    /// <see cref="Protocol.Envelopes.SignedEnvelope.Open"/> does that. Empty for reports, which only give back what was
    /// sent.
    /// </summary>
    public required ImmutableArray<string> Envelopes { get; init; }

    /// <summary>
    /// True when a program says it sent this without a person: Auto-Submitted (RFC 3834) other than <c>no</c>,
    /// Precedence bulk, junk, list or auto_reply, X-Autoreply, X-Auto-Response-Suppress, or any report (RFC 6522).
    /// Never an act of a person.
    /// </summary>
    public required bool IsAutomatic { get; init; }

    /// <summary>
    /// True when the last relay noted the empty return path <c>&lt;&gt;</c>: it must not be answered, and is mostly a
    /// bounce.
    /// </summary>
    public required bool NullReturnPath { get; init; }

    /// <summary>What became of a mail of ours; null when this is no delivery report of a failure or delay.</summary>
    public required MailBounce? Bounce { get; init; }
}

/// <summary>What a delivery report (RFC 3464) says.</summary>
/// <param name="Action">Failed or delayed; when it reports on several recipients, the worst.</param>
/// <param name="Code">
/// Enhanced status code (RFC 3463) such as <c>5.1.1</c>; <c>5.0.0</c> or <c>4.0.0</c> when the report gives none.
/// </param>
/// <param name="OriginalMessageId">
/// Id of the mail that came back, in angle brackets; null when the report does not say.
/// </param>
public sealed record MailBounce(BounceAction Action, string Code, string? OriginalMessageId);

/// <summary>What a relay did with a mail that it could not deliver.</summary>
public enum BounceAction
{
    /// <summary>It still tries; nothing is lost yet.</summary>
    Delayed,

    /// <summary>It gave up: the mail did not arrive and will not.</summary>
    Failed,
}
