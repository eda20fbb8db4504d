using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Intake;
using Hotline.Hub.Reading;
using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// Sends the mails that the journal says are owed, and journals what became of each. A crash between a relay's yes and the entry sends the same mail
/// again, with the same Message-ID and date: twice in a mailbox is better than never.
/// </summary>
public sealed class MailCarrier(
    IJournalStore store, Recorder recorder, ExchangeReader exchanges, Rulebook rulebook, IMailSender sender, MailSettings settings, BounceLabels labels, TimeProvider clock, ILogger<MailCarrier> log)
    : BackgroundService
{
    private const int Batch = 16;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await recorder.UntilDueAsync(DueSort.Mail, stoppingToken);
                var due = await store.DueAsync(DueSort.Mail, clock.GetUtcNow(), Batch, stoppingToken);
                await Task.WhenAll(due.Select(d => SendAsync(d, stoppingToken)));
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                MailLog.CarrierFailed(log, broken);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    private async Task SendAsync(Due due, CancellationToken ct)
    {
        if (!Schedule.TryMail(due.Row.What, out var row) || await exchanges.StateAsync(due.Exchange, ct) is not (var state, var envelope)
            || state.Addressee(row.Addressee) is not { } addressee || addressee.MailTo(row.Told, row.Poc, row.Reply) is not { State: MailState.Owed } mail)
        {
            return;
        }
        var key = new MailKey(due.Exchange, row.Addressee, row.Told, row.Poc, row.Reply);
        using var span = HubMeters.Mailing(key.Exchange);
        if (row.Reply is { } reply)
        {
            envelope = (await store.FindMessageAsync(reply, ct))!.Envelope!;
        }
        var outcome = Compose(key, state, addressee, mail, envelope).Try(out var outgoing, out var refusal)
            ? await sender.SendAsync(outgoing, state.Opening.Precedence, ct)
            : new MailOutcome.Permanent(refusal.ToString());
        HubMeters.Mailed(span, outcome);
        Command word = outcome switch
        {
            MailOutcome.Sent sent => new MailSent(key.Exchange, key.Addressee, key.Told, key.Poc, sent.Relay, key.Reply),
            MailOutcome.Temporary temporary => new MailFailed(key.Exchange, key.Addressee, key.Told, key.Poc, Final: false, temporary.Reason, key.Reply),
            MailOutcome.Permanent permanent => new MailFailed(key.Exchange, key.Addressee, key.Told, key.Poc, Final: true, permanent.Reason, key.Reply),
            _ => throw new InvalidOperationException($"No such outcome: {outcome}"),
        };
        if (!(await recorder.ExecuteAsync(word, ct)).Try(out var recorded, out refusal))
        {
            throw new InvalidOperationException(refusal.ToString());
        }
        foreach (var dead in recorded.Entries.Select(e => e.Fact).OfType<Contract.Facts.MailDead>())
        {
            HubMeters.Died();
            MailLog.DeadLetter(log, $"{dead.Told}/{dead.Poc}", dead.Exchange, dead.Attempt, dead.Reason);
        }
    }

    private Outcome<OutgoingMail> Compose(MailKey key, Exchange state, Addressee addressee, MailRun mail, string envelope)
    {
        if (rulebook.Directory.Find(key.Told)?.Poc(key.Poc)?.Mail is not { } address)
        {
            return SendErrors.NoAddress(key);
        }

        // Its signature was checked when it was journaled; its key may have left the directory since.
        if (!Jws.Read(envelope, JwsTypes.Envelope).Try(out var jws, out var refusal) || !EnvelopeReader.Read(jws.Payload).Try(out var message, out refusal))
        {
            return refusal;
        }
        if (key.Reply is not null)
        {
            return ReplyText.Compose(new ReplyNotice(key, mail.Ordered, message, envelope, address), settings, labels);
        }
        var windows = state.Opening.Windows.Where(w => addressee.Windows.Any(own => own.Window == w.Window));
        return MailText.Compose(new MailNotice(key, mail.Step, mail.Ordered, message, envelope, [.. windows], address), settings, labels);
    }
}

/// <summary>What comes in by mail goes the way of everything that comes in.</summary>
public sealed class MailIntake(MessageIntake intake, Recorder recorder) : IMailIntake
{
    public Task<Outcome<Receipt>> SubmitAsync(string compactEnvelope, CancellationToken stop) =>
        intake.SubmitAsync(compactEnvelope, presenter: null, Carrier.Mail, stop);

    public async Task<Refusal?> BouncedAsync(MailKey mail, DateTimeOffset ordered, string enhancedCode, CancellationToken stop) =>
        (await recorder.ExecuteAsync(new MailReturned(mail.Exchange, mail.Addressee, mail.Told, mail.Poc, ordered, enhancedCode, mail.Reply), stop)).Refusal;
}

/// <summary>Runs the reader of the inbound Maildir.</summary>
public sealed class MaildirService(MaildirReader reader) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => reader.RunAsync(stoppingToken);
}
