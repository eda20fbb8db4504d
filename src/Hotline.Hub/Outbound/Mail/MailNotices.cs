using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Tells people by mail: writes the mail of a notice and hands it to relays.</summary>
/// <param name="sender">Where mails go.</param>
/// <param name="rulebook">Addresses, and where numbers come from.</param>
/// <param name="settings">Addresses of the hub.</param>
/// <param name="labels">What bounces are known by.</param>
public sealed class MailNotices(IMailSender sender, Rulebook rulebook, MailSettings settings, BounceLabels labels)
    : INoticeSender
{
    /// <inheritdoc/>
    public IEnumerable<string> Resting => sender.Resting;

    /// <inheritdoc/>
    public Passage Passage => sender.Passage;

    /// <inheritdoc/>
    public async Task<NoticeOutcome> SendAsync(OwedNotice notice, CancellationToken stop) =>
        Write(notice).Try(out var mail, out var refusal)
            ? await sender.SendAsync(mail, notice.Exchange.Opening.Precedence, stop)
            : new NoticeOutcome.Permanent(refusal.ToString());

    /// <summary>The mail of a notice. Refusals 5051 to 5055.</summary>
    private Outcome<OutgoingMail> Write(OwedNotice owed)
    {
        var key = owed.Key.ToMail(owed.Exchange.Id);
        if (rulebook.Directory.Find(key.Told)?.Poc(key.Poc)?.Mail is not { } address)
        {
            return SendErrors.NoAddress(key);
        }

        // Its signature was checked when it was journaled; its key may have left the directory since.
        if (!Jws.Read(owed.Envelope, JwsTypes.Envelope).Try(out var jws, out var refusal)
            || !EnvelopeReader.Read(jws.Payload).Try(out var message, out refusal))
        {
            return refusal;
        }
        var mailed = new MailedMessage(key, owed.Notice.Ordered, message, owed.Envelope, address);
        var words = owed.Notice switch
        {
            OpeningNotice opening => new OpeningMailText(mailed, opening.Step, [.. Due(owed)]).Write(),
            ReplyNotice => ReplyMailText.Write(mailed),
            var other => throw new InvalidOperationException($"No mail is written for {other}."),
        };
        return mailed.Compose(words, settings, labels);
    }

    /// <summary>What is or was due from the addressee, by the windows that run for it.</summary>
    private IEnumerable<DueWindow> Due(OwedNotice owed) =>
        from window in owed.Addressee.Windows
        let basis = rulebook.Regimes.BasisOf(owed.Exchange.Opening.Regime, window.Basis)
        select new DueWindow(window.Window, window.Due, basis);
}
