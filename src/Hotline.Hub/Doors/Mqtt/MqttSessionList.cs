namespace Hotline.Hub.Doors.Mqtt;

/// <summary>A session that outlives its connection.</summary>
/// <param name="Place">Whose: its name without the client id.</param>
/// <param name="Key">The key that last had it; null for one that was saved before that was written down.</param>
/// <param name="Ends">When its time is over; null while it has a connection, or the hub has ended that.</param>
internal sealed record LastingSession(string Place, string? Key, DateTimeOffset? Ends)
{
    /// <summary>True while it has no connection.</summary>
    public bool IsIdle { get; init; }
}

/// <summary>Which lasting sessions there are, and how many of each point of contact. Guarded by its owner.</summary>
internal sealed class MqttSessionList
{
    private readonly Dictionary<string, LastingSession> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Those without a connection.</summary>
    public IEnumerable<(string Name, LastingSession Session)> Idle =>
        _all.Where(s => s.Value.IsIdle).Select(s => (s.Key, s.Value));

    public bool Has(string name) => _all.ContainsKey(name);

    public int CountOf(string place) => _counts.GetValueOrDefault(place);

    public void Set(string name, LastingSession session)
    {
        if (!_all.ContainsKey(name))
        {
            _counts[session.Place] = CountOf(session.Place) + 1;
        }
        _all[name] = session;
    }

    /// <summary>Its connection is over.</summary>
    public void Left(string name, DateTimeOffset? ends)
    {
        if (_all.TryGetValue(name, out var session))
        {
            _all[name] = session with { Ends = ends, IsIdle = true };
        }
    }

    public void Remove(string name)
    {
        if (_all.Remove(name, out var session) && --_counts[session.Place] == 0)
        {
            _counts.Remove(session.Place);
        }
    }
}
