using System.Collections.Immutable;

namespace Hotline.Mail;

/// <summary>What a report about a mail says, in the form of RFC 3464 or in a relay's own words.</summary>
/// <param name="Action">What became of it; when it reports on several recipients, the worst.</param>
/// <param name="Code">
/// Enhanced status code (RFC 3463) such as <c>5.1.1</c>; <c>5.0.0</c>, <c>4.0.0</c> or <c>2.0.0</c> when the report
/// gives none.
/// </param>
public sealed record MailBounce(BounceAction Action, string Code)
{
    /// <summary>
    /// Ids of the mail that it may be about, in angle brackets, each once, the surest first: what came back, what the
    /// report names, what its headers reply to. Which of them is ours, and whether it is labelled, is for the hub to
    /// say.
    /// </summary>
    public ImmutableArray<string> OriginalMessageIds { get; init; } = [];

    /// <summary>The envelope id (ENVID, RFC 3461) that it was sent with; null when the report gives none.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>The address that it was for, as the report writes it; null when it gives none.</summary>
    public string? Recipient { get; init; }
}

/// <summary>What a relay did with a mail.</summary>
public enum BounceAction
{
    /// <summary>
    /// It handed the mail to the recipient's mailbox, or to a relay that reports no further. Nobody need have seen it.
    /// </summary>
    Delivered,

    /// <summary>It still tries; nothing is lost yet.</summary>
    Delayed,

    /// <summary>It gave up: the mail did not arrive and will not.</summary>
    Failed,
}
