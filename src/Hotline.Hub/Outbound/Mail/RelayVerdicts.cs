namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// What follows from a refusal: decided by when it was said, by its code (RFC 5321 §4.2) and by its enhanced status
/// (RFC 3463), which says what it is about.
/// </summary>
internal static class RelayVerdicts
{
    private const int Anything = 0, Address = 1, Mailbox = 2, Content = 6, Policy = 7;

    /// <summary>The verdict.</summary>
    /// <param name="stage">When it was said.</param>
    /// <param name="code">The reply's code.</param>
    /// <param name="status">Its enhanced status; null when it has none.</param>
    public static RelayVerdict Of(RelayStage stage, int code, EnhancedStatus? status) => stage switch
    {
        RelayStage.Connect or RelayStage.Tls or RelayStage.Login => RelayVerdict.Faulty,
        RelayStage.Sender or RelayStage.Data =>
            code >= 500 && IsAboutMail(code) ? RelayVerdict.Declined : RelayVerdict.Faulty,
        RelayStage.Recipient when IsAboutConnection(code) => RelayVerdict.Faulty,
        RelayStage.Recipient when code < 500 =>
            status is null or { Subject: Anything or Address or Mailbox or Content or Policy }
                ? RelayVerdict.Later : RelayVerdict.Faulty,
        RelayStage.Recipient =>
            IsUndeliverable(status, code is 550 or 551 or 553 or 556)
                ? RelayVerdict.Undeliverable : RelayVerdict.Declined,
        RelayStage.Content when code < 500 =>
            status is { Subject: Address or Mailbox or Content or Policy } && !IsAboutConnection(code)
                ? RelayVerdict.Later : RelayVerdict.Faulty,
        RelayStage.Content =>
            IsUndeliverable(status, code == 556) ? RelayVerdict.Undeliverable : RelayVerdict.Declined,
    };

    /// <summary>
    /// Codes that are said of a mail, never of a connection (RFC 5321 §4.3.2; 556 is RFC 7504). The others may be: 554
    /// also is how a relay turns away whom it does not serve.
    /// </summary>
    private static bool IsAboutMail(int code) => code is 550 or 552 or 553 or 555 or 556;

    /// <summary>It closes, we spoke out of turn, or it wants us to log in.</summary>
    private static bool IsAboutConnection(int code) => code is 421 or 521 or (>= 500 and <= 504) or (>= 530 and < 540);

    /// <summary>
    /// Subject 1 is an address and 2 a mailbox, of the recipient's but for X.1.7 and X.1.8, which are the sender's.
    /// </summary>
    private static bool IsUndeliverable(EnhancedStatus? status, bool byCode) => status is { } known
        ? known is { Subject: Mailbox } or { Subject: Address, Detail: not (7 or 8) } : byCode;
}
