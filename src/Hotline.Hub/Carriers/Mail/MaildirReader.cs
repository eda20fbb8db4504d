using System.Threading.Channels;
using Hotline.Protocol;
using Hotline.Protocol.Mail;

namespace Hotline.Hub.Carriers.Mail;

/// <summary>
/// Brings in what arrives by mail. Only a signed envelope counts, exactly as by any other carrier; a failed delivery report moves the ladder of the
/// mail that it gives back. Plain replies, read receipts, vacation notices and whatever else a program sent are put aside and do nothing.
/// </summary>
/// <param name="maildir">The files.</param>
/// <param name="intake">The hub.</param>
/// <param name="settings">Poll interval and the hub's mail domain.</param>
/// <param name="clock">Runs the polling.</param>
/// <param name="log">Log.</param>
public sealed class MaildirReader(Maildir maildir, IMailIntake intake, MailSettings settings, TimeProvider clock, ILogger<MaildirReader> log)
{
    /// <summary>Reads until stopped. A file event only wakes it early: the events of a Maildir on a network file system never come.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        maildir.Prepare();
        using var watcher = Watch(() => wake.Writer.TryWrite(true));
        while (!stop.IsCancellationRequested)
        {
            await ScanAsync(stop);
            using var pause = new CancellationTokenSource(settings.PollInterval, clock);
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

    /// <summary>Handles every mail that waits now. One that cannot be handled does not stop those behind it.</summary>
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
        if (maildir.Read(name) is not { } read)
        {
            return;
        }
        if (!read.Try(out var mail, out var unreadable))
        {
            Refuse(name, [unreadable]);
        }
        else if (mail.Bounce is { } bounce)
        {
            await BounceAsync(name, bounce, stop);
        }
        else if (mail.IsAutomatic || mail.Envelopes.IsEmpty)
        {
            MailLog.PutAside(log, name, mail.IsAutomatic ? "sent by a program" : "no envelope");
            maildir.Done(name);
        }
        else
        {
            await SubmitAsync(name, mail, stop);
        }
    }

    private async Task BounceAsync(string name, MailBounce bounce, CancellationToken stop)
    {
        if (bounce.Action != BounceAction.Failed || !MailMessageIds.TryParse(bounce.OriginalMessageId, settings.Domain, out var key))
        {
            MailLog.PutAside(log, name, bounce.Action == BounceAction.Delayed ? "a relay still tries" : "report about another's mail");
            maildir.Done(name);
            return;
        }
        switch (await intake.BouncedAsync(key, bounce.Code, stop))
        {
            case { Class: RefusalClass.Unavailable or RefusalClass.TooMany } later:
                MailLog.LeftForLater(log, name, later.Number);
                break;
            case { } refusal:
                Refuse(name, [refusal]);
                break;
            case null:
                MailLog.CameBack(log, $"{key.Told}/{key.Poc}", key.Exchange, bounce.Code);
                maildir.Done(name);
                break;
        }
    }

    private async Task SubmitAsync(string name, ReceivedMail mail, CancellationToken stop)
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
            Refuse(name, refusals);
        }
        else
        {
            maildir.Done(name);
        }
    }

    private void Refuse(string name, IReadOnlyList<Refusal> refusals)
    {
        MailLog.MailRefused(log, name, string.Join(", ", refusals.Select(r => r.Number)));
        maildir.Refuse(name, refusals);
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
