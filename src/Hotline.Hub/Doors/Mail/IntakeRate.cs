using Hotline.Hub.Settings;

namespace Hotline.Hub.Doors.Mail;

/// <summary>Whether a mail's envelopes are within the limits now.</summary>
public enum IntakeFit
{
    /// <summary>They are.</summary>
    Fits,

    /// <summary>Their address has sent as many as it may; those of others may fit.</summary>
    SenderFull,

    /// <summary>Their address may send them, but the share that they are of has no room for them.</summary>
    LaneFull,
}

/// <summary>
/// Counts the envelopes that came in by mail in the last minute, whichever way in: by sender and by share. What one
/// share does not use is not another's. Thread-safe.
/// </summary>
/// <param name="settings">How many are allowed.</param>
/// <param name="clock">Measures the minute.</param>
public sealed class IntakeRate(MailIntakeSettings settings, TimeProvider clock)
{
    /// <summary>Over how long is counted.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<MailTurn> _lately = [];
    private readonly Dictionary<(MailLane, string), int> _senders = [];
    private readonly Dictionary<MailLane, int> _lanes = [];

    /// <summary>Envelopes of the last minute, in all.</summary>
    public int LastMinute
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return _lanes.Values.Sum();
            }
        }
    }

    /// <summary>How many envelopes of its sender came in the last minute.</summary>
    public int Used(MailSender sender)
    {
        lock (_lock)
        {
            Forget();
            return _senders.GetValueOrDefault((sender.Lane, sender.Name));
        }
    }

    /// <summary>Whether a mail may be taken now.</summary>
    public IntakeFit Fits(MailSender sender)
    {
        lock (_lock)
        {
            Forget();
            return FitsNow(sender);
        }
    }

    /// <summary>Counts a mail's envelopes, if they are within the limits; null when they are not.</summary>
    public MailTurn? Take(MailSender sender)
    {
        lock (_lock)
        {
            Forget();
            if (FitsNow(sender) != IntakeFit.Fits)
            {
                return null;
            }
            var turn = new MailTurn(sender, clock.GetTimestamp());
            _lately.Enqueue(turn);
            Count(sender, sender.Envelopes);
            return turn;
        }
    }

    /// <summary>Counts it no longer: nothing of it was taken.</summary>
    public void GiveBack(MailTurn turn)
    {
        lock (_lock)
        {
            if (turn.Counts)
            {
                turn.Counts = false;
                Count(turn.Sender, -turn.Sender.Envelopes);
            }
        }
    }

    /// <summary>
    /// A mail that holds more than is ever allowed fits when nothing else counts: it would wait for ever otherwise.
    /// </summary>
    private IntakeFit FitsNow(MailSender sender)
    {
        var used = _senders.GetValueOrDefault((sender.Lane, sender.Name));
        if (used + Math.Min(sender.Envelopes, settings.PerAddress) > settings.PerAddress)
        {
            return IntakeFit.SenderFull;
        }
        var lane = Share(sender.Lane);
        return _lanes.GetValueOrDefault(sender.Lane) + Math.Min(sender.Envelopes, lane) > lane
            ? IntakeFit.LaneFull : IntakeFit.Fits;
    }

    private int Share(MailLane lane)
    {
        var quarter = settings.InAll / MailIntakeSettings.Quarters;
        return lane switch
        {
            MailLane.Answers or MailLane.Strangers => quarter,
            MailLane.Known => settings.InAll - 2 * quarter,
        };
    }

    private void Forget()
    {
        while (_lately.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) >= Span)
        {
            _lately.Dequeue();
            if (oldest.Counts)
            {
                oldest.Counts = false;
                Count(oldest.Sender, -oldest.Sender.Envelopes);
            }
        }
    }

    private void Count(MailSender sender, int change)
    {
        var key = (sender.Lane, sender.Name);
        _lanes[sender.Lane] = _lanes.GetValueOrDefault(sender.Lane) + change;
        _senders[key] = _senders.GetValueOrDefault(key) + change;
        if (_senders[key] == 0)
        {
            _senders.Remove(key);
        }
    }
}

/// <summary>A mail's envelopes that are counted. Its state is its rate's.</summary>
/// <param name="sender">Whose they are.</param>
/// <param name="at">Since when.</param>
public sealed class MailTurn(MailSender sender, long at)
{
    /// <summary>Whose they are.</summary>
    internal MailSender Sender => sender;

    /// <summary>Since when, as the clock's timestamp.</summary>
    internal long At => at;

    /// <summary>False once they are no longer counted.</summary>
    internal bool Counts { get; set; } = true;
}
