namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// Mails at which handling failed in a way that nobody foresaw: tried again after a while, a few times, then given up.
/// Forgotten with the hub. Not thread-safe.
/// </summary>
/// <param name="clock">Measures the while.</param>
public sealed class TroubledMails(TimeProvider clock)
{
    /// <summary>How often a mail is tried.</summary>
    public const int Tries = 5;

    /// <summary>
    /// How long after the second failure it is tried again; doubles. After the first that is at once.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private const int LongestDoubling = 8;
    private readonly Dictionary<string, (int Failures, long Since)> _mails = new(StringComparer.Ordinal);

    /// <summary>True when some are to be tried again.</summary>
    public bool HasAny => _mails.Count > 0;

    /// <summary>Counts a failure. True when it was the last try.</summary>
    public bool Failed(string name)
    {
        var failures = _mails.GetValueOrDefault(name).Failures + 1;
        _mails[name] = (failures, clock.GetTimestamp());
        return failures >= Tries;
    }

    /// <summary>True while it is too early to try it again.</summary>
    public bool Rests(string name) => _mails.TryGetValue(name, out var mail) && mail.Failures > 1
        && clock.GetElapsedTime(mail.Since) < Pause * (1 << Math.Min(mail.Failures - 2, LongestDoubling));

    /// <summary>Forgets all but these.</summary>
    public void KeepOnly(IReadOnlySet<string> names)
    {
        foreach (var gone in _mails.Keys.Where(n => !names.Contains(n)).ToList())
        {
            _mails.Remove(gone);
        }
    }
}
