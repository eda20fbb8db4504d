using System.Diagnostics.CodeAnalysis;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// What the hub says by itself to whoever sent it a mail that it did not take, as RFC 3834 wants it: marked as
/// automatic, in reply to that mail, with an empty return path, so that no program answers it. It belongs to no
/// exchange and has no envelope.
/// </summary>
public sealed record AnswerMail : WrittenMail
{
    /// <summary>Makes one of a text; who it is to and from, and what it answers, is the caller's.</summary>
    [SetsRequiredMembers]
    public AnswerMail(string to, string from, string subject, string text, string messageId, DateTimeOffset date)
    {
        (To, From, Subject, Text, MessageId, Date) = (to, from, subject, text, messageId, date);
        (ReplyTo, ReturnPath, Envelope) = (null, null, null);
        (Precedence, Status) = (Precedence.Routine, Status.Actual); // neither is written: it belongs to no exchange
    }

    /// <inheritdoc/>
    public override MessageId? Exchange => null;

    /// <inheritdoc/>
    public override bool IsAutomatic => true;

    /// <inheritdoc/>
    public override string EnvelopeSender => "";
}
