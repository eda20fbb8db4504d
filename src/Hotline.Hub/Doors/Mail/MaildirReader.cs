using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// Has the mails of the Maildir handled, one after the other. A mail at which that fails is tried a few times and then
/// refused; it never stops those behind it. Mails whose envelopes are beyond the limits stay where they are until it is
/// their turn.
/// </summary>
/// <param name="maildir">The files.</param>
/// <param name="inbound">What is done with each.</param>
/// <param name="rate">The limits.</param>
/// <param name="waiting">Says how many wait for their turn.</param>
/// <param name="clock">Measures how long a file has looked the same.</param>
/// <param name="log">Log.</param>
public sealed class MaildirReader(
    Maildir maildir, InboundMail inbound, IntakeRate rate, MailsWaiting waiting, TimeProvider clock,
    ILogger<MaildirReader> log)
{
    /// <summary>
    /// How long a file must look the same before anything but a success is believed: whoever copies a mail here by hand
    /// may not have finished.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private const string Door = "maildir";

    /// <summary>Mails that are looked at before those are called whose turn it is meanwhile.</summary>
    private const int Handful = 100;

    /// <summary>
    /// How files that came to nothing looked at first, and when that was. Only the one scan that runs touches it.
    /// </summary>
    private readonly Dictionary<string, (FileLook Look, long Since)> _unsettled = new(StringComparer.Ordinal);
    private readonly TroubledMails _troubled = new(clock);
    private readonly MailLine<string> _line = new(rate, StringComparer.Ordinal);

    /// <summary>Why the last scan could not look into the Maildir; null when it could.</summary>
    public string? Fault { get; private set; }

    /// <summary>True when the last scan left a file that has to look the same for a while longer.</summary>
    public bool HasUnsettled => _unsettled.Count > 0;

    /// <summary>True when the last scan left mails that wait for their turn.</summary>
    public bool HasWaiting => _line.Count > 0;

    /// <summary>
    /// Handles every mail that waits now. One that cannot be handled does not stop those behind it. Not thread-safe.
    /// </summary>
    public async Task ScanAsync(CancellationToken stop)
    {
        HashSet<string> names;
        try
        {
            names = [.. maildir.Waiting()];
            Fault = null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            Fault = $"cannot be read ({broken.GetType().Name})";
            InboundMailLog.MaildirFailed(log, broken.Message);
            return;
        }
        foreach (var gone in _unsettled.Keys.Where(n => !names.Contains(n)).ToList())
        {
            _unsettled.Remove(gone);
        }
        _troubled.KeepOnly(names);
        _line.KeepOnly(names);

        // What came to nothing at an earlier look waits until everything new has had its turn.
        foreach (var few in names.Where(n => !_line.Holds(n) && !_troubled.Rests(n))
            .OrderBy(_unsettled.ContainsKey).ThenBy(n => n, StringComparer.Ordinal).ToList().Chunk(Handful))
        {
            foreach (var name in few)
            {
                await TryAsync(name, called: false, stop);
            }
            await CallAsync(stop);
        }
        await CallAsync(stop);
        waiting.Set(Door, "", _line.Count, _line.Senders);
    }

    /// <summary>Takes what has waited and is within the limits now.</summary>
    private async Task CallAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && _line.TryCall(out var name))
        {
            await TryAsync(name, called: true, stop);
        }
    }

    private async Task TryAsync(string name, bool called, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }
        try
        {
            await HandleAsync(name, called, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is handled by the next run.
        }
        catch (Exception failure)
        {
            InboundMailLog.HandlingFailed(log, failure, name);
            GiveUp(name, failure);
        }
    }

    private async Task HandleAsync(string name, bool called, CancellationToken stop)
    {
        // Looked at before it is read: what is written to it meanwhile shows at the next look.
        if (maildir.Look(name) is not { } look || maildir.Read(name) is not { } bytes)
        {
            return;
        }
        var whole = IsSettled(name, look);
        var verdict = await inbound.JudgeAsync(name, bytes, whole, sender => _line.Ask(name, sender, called), stop);
        if (verdict.NeedsWhole && !whole)
        {
            _unsettled.TryAdd(name, (look, clock.GetTimestamp()));
            return;
        }
        if (verdict is MailVerdict.Refused refused)
        {
            maildir.Refuse(name, refused.Reasons);
        }
        else if (!verdict.Stays)
        {
            maildir.Done(name);
        }
        if (verdict is not MailVerdict.Held)
        {
            _unsettled.Remove(name); // what waits is still looked at for as long as it has looked the same
        }
        inbound.Conclude(name, Door, verdict);
    }

    private void GiveUp(string name, Exception failure)
    {
        if (!_troubled.Failed(name))
        {
            return;
        }
        try
        {
            Refusal reason = InboundErrors.NotHandled(failure.GetType().Name);
            var heading = Heading(name);
            maildir.Refuse(name, [reason]);
            inbound.Conclude(name, Door, new MailVerdict.Refused([reason], 0, heading));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            InboundMailLog.NotSetAside(log, broken, name);
        }
    }

    /// <summary>Whom to tell, if that can be read.</summary>
    private ReceivedMail? Heading(string name)
    {
        try
        {
            return maildir.Read(name) is { } bytes ? MailReader.ReadHeading(bytes) : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool IsSettled(string name, FileLook look)
    {
        if (_unsettled.TryGetValue(name, out var first))
        {
            if (first.Look == look)
            {
                return clock.GetElapsedTime(first.Since) >= Settling;
            }
            _unsettled[name] = (look, clock.GetTimestamp());
        }
        return false;
    }
}
