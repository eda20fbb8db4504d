using System.Threading.Channels;
using Hotline.Hub.Access;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// Brings in what arrives by mail. Only a signed envelope counts, exactly as by any other carrier; a failed delivery report moves the ladder of the
/// mail that it gives back, when it brings that mail's label back. Plain replies, read receipts, vacation notices and whatever else a program sent are put aside and do nothing.
/// </summary>
/// <param name="maildir">The files.</param>
/// <param name="intake">The hub.</param>
/// <param name="settings">Poll interval and the hub's mail domain.</param>
/// <param name="labels">What bounces are known by.</param>
/// <param name="clock">Runs the polling.</param>
/// <param name="log">Log.</param>
public sealed class MaildirReader(Maildir maildir, IMailIntake intake, MailSettings settings, BounceLabels labels, TimeProvider clock, ILogger<MaildirReader> log)
{
    /// <summary>How long a file must look the same before anything but a success is believed: whoever copies a mail here by hand may not have finished.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>How files that came to nothing looked at first, and when that was. Only the one scan that runs touches it.</summary>
    private readonly Dictionary<string, ((long, DateTime) Look, long Since)> _unsettled = new(StringComparer.Ordinal);

    /// <summary>Reads until stopped. A file event only wakes it early: the events of a Maildir on a network file system never come.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        maildir.Prepare();
        using var watcher = Watch(() => wake.Writer.TryWrite(true));
        while (!stop.IsCancellationRequested)
        {
            await ScanAsync(stop);
            var wait = _unsettled.Count > 0 && settings.PollInterval > Settling ? Settling : settings.PollInterval;
            using var pause = new CancellationTokenSource(wait, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, pause.Token);
            try
            {
                await wake.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                // Time to look again, or to stop.
            }
        }
    }

    /// <summary>Handles every mail that waits now. One that cannot be handled does not stop those behind it. Not thread-safe.</summary>
    public async Task ScanAsync(CancellationToken stop)
    {
        IReadOnlyList<string> names;
        try
        {
            names = maildir.Waiting();
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            MailLog.MaildirFailed(log, broken.GetType().Name);
            return;
        }
        foreach (var gone in _unsettled.Keys.Except(names).ToList())
        {
            _unsettled.Remove(gone);
        }
        foreach (var name in names)
        {
            try
            {
                await HandleAsync(name, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The file stays and is tried again: better twice than never.
                MailLog.HandlingFailed(log, failure, name);
            }
        }
    }

    private async Task HandleAsync(string name, CancellationToken stop)
    {
        // Looked at before it is read: what is written to it meanwhile shows at the next look.
        if (maildir.Look(name) is not { } look || maildir.Read(name) is not { } read)
        {
            return;
        }
        if (!read.Try(out var mail, out var unreadable))
        {
            Refuse(name, look, [unreadable]);
        }
        else if (mail.Bounce is { } bounce)
        {
            await BounceAsync(name, look, mail, bounce, stop);
        }
        else if (mail.IsAutomatic || mail.Envelopes.IsEmpty)
        {
            PutAside(name, look, mail.IsAutomatic ? "sent by a program" : "no envelope");
        }
        else
        {
            await SubmitAsync(name, look, mail, stop);
        }
    }

    private async Task BounceAsync(string name, (long, DateTime) look, ReceivedMail mail, MailBounce bounce, CancellationToken stop)
    {
        if (bounce.Action != BounceAction.Failed || !MailMessageIds.TryParse(bounce.OriginalMessageId, settings.Domain, out var about))
        {
            PutAside(name, look, bounce.Action == BounceAction.Delayed ? "a relay still tries" : "report about another's mail");
            return;
        }
        var key = about.Mail;
        if (!labels.Holds(about, mail.DeliveredTo.Concat(mail.To)))
        {
            if (Settled(name, look))
            {
                MailLog.Unlabelled(log, name, key.Recipient, key.Exchange);
                maildir.Done(name);
            }
            return;
        }
        switch (await intake.BouncedAsync(key, about.Ordered, bounce.Code, stop))
        {
            case { Class: RefusalClass.Unavailable or RefusalClass.TooMany } later:
                MailLog.LeftForLater(log, name, later.Number);
                break;
            case { } refusal:
                Refuse(name, look, [refusal]);
                break;
            case null:
                MailLog.CameBack(log, key.Recipient, key.Exchange, bounce.Code);
                maildir.Done(name);
                break;
        }
    }

    private async Task SubmitAsync(string name, (long, DateTime) look, ReceivedMail mail, CancellationToken stop)
    {
        var refusals = new List<Refusal>();
        foreach (var envelope in mail.Envelopes)
        {
            if ((await intake.SubmitAsync(envelope, stop)).Try(out var receipt, out var refusal))
            {
                MailLog.Submitted(log, name, receipt.Message, receipt.Position);
                continue;
            }
            if (refusal.Class is RefusalClass.Unavailable or RefusalClass.TooMany)
            {
                // Those before it are journaled and give their first receipt again.
                MailLog.LeftForLater(log, name, refusal.Number);
                return;
            }
            refusals.Add(refusal);
        }
        if (refusals.Count > 0)
        {
            Refuse(name, look, refusals);
        }
        else
        {
            maildir.Done(name);
        }
    }

    private void Refuse(string name, (long, DateTime) look, IReadOnlyList<Refusal> refusals)
    {
        if (Settled(name, look))
        {
            MailLog.MailRefused(log, name, string.Join(", ", refusals.Select(r => r.Number)));
            maildir.Refuse(name, refusals);
        }
    }

    private void PutAside(string name, (long, DateTime) look, string why)
    {
        if (Settled(name, look))
        {
            MailLog.PutAside(log, name, why);
            maildir.Done(name);
        }
    }

    private bool Settled(string name, (long, DateTime) look)
    {
        if (_unsettled.TryGetValue(name, out var first) && first.Look == look)
        {
            return clock.GetElapsedTime(first.Since) >= Settling;
        }
        _unsettled[name] = (look, clock.GetTimestamp());
        return false;
    }

    private FileSystemWatcher? Watch(Action arrived)
    {
        try
        {
            var watcher = new FileSystemWatcher(maildir.New);
            watcher.Created += (_, _) => arrived();
            watcher.Renamed += (_, _) => arrived();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception unavailable) when (unavailable is IOException or PlatformNotSupportedException)
        {
            MailLog.NotWatching(log, unavailable.GetType().Name);
            return null;
        }
    }
}
