using Hotline.Hub.Access;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// Brings in what arrives by mail. Only a signed envelope counts, exactly as by any other carrier; a failed delivery
/// report moves the ladder of the mail that it gives back, when it brings that mail's label back. Plain replies, read
/// receipts, vacation notices and whatever else a program sent are put aside and do nothing.
/// </summary>
/// <param name="maildir">The files.</param>
/// <param name="intake">The hub.</param>
/// <param name="labels">What bounces are known by.</param>
/// <param name="clock">Measures how long a file has looked the same.</param>
/// <param name="log">Log.</param>
public sealed class MaildirReader(
    Maildir maildir, IMailIntake intake, BounceLabels labels, TimeProvider clock, ILogger<MaildirReader> log)
{
    /// <summary>
    /// How long a file must look the same before anything but a success is believed: whoever copies a mail here by hand
    /// may not have finished.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How files that came to nothing looked at first, and when that was. Only the one scan that runs touches it.
    /// </summary>
    private readonly Dictionary<string, (FileLook Look, long Since)> _unsettled = new(StringComparer.Ordinal);

    /// <summary>True when the last scan left a file that has to look the same for a while longer.</summary>
    public bool HasUnsettled => _unsettled.Count > 0;

    /// <summary>
    /// Handles every mail that waits now. One that cannot be handled does not stop those behind it. Not thread-safe.
    /// </summary>
    public async Task ScanAsync(CancellationToken stop)
    {
        IReadOnlyList<string> names;
        try
        {
            names = maildir.Waiting();
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            InboundMailLog.MaildirFailed(log, broken.GetType().Name);
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
                InboundMailLog.HandlingFailed(log, failure, name);
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
        var file = new Arrival(name, look);
        if (!read.Try(out var mail, out var unreadable))
        {
            Refuse(file, [unreadable]);
        }
        else if (mail.IsCut && !IsSettled(file))
        {
            // Somebody may still be writing what is missing at its end.
        }
        else if (mail.Bounce is { } bounce)
        {
            await BounceAsync(file, mail, bounce, stop);
        }
        else if (!mail.Envelopes.IsEmpty)
        {
            await SubmitAsync(file, mail, stop);
        }
        else if (!mail.Unopened.IsEmpty)
        {
            Refuse(file, mail.Unopened);
        }
        else
        {
            PutAside(file, mail.IsAutomatic ? "sent by a program" : "no envelope");
        }
    }

    private async Task BounceAsync(Arrival file, ReceivedMail mail, MailBounce bounce, CancellationToken stop)
    {
        var ours = bounce.OriginalMessageIds.Select(labels.Read).OfType<MailMessageId>().ToList();
        if (bounce.Action != BounceAction.Failed || ours is not [var first, ..])
        {
            PutAside(file, bounce.Action switch
            {
                BounceAction.Delivered => "a relay delivered it",
                BounceAction.Delayed => "a relay still tries",
                BounceAction.Failed => "report about another's mail",
            });
            return;
        }
        var labelled = ours.Find(id => labels.Holds(id, mail.DeliveredTo.Concat(mail.To)));
        var about = labelled ?? first;
        var key = about.Mail;
        if (labelled is null)
        {
            if (IsSettled(file))
            {
                InboundMailLog.Unlabelled(log, file.Name, key.Recipient, key.Exchange);
                maildir.Done(file.Name);
            }
            return;
        }
        switch (await intake.BouncedAsync(key, about.Ordered, bounce.Code, stop))
        {
            case { Class: RefusalClass.Unavailable or RefusalClass.TooMany } later:
                InboundMailLog.LeftForLater(log, file.Name, later.Number);
                break;
            case { } refusal:
                Refuse(file, [refusal]);
                break;
            case null:
                InboundMailLog.CameBack(log, key.Recipient, key.Exchange, bounce.Code);
                maildir.Done(file.Name);
                break;
        }
    }

    private async Task SubmitAsync(Arrival file, ReceivedMail mail, CancellationToken stop)
    {
        var refusals = new List<Refusal>();
        foreach (var envelope in mail.Envelopes)
        {
            if ((await intake.SubmitAsync(envelope, stop)).Try(out var receipt, out var refusal))
            {
                InboundMailLog.Submitted(log, file.Name, receipt.Message, receipt.Position);
                continue;
            }
            if (refusal.Class is RefusalClass.Unavailable or RefusalClass.TooMany)
            {
                // Those before it are journaled and give their first receipt again.
                InboundMailLog.LeftForLater(log, file.Name, refusal.Number);
                return;
            }
            refusals.Add(refusal);
        }
        if (refusals.Count > 0)
        {
            Refuse(file, refusals);
        }
        else
        {
            maildir.Done(file.Name);
        }
    }

    private void Refuse(Arrival file, IReadOnlyList<Refusal> refusals)
    {
        if (IsSettled(file))
        {
            InboundMailLog.MailRefused(log, file.Name, string.Join(", ", refusals.Select(r => r.Number)));
            maildir.Refuse(file.Name, refusals);
        }
    }

    private void PutAside(Arrival file, string why)
    {
        if (IsSettled(file))
        {
            InboundMailLog.PutAside(log, file.Name, why);
            maildir.Done(file.Name);
        }
    }

    private bool IsSettled(Arrival file)
    {
        if (_unsettled.TryGetValue(file.Name, out var first) && first.Look == file.Look)
        {
            return clock.GetElapsedTime(first.Since) >= Settling;
        }
        _unsettled[file.Name] = (file.Look, clock.GetTimestamp());
        return false;
    }

    /// <summary>A file in <c>new</c>, as it looked before it was read.</summary>
    private readonly record struct Arrival(string Name, FileLook Look);
}
