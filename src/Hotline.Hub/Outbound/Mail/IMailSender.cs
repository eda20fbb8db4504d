using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Hands mails over to whoever carries them on: relays, or a directory until there are any.</summary>
public interface IMailSender
{
    /// <summary>Relays that are left alone for a while because they failed.</summary>
    IEnumerable<string> Resting => [];

    /// <summary>Whether it is of any use to try at present.</summary>
    Passage Passage => Passage.AlwaysOpen;

    /// <summary>
    /// Tries to send; one call is one attempt of at most 30 seconds, and keeping what is still owed is the caller's.
    /// Thread-safe. The same mail may be sent twice; its Message-ID, Date and bytes are then the same.
    /// </summary>
    /// <param name="mail">The mail.</param>
    /// <param name="precedence">Flash passes an open breaker when no other relay takes it.</param>
    /// <param name="stop">Ends the attempt; whether the mail went out is then unknown.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    Task<NoticeOutcome> SendAsync(OutgoingMail mail, Precedence precedence, CancellationToken stop);

    /// <summary>Tries once to send what the hub says by itself to whoever sent it a mail. Thread-safe.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="stop">Ends the attempt; whether the mail went out is then unknown.</param>
    /// <returns>Null when it was taken; else why not, without addresses.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    Task<string?> AnswerAsync(AnswerMail mail, CancellationToken stop);
}
