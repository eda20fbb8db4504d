using System.Text.RegularExpressions;

namespace Hotline.Mail;

/// <summary>
/// What relays that write no delivery report (RFC 3464) say in words: qmail, Exim, older Exchange and the like. Known
/// by sentences that their programs hold; a notice of absence says none of them.
/// </summary>
/// <param name="Action">What became of the mail.</param>
/// <param name="Code">Enhanced status code in the text, or the class alone.</param>
/// <param name="OriginalIds">Ids in the text, in angle brackets, those after a Message-ID first.</param>
/// <param name="Words">What it says before the copy of the mail that came back.</param>
internal sealed partial record BounceText(
    BounceAction Action, string Code, IReadOnlyList<string> OriginalIds, string Words)
{
    // The first that matches decides: a warning says much of what a failure says.
    private static readonly (string Sentence, BounceAction Action)[] Known = [
        ("has not yet been delivered", BounceAction.Delayed), // Exim
        ("you do not need to resend your message", BounceAction.Delayed), // Postfix, sendmail
        ("this is a warning message only", BounceAction.Delayed), // sendmail
        ("delivery is delayed to these recipients", BounceAction.Delayed), // Exchange
        ("delivery to these recipients has been delayed", BounceAction.Delayed), // Exchange
        ("there was a temporary problem delivering your message", BounceAction.Delayed), // Gmail
        ("delays in delivering your message", BounceAction.Delayed), // Courier
        ("had transient non-fatal errors", BounceAction.Delayed), // sendmail
        ("has been postponed due to", BounceAction.Delayed), // hosted relays
        ("delivery attempts will continue", BounceAction.Delayed), // Symantec
        ("qmail-send program", BounceAction.Failed), // qmail
        ("i wasn't able to deliver your message", BounceAction.Failed), // qmail
        ("wasn't able to deliver the following message", BounceAction.Failed), // Mailman, maildrop
        ("created automatically by mail delivery software", BounceAction.Failed), // Exim
        ("a message that you sent could not be delivered", BounceAction.Failed), // Exim
        ("your message could not be delivered", BounceAction.Failed), // Postfix, Domino
        ("to inform you that your message could not", BounceAction.Failed), // Postfix
        ("this is the mail system at host", BounceAction.Failed), // Postfix
        ("the following addresses had permanent fatal errors", BounceAction.Failed), // sendmail
        ("did not reach some or all of the intended recipients", BounceAction.Failed), // Exchange 2000
        ("did not reach the following recipient", BounceAction.Failed), // Exchange 5.5
        ("delivery has failed to these recipients", BounceAction.Failed), // Exchange 2007 and later
        ("couldn't be delivered", BounceAction.Failed), // Exchange Online
        ("wasn't delivered to", BounceAction.Failed), // Gmail, Exchange Online
        ("was not delivered to", BounceAction.Failed), // Domino, Gmail
        ("delivery to the following recipient failed permanently", BounceAction.Failed), // Gmail
        ("delivery to the following recipients failed", BounceAction.Failed), // IIS
        ("unable to deliver your message to", BounceAction.Failed), // Yahoo
        ("unable to deliver this message", BounceAction.Failed), // Yahoo, Courier
        ("undeliverable to the following", BounceAction.Failed), // MDaemon, GroupWise
        ("was undeliverable", BounceAction.Failed), // IronPort
        ("undeliverable mail", BounceAction.Failed), // Courier, IMail
        ("had delivery problems", BounceAction.Failed), // McAfee, Biglobe
        ("transcript of session follows", BounceAction.Failed), // sendmail and its kin
        ("unable to deliver message to", BounceAction.Failed), // MailFoundry
        ("not able to deliver your message", BounceAction.Failed), // MessageLabs and other kin of qmail
        ("there was an error delivering your mail", BounceAction.Failed), // DragonFly
        ("was automatically rejected", BounceAction.Failed), // Dovecot
        ("there is no user by that name at this server", BounceAction.Failed), // MDaemon
        ("cannot be delivered to the following", BounceAction.Failed), // Jetmail
        ("delevery to the following recipients", BounceAction.Failed), // hosted relays, misspelt there
        ("this is a delivery failure notification message", BounceAction.Failed), // hosted relays
        ("не может быть доставлено", BounceAction.Failed), // Mail.ru
        ("this report relates to a message you sent", BounceAction.Failed), // Oracle Messaging Server
        ("this is the mailer-daemon", BounceAction.Failed), // OpenSMTPD
        ("this is the james mail server", BounceAction.Failed), // Apache James
        ("your message could not be sent", BounceAction.Failed), // SurfControl
        ("could not be delivered because", BounceAction.Failed), // MailMarshal
        ("had trouble delivering your message", BounceAction.Failed), // hosted relays
        ("was not relayed to", BounceAction.Failed), // Amavis
        ("failure reasons", BounceAction.Failed), // Notes
        ("could not be delivered to", BounceAction.Failed), // Courier, Zimbra
        ("delivery failed to the following", BounceAction.Failed), // Communigate
        ("zustellung an folgende empfänger", BounceAction.Failed), // Exchange in German
        ("échec de la remise à ces destinataires", BounceAction.Failed), // Exchange in French
    ];

    /// <summary>Reads a text that a daemon sent; null when it says nothing that we know.</summary>
    /// <param name="text">The text.</param>
    /// <param name="announced">What the subject says, where the text does not; null for nothing.</param>
    public static BounceText? Read(string text, BounceAction? announced)
    {
        text = text[..Math.Min(text.Length, MailLimits.HeaderBytes)];
        var copy = Copy().Match(text);
        var words = copy.Success ? text[..copy.Index] : text;
        var said = MailCharacters.OneSpace(words[..Math.Min(words.Length, 16 * 1024)]).Replace('\u2019', '\'')
            .ToLowerInvariant();
        foreach (var (sentence, action) in Known)
        {
            if (said.Contains(sentence, StringComparison.Ordinal))
            {
                announced = action;
                break;
            }
        }
        return announced is { } done ? Of(done, text, said, copy.Success ? text[copy.Index..] : text, words) : null;
    }

    /// <summary>Of a mail whose headers alone say that it came back.</summary>
    public static BounceText Headed(BounceAction action, string text) => Of(action, text, text, text, "");

    private static BounceText Of(BounceAction action, string text, string said, string copy, string words)
    {
        var code = EnhancedCode().Matches(said).Select(m => m.Value)
            .FirstOrDefault(c => c[0] == (action == BounceAction.Failed ? '5' : '4'));
        return new BounceText(
            action, DeliveryReport.Code(code, action),
            [.. MessageIds.InText(copy).Concat(MessageIds.InText(text)).Distinct()], words);
    }

    /// <summary>The line after which the mail that came back stands.</summary>
    [GeneratedRegex(
        @"^[ \t]{0,20}(?:-{2,80}[^\n]{0,40}(?:copy of|original|returned|unsent|below this line|header)[^\n]*"
        + @"|original message headers:|original message follows|received: )",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Copy();

    [GeneratedRegex(@"(?<![0-9.])[45]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])", RegexOptions.CultureInvariant)]
    private static partial Regex EnhancedCode();
}
