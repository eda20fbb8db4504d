namespace Hotline.Hub.Outbound;

/// <summary>How it stands with a means at one moment.</summary>
public enum PassageState
{
    /// <summary>Somebody is there who can be asked.</summary>
    Open,

    /// <summary>All are left alone, and one of them for long enough: a single try shows whether it is back.</summary>
    Probe,

    /// <summary>All are left alone: a try would not be one.</summary>
    Shut,
}

/// <summary>
/// Whether notices by one means get through at present, as the breakers of its relays say. Whoever sends looks here
/// before he claims a notice, so that none is spent on relays that nobody asks, and hears when one is back.
/// Thread-safe.
/// </summary>
/// <param name="relays">How many there are.</param>
public sealed class Passage(int relays)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _shut = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = New();
    private int _recoveries;

    /// <summary>Of a means that knows no breaker.</summary>
    public static Passage AlwaysOpen { get; } = new(relays: 1);

    /// <summary>A relay is left alone until then.</summary>
    public void Shut(string relay, DateTimeOffset until) => Change(() => _shut[relay] = until);

    /// <summary>A relay is back.</summary>
    public void Open(string relay) => Change(() =>
    {
        _shut.Remove(relay);
        _recoveries++;
    });

    /// <summary>How it stands.</summary>
    /// <param name="now">By the time by which breakers go.</param>
    public PassageLook Look(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_shut.Count < relays)
            {
                return new PassageLook(PassageState.Open, _recoveries, _changed.Task);
            }
            var wait = _shut.Values.Min() - now;
            return wait <= TimeSpan.Zero
                ? new PassageLook(PassageState.Probe, _recoveries, _changed.Task)
                : new PassageLook(PassageState.Shut, _recoveries, _changed.Task) { Wait = wait };
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            change();
            before = _changed;
            _changed = New();
        }
        before.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>How it stood with a means when somebody looked.</summary>
/// <param name="State">How.</param>
/// <param name="Recoveries">How often a relay came back so far.</param>
/// <param name="Changed">Completes when a relay is left alone, or back.</param>
public sealed record PassageLook(PassageState State, int Recoveries, Task Changed)
{
    /// <summary>When to look again though nothing changes, at the latest.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.MaxValue;
}
