using System.Collections.Immutable;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// What a point of contact says: the payload of a signed envelope, version 1. The same shape, with fewer members,
/// is the draft that <see cref="Draft"/> completes.
/// </summary>
public sealed record Envelope
{
    /// <summary>The only version there is.</summary>
    public const int Version = 1;

    /// <summary>The message's id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>The sending participant, such as <c>XA</c>.</summary>
    public required string From { get; init; }

    /// <summary>The point of contact there that signs, such as <c>officer</c>.</summary>
    public required string Sender { get; init; }

    /// <summary>Action addressees: 1 to <see cref="EnvelopeLimits.Addressees"/>, each once, never the sender.</summary>
    public required ImmutableArray<string> To { get; init; }

    /// <summary>Information addressees; none is in <see cref="To"/>.</summary>
    public ImmutableArray<string> Cc { get; init; } = [];

    /// <summary>The rules the exchange runs under, such as <c>exercise</c>.</summary>
    public required string Regime { get; init; }

    /// <summary>What it is for.</summary>
    public required Kind Kind { get; init; }

    /// <summary>Speed of service.</summary>
    public required Precedence Precedence { get; init; }

    /// <summary>Actual, exercise or test.</summary>
    public required Status Status { get; init; }

    /// <summary>How it may be shared.</summary>
    public required Tlp Tlp { get; init; }

    /// <summary>When the sender says it was made, in whole milliseconds.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The exchange: the message's own id when it opens one, else that of the message that did.</summary>
    public required MessageId Exchange { get; init; }

    /// <summary>The message that this one replies to or refers to.</summary>
    public MessageId? InReplyTo { get; init; }

    /// <summary>Of an acknowledgement: when an answer can be expected.</summary>
    public DateTimeOffset? ExpectBy { get; init; }

    /// <summary>
    /// One line for a person, at most <see cref="EnvelopeLimits.Subject"/> characters, no control characters.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>What is said; null when the message says all by its kind.</summary>
    public Content? Content { get; init; }

    /// <summary>True when the message is one that opens its exchange.</summary>
    public bool Opens => Kind.Opens();

    /// <summary>Every participant that it names: sender, then action, then information addressees.</summary>
    public IEnumerable<string> Parties => [From, .. To, .. Cc];
}

/// <summary>What a message says, with its media type. The hub carries it and does not read it.</summary>
/// <param name="Type">Media type, such as <c>application/iodef+json</c>.</param>
/// <param name="Json">
/// The content's JSON text. JSON media types hold any value; every other type holds a string: the text, or for
/// <see cref="Base64"/> the base64url of the bytes.
/// </param>
/// <param name="Base64">True when the string is base64url of bytes.</param>
public sealed record Content(string Type, string Json, bool Base64 = false);

/// <summary>Limits on everything in an envelope that a stranger controls.</summary>
public static class EnvelopeLimits
{
    /// <summary>Bytes of the compact serialisation.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>Addressees of each sort.</summary>
    public const int Addressees = 64;

    /// <summary>Characters of a subject.</summary>
    public const int Subject = 200;

    /// <summary>Characters of a media type.</summary>
    public const int MediaType = 127;

    /// <summary>Nesting of JSON, the payload's own braces included.</summary>
    public const int Depth = 32;

    /// <summary>Characters of the JWS header as it travels, in base64url.</summary>
    public const int Header = 512;
}
