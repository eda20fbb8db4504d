namespace Hotline.Mail;

/// <summary>
/// What relays write as the subject of a mail that comes back, for where its text is in words, or a language, that we
/// do not know. Asked only of mail from a relay. A notice of absence begins with words of its own or with the subject
/// of the mail that it answers.
/// </summary>
internal static class BounceSubject
{
    // The first that matches decides.
    private static readonly (string Beginning, BounceAction Action)[] Known = [
        ("delayed mail (still being retried)", BounceAction.Delayed), // Postfix
        ("delivery status notification (delay)", BounceAction.Delayed), // Gmail, Exchange
        ("message delayed", BounceAction.Delayed), // several relays
        ("warning: could not send message", BounceAction.Delayed), // sendmail
        ("warning: message", BounceAction.Delayed), // Exim
        ("delivery failure", BounceAction.Failed), // Domino, Yahoo
        ("delivery notification: delivery has failed", BounceAction.Failed), // PMDF, Oracle Messaging Server
        ("delivery report (failure)", BounceAction.Failed), // gateways to X.400
        ("delivery status notification (failure)", BounceAction.Failed), // Gmail, Exchange
        ("failure notice", BounceAction.Failed), // qmail, m-FILTER
        ("mail could not be delivered", BounceAction.Failed), // InterScan
        ("mail delivery fail", BounceAction.Failed), // Exim, MX Logic, DragonFly
        ("mail failed, returning to sender", BounceAction.Failed), // smail
        ("mail system error", BounceAction.Failed), // Netscape
        ("message delivery failure", BounceAction.Failed), // MailEnable
        ("permanent delivery failure", BounceAction.Failed), // MDaemon
        ("returned mail", BounceAction.Failed), // sendmail and its kin
        ("undeliverable", BounceAction.Failed), // Exchange, IMail
        ("undelivered mail", BounceAction.Failed), // Postfix
    ];

    /// <summary>Reads a subject; null when it says nothing that we know.</summary>
    public static BounceAction? Read(string subject)
    {
        var said = MailCharacters.OneSpace(subject).Trim().ToLowerInvariant();
        foreach (var (beginning, action) in Known)
        {
            if (said.StartsWith(beginning, StringComparison.Ordinal))
            {
                return action;
            }
        }
        return null;
    }
}
