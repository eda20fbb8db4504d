using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// A mail of the hub's to one point of contact. Its Date is the time of the entry that ordered it and its Message-ID
/// follows from its key, so it is the same mail at every attempt.
/// </summary>
public sealed record OutgoingMail : WrittenMail
{
    /// <summary>Which mail it is; there is only one of each.</summary>
    public required MailKey Key { get; init; }

    /// <inheritdoc/>
    public override MessageId? Exchange => Key.Exchange;

    /// <inheritdoc/>
    public override bool IsAutomatic => true;
}
