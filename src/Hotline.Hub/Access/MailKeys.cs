using Hotline.Contract.Facts;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// The same notice under two names. The journal's names the message that it tells of; the mail's names a reply, and
/// leaves out an opening message, whose id is the exchange's.
/// </summary>
public static class MailKeys
{
    /// <summary>The mail of a notice.</summary>
    public static MailKey ToMail(this NoticeKey notice, MessageId exchange)
    {
        MessageId? reply = notice.Message == exchange ? null : notice.Message;
        return new MailKey(exchange, notice.Addressee, notice.Told, notice.Poc, reply);
    }

    /// <summary>The notice of a mail.</summary>
    public static NoticeKey ToNotice(this MailKey mail) =>
        new(Means.Mail, mail.Addressee, mail.Told, mail.Poc, mail.Reply ?? mail.Exchange);
}
