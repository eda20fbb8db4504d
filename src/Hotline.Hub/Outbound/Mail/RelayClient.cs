using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// The library's client for one mail: tells the conversation how far it has come, asks for delivery reports that bring
/// our name of the mail back (RFC 3461), and leaves every byte of the mail as it is.
/// </summary>
internal sealed class RelayClient : SmtpClient
{
    private readonly RelayConversation _conversation;
    private readonly WrittenMail _mail;
    private readonly bool _reports;

    public RelayClient(
        RelaySettings settings, ServerTrust trust, WrittenMail mail, RelayConversation conversation)
        : base(conversation)
    {
        (_conversation, _mail, _reports) = (conversation, mail, settings.Reports);
        ServerCertificateValidationCallback = trust.Accepts;
        CheckCertificateRevocation = false; // ServerTrust says what is checked
        DeliveryStatusNotificationType = DeliveryStatusNotificationType.HeadersOnly;
    }

    /// <summary>Hands the mail over.</summary>
    public async Task HandOverAsync(CancellationToken stop)
    {
        _conversation.Reach(RelayStage.Sender);
        if (!_mail.NeedsUtf8)
        {
            // Asked for without need, it would end the mail at the first relay on the way that does not offer it.
            Capabilities &= ~SmtpCapabilities.UTF8;
        }
        using var bytes = new MemoryStream(MimeMail.Write(_mail));
        using var message = await MimeMessage.LoadAsync(bytes, stop);
        await SendAsync(Format(), message, Address(_mail.EnvelopeSender), [Address(_mail.To)], stop);
    }

    /// <summary>Nothing is to be adapted to what the relay offers: the mail is 7-bit already.</summary>
    protected override void Prepare(
        FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
    }

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        base.OnSenderAccepted(message, mailbox, response);
        _conversation.Reach(RelayStage.Recipient);
    }

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        base.OnRecipientAccepted(message, mailbox, response);
        _conversation.Reach(RelayStage.Data);
    }

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(
        MimeMessage message, MailboxAddress mailbox) =>
        _mail.EnvelopeSender.Length == 0 ? DeliveryStatusNotification.Never
        : DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay
        | (_reports ? DeliveryStatusNotification.Success : default);

    /// <summary>By what a report is known that gives no header back.</summary>
    protected override string? GetEnvelopeId(MimeMessage message) => MailMessageIds.EnvelopeId(_mail.MessageId);

    private FormatOptions Format()
    {
        var format = FormatOptions.Default.Clone();
        format.International = _mail.NeedsUtf8;
        return format;
    }

    private static MailboxAddress Address(string address) =>
        new((string?)null, address.Length == 0 ? "" : MailAddress.WithAsciiDomain(address));
}
