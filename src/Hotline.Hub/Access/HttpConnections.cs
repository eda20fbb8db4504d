using System.Net;
using Hotline.Contract.Errors;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// How many HTTP connections are open. Whoever has shown no valid token on it yet counts as a stranger: in all, and by
/// the address that it came from, so that one address fills nothing that others need; when all are too many, the one
/// that has been a stranger for longest goes, so that many addresses keep nobody out either. With the first valid token
/// a connection leaves the strangers and counts by its key. Thread-safe; nothing is kept of what has ended.
/// </summary>
public sealed class HttpConnections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AddressGroup, int> _strangers = [];
    private readonly Dictionary<string, int> _seats = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<IPNetwork> _proxies;
    private readonly LimitSettings _limits;
    private readonly LinkedList<Entered> _inAll = [];

    /// <summary>Counts from nothing.</summary>
    /// <param name="limits">How many.</param>
    /// <param name="listen">Whose proxies bring many callers from one address.</param>
    public HttpConnections(LimitSettings limits, ListenSettings listen) =>
        (_limits, _proxies) = (limits, listen.Proxies());

    /// <summary>Enters a connection, which leaves when the result is disposed. Refusal 4016.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="close">
    /// Closes it, because others came and it is the oldest stranger (4015); it has left then. Must not throw.
    /// </param>
    public Outcome<Entered> Enter(IPAddress? address, Action<Refusal> close)
    {
        var group = AddressGroup.Of(address);
        Entered? oldest = null;
        Entered entered;
        lock (_lock)
        {
            var from = _strangers.GetValueOrDefault(group);
            if (from >= _limits.HttpConnectionsPerAddress && !IsProxy(address))
            {
                return AccessErrors.TooManyFromAddress(_limits.HttpConnectionsPerAddress);
            }
            _strangers[group] = from + 1;
            entered = new Entered(this, group, close);
            _inAll.AddLast(entered.Node);
            if (_inAll.Count > _limits.HttpConnections)
            {
                oldest = _inAll.First!.Value;
                oldest.Leave();
            }
        }
        oldest?.Close(AccessErrors.TooManyStrangers(_limits.HttpConnections));
        return entered;
    }

    private bool IsProxy(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && _proxies.Any(p => p.Contains(plain));
    }

    private void LeaveStrangers(Entered entered)
    {
        _inAll.Remove(entered.Node);
        Less(_strangers, entered.Group);
    }

    private static void Less<T>(Dictionary<T, int> counts, T of) where T : notnull
    {
        if (--counts[of] == 0)
        {
            counts.Remove(of);
        }
    }

    /// <summary>One connection.</summary>
    public sealed class Entered : IDisposable
    {
        private readonly HttpConnections _owner;
        private string? _key;
        private bool _left;

        internal Entered(HttpConnections owner, AddressGroup group, Action<Refusal> close)
        {
            (_owner, Group, Close) = (owner, group, close);
            Node = new LinkedListNode<Entered>(this);
        }

        internal AddressGroup Group { get; }

        internal Action<Refusal> Close { get; }

        internal LinkedListNode<Entered> Node { get; }

        /// <summary>
        /// A valid token of this key was shown on it. A key that has as many connections as one address may have stays
        /// among the strangers with what is beyond.
        /// </summary>
        public void ShowedToken(string key)
        {
            lock (_owner._lock)
            {
                var others = _owner._seats.GetValueOrDefault(key);
                if (_key is null && !_left && others < _owner._limits.HttpConnectionsPerAddress)
                {
                    _key = key;
                    _owner._seats[key] = others + 1;
                    _owner.LeaveStrangers(this);
                }
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_owner._lock)
            {
                Leave();
            }
        }

        /// <summary>While the owner's lock is held.</summary>
        internal void Leave()
        {
            if (_left)
            {
                return;
            }
            _left = true;
            if (_key is null)
            {
                _owner.LeaveStrangers(this);
            }
            else
            {
                Less(_owner._seats, _key);
            }
        }
    }
}
