using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Refusals about mails that the hub owes and cannot send: 5055 to 5079.</summary>
public static class SendErrors
{
    /// <summary>The directory has lost the address since the mail was ordered.</summary>
    public static Refusal NoAddress(MailKey mail) => new(5055, "mail-no-address", RefusalClass.Malformed,
        $"The directory has no mail address for {mail.Recipient} any more. Enter one.");

    /// <summary>The relay cannot carry one of the mail's addresses (RFC 6531).</summary>
    /// <param name="where">Where that address stands.</param>
    public static Refusal NeedsUtf8(string where) => new(5056, "mail-needs-smtputf8", RefusalClass.Malformed,
        "It offers no SMTPUTF8, so letters beyond ASCII before an at sign do not pass. "
        + $"Enter an ASCII address in {where}, or a relay that offers it.");
}
