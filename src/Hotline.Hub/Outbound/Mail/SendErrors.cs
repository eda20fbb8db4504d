using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Refusals about mails that the hub owes and cannot send: 5055 to 5079.</summary>
public static class SendErrors
{
    /// <summary>The directory has lost the address since the mail was ordered.</summary>
    public static Refusal NoAddress(MailKey mail) => new(5055, "mail-no-address", RefusalClass.Malformed,
        $"The directory has no mail address for {mail.Recipient} any more. Enter one.");
}
