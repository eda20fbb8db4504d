using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// Every open connection by the key that opened it, so that a key that leaves the directory loses its connections at once, whatever the carrier.
/// Owns nothing but the list.
/// </summary>
public sealed class Connections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Open>> _open = new(StringComparer.Ordinal);
    private readonly Rulebook _rulebook;
    private readonly LimitSettings _limits;

    public Connections(Rulebook rulebook, LimitSettings limits)
    {
        (_rulebook, _limits) = (rulebook, limits);
        rulebook.Changed += EndRevoked;
    }

    /// <summary>Enters a connection; it leaves when the result is disposed.</summary>
    /// <param name="keyId">The key that opened it.</param>
    /// <param name="end">Ends it; called at most once, from any thread, must not block.</param>
    public Outcome<IDisposable> Enter(string keyId, Action<Refusal> end)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(keyId, out var list))
            {
                _open.Add(keyId, list = []);
            }
            if (list.Count >= _limits.ConnectionsPerKey)
            {
                return AccessErrors.TooManyConnections(_limits.ConnectionsPerKey);
            }
            var open = new Open(this, keyId, end);
            list.Add(open);
            return open;
        }
    }

    private void EndRevoked()
    {
        List<Open> revoked;
        lock (_lock)
        {
            revoked = [.. _open.Where(o => _rulebook.Directory.SeatOf(o.Key) is null).SelectMany(o => o.Value)];
        }
        foreach (var open in revoked)
        {
            open.End(AccessErrors.Revoked());
        }
    }

    private void Leave(Open open)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(open.KeyId, out var list) && list.Remove(open) && list.Count == 0)
            {
                _open.Remove(open.KeyId);
            }
        }
    }

    private sealed class Open(Connections owner, string keyId, Action<Refusal> end) : IDisposable
    {
        public string KeyId => keyId;

        public void End(Refusal why) => end(why);

        public void Dispose() => owner.Leave(this);
    }
}
