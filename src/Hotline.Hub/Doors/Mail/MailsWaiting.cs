namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// How many mails wait until their envelopes are within the limits, for whoever asks whether all is well. Said in the
/// log once a minute while some do. Thread-safe.
/// </summary>
/// <param name="rate">The limits.</param>
/// <param name="clock">Counts the minutes.</param>
/// <param name="log">Log.</param>
public sealed class MailsWaiting(IntakeRate rate, TimeProvider clock, ILogger<MailsWaiting> log)
{
    /// <summary>How soon it is seen whether some are within the limits again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Mails, int Senders)> _ways = new(StringComparer.Ordinal);
    private long? _said;

    /// <summary>What <c>/readyz</c> says.</summary>
    public string Said
    {
        get
        {
            var (mails, senders) = All();
            var last = FormattableString.Invariant($"{rate.LastMinute} envelopes in the last minute");
            return mails == 0 ? $"ok, {last}" : FormattableString.Invariant(
                $"SLOWED, {mails} mails from {senders} senders wait for their turn, {last}");
        }
    }

    /// <summary>So many wait at one way in.</summary>
    /// <param name="door">For measurements: maildir or imap.</param>
    /// <param name="way">Which way in: the Maildir, or a folder.</param>
    /// <param name="mails">How many mails.</param>
    /// <param name="senders">Of how many senders.</param>
    public void Set(string door, string way, int mails, int senders)
    {
        lock (_lock)
        {
            var key = $"{door} {way}";
            var change = mails - _ways.GetValueOrDefault(key).Mails;
            _ways[key] = (mails, senders);
            if (change != 0)
            {
                InboundMeters.Waiting(door, change);
            }
            if (mails > 0 && (_said is not { } last || clock.GetElapsedTime(last) >= IntakeRate.Span))
            {
                _said = clock.GetTimestamp();
                var all = All();
                InboundMailLog.Held(log, all.Mails, all.Senders);
            }
        }
    }

    private (int Mails, int Senders) All()
    {
        lock (_lock)
        {
            return (_ways.Values.Sum(w => w.Mails), _ways.Values.Sum(w => w.Senders));
        }
    }
}
