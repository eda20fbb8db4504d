using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>What became of one attempt to send one mail. Reasons hold no addresses and have at most 200 characters.</summary>
public abstract record MailOutcome
{
    private MailOutcome()
    {
    }

    /// <summary>A relay has taken responsibility for it. Nobody has received it yet.</summary>
    /// <param name="Relay">Which, by its name in the settings.</param>
    public sealed record Sent(string Relay) : MailOutcome;

    /// <summary>No relay took it this time; the same mail is worth another try later.</summary>
    /// <param name="Reason">What the relays said.</param>
    public sealed record Temporary(string Reason) : MailOutcome;

    /// <summary>This mail will never be taken for this recipient: trying again changes nothing.</summary>
    /// <param name="Reason">What the relay said.</param>
    public sealed record Permanent(string Reason) : MailOutcome;
}

/// <summary>Hands mails over to whoever carries them on. One call is one attempt of at most 30 seconds; keeping what is still owed is the caller's.</summary>
public interface IMailSender
{
    /// <summary>Tries to send. Thread-safe. The same mail may be sent twice; its Message-ID, Date and bytes are then the same.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="precedence">Flash passes an open breaker.</param>
    /// <param name="stop">Ends the attempt; whether the mail went out is then unknown.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    Task<MailOutcome> SendAsync(OutgoingMail mail, Precedence precedence, CancellationToken stop);
}
