using Hotline.Mail;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>What one relay did with one mail, as far as the next step depends on it.</summary>
public enum RelayVerdict
{
    /// <summary>The relay answered the end of the data with 250: it is responsible now.</summary>
    Took,

    /// <summary>
    /// The relay could not do its work: refused connection, no TLS, no log-in, no answer in time, any 4xx that does not
    /// concern the recipient. Opens its breaker; worth a retry and the next relay.
    /// </summary>
    Faulty,

    /// <summary>Nobody asked the relay: it failed moments ago and is left alone. Worth the next relay.</summary>
    NotTried,

    /// <summary>
    /// A 4xx about this recipient (greylisting, full mailbox). The relay is well; worth the next relay, and a try much
    /// later.
    /// </summary>
    Later,

    /// <summary>
    /// A 5xx about this mail, its sender or this recipient by the relay's own policy: the same mail would be refused
    /// again (RFC 5321 §4.2.1). Another relay may think otherwise; final when none does.
    /// </summary>
    Declined,

    /// <summary>A 5xx that says the recipient does not exist or takes no mail. Final.</summary>
    Undeliverable,
}

/// <summary>What one relay said.</summary>
/// <param name="Verdict">What follows from it.</param>
/// <param name="Relay">Which relay, by its name in the settings.</param>
/// <param name="Reason">What it said, without addresses; empty when it took the mail.</param>
/// <param name="Stage">When it said so; null when it took the mail, or was not asked.</param>
/// <param name="Status">The enhanced status that it gave; null for none.</param>
/// <param name="LoggedOut">
/// True when it refused our user or password, or knows no way to log in: only the operator can change that, so it is
/// not tried again at once.
/// </param>
public sealed record RelayAnswer(
    RelayVerdict Verdict, string Relay, string Reason = "", RelayStage? Stage = null, EnhancedStatus? Status = null,
    bool LoggedOut = false);

/// <summary>One relay: the seam where another SMTP library would come in.</summary>
public interface IRelay
{
    /// <summary>Its name in the settings.</summary>
    string Name { get; }

    /// <summary>Tries once. Everything that a network or a relay can do is an answer, not an exception.</summary>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="stop"/> was cancelled; whether the mail went out is then unknown.
    /// </exception>
    Task<RelayAnswer> SendAsync(WrittenMail mail, CancellationToken stop);
}
