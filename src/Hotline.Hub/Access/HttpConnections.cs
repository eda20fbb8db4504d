using System.Net;
using Hotline.Contract.Errors;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// How many HTTP connections are open. Whoever has shown no valid token on it yet counts as a stranger: in all, and by
/// the address that it came from, so that one address fills nothing that others need. With the first valid token a
/// connection leaves the strangers and counts by its key. Thread-safe; nothing is kept of what has ended.
/// </summary>
public sealed class HttpConnections
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AddressGroup, int> _strangers = [];
    private readonly Dictionary<string, int> _seats = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<IPNetwork> _proxies;
    private readonly LimitSettings _limits;
    private int _strangersInAll;

    /// <summary>Counts from nothing.</summary>
    /// <param name="limits">How many.</param>
    /// <param name="listen">Whose proxies bring many callers from one address.</param>
    public HttpConnections(LimitSettings limits, ListenSettings listen) =>
        (_limits, _proxies) = (limits, listen.Proxies());

    /// <summary>Enters a connection, which leaves when the result is disposed. Refusals 4015, 4016.</summary>
    public Outcome<Entered> Enter(IPAddress? address)
    {
        var group = AddressGroup.Of(address);
        lock (_lock)
        {
            var from = _strangers.GetValueOrDefault(group);
            if (_strangersInAll >= _limits.HttpConnections)
            {
                return AccessErrors.TooManyStrangers(_limits.HttpConnections);
            }
            if (from >= _limits.HttpConnectionsPerAddress && !IsProxy(address))
            {
                return AccessErrors.TooManyFromAddress(_limits.HttpConnectionsPerAddress);
            }
            _strangersInAll++;
            _strangers[group] = from + 1;
            return new Entered(this, group);
        }
    }

    private bool IsProxy(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && _proxies.Any(p => p.Contains(plain));
    }

    private void LeaveStrangers(AddressGroup group)
    {
        _strangersInAll--;
        Less(_strangers, group);
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
        private readonly AddressGroup _group;
        private string? _key;
        private bool _left;

        internal Entered(HttpConnections owner, AddressGroup group) => (_owner, _group) = (owner, group);

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
                    _owner.LeaveStrangers(_group);
                }
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_owner._lock)
            {
                if (_left)
                {
                    return;
                }
                _left = true;
                if (_key is null)
                {
                    _owner.LeaveStrangers(_group);
                }
                else
                {
                    Less(_owner._seats, _key);
                }
            }
        }
    }
}
