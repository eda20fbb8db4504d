using Hotline.Durable;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// Writes mails as <c>.eml</c> files until a relay is configured. The name is that of the Message-ID: the same mail
/// again replaces its file by the same bytes. A mail that is said to be sent survives a power cut; a crash before
/// leaves at worst a part that nobody reads, under a name that does not end in <c>.eml</c>.
/// </summary>
/// <param name="directory">The outbox; created when absent.</param>
/// <param name="log">Log.</param>
public sealed class PickupDirectory(string directory, ILogger<PickupDirectory> log) : IMailSender
{
    private const string Name = "outbox";
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <inheritdoc/>
    public Task<NoticeOutcome> SendAsync(OutgoingMail mail, Precedence precedence, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(Send(mail));
    }

    /// <inheritdoc/>
    public Task<string?> AnswerAsync(AnswerMail mail, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(mail.Check() is { } refusal
            ? RelayAnswers.Cut(refusal.ToString()) : Write(mail, mail.MessageId[1..mail.MessageId.IndexOf('@')]));
    }

    private NoticeOutcome Send(OutgoingMail mail)
    {
        if (mail.Check() is { } refusal)
        {
            MailLog.NotSendable(log, mail.Key.Recipient, refusal.Number);
            return new NoticeOutcome.Permanent(RelayAnswers.Cut(refusal.ToString()));
        }
        if (Write(mail, mail.Key.Name(mail.Date)) is { } reason)
        {
            return new NoticeOutcome.Temporary(reason);
        }
        MailLog.Sent(log, mail.Key.Recipient, Name, mail.Key.Exchange);
        return new NoticeOutcome.Sent(Name);
    }

    /// <summary>Null when it is written; else why not.</summary>
    private string? Write(WrittenMail mail, string name)
    {
        try
        {
            Directory.CreateDirectory(directory);
            DurableFile.Write(Path.Combine(directory, name + ".eml"), MimeMail.Write(mail), Readable);
            return null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            MailLog.OutboxFailed(log, broken.GetType().Name);
            return RelayAnswers.Reason(Name, $"not writable ({broken.GetType().Name})");
        }
    }
}
