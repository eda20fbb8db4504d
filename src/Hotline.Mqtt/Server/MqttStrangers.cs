using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Hotline.Mqtt.Server;

/// <summary>
/// Connections that have not been let in yet, counted apart from those that have: so many from one place and so many in
/// all, so that whoever opens sockets and says nothing keeps nobody else out. Beyond its share a place gets no more;
/// when all are too many, the one that has said nothing for longest goes. Thread-safe; one to an endpoint.
/// </summary>
public sealed class MqttStrangers(MqttServerOptions options, TimeProvider time, ILogger<MqttStrangers> log)
{
    private static readonly TimeSpan _betweenWarnings = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<MqttStranger> _all = [];
    private readonly Dictionary<object, int> _byPlace = [];
    private long _turnedAway;
    private long? _warned;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _all.Count;
        }
    }

    /// <summary>
    /// Counts a connection from its first moment: <c>listen.Use(strangers.Guard)</c> before <c>UseHttps</c>, so that
    /// TLS handshakes count as well. Without it a connection counts from when the endpoint has it.
    /// </summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        if (Enter(connection) is not { } stranger)
            return;
        using (stranger)
        {
            connection.Features.Set(stranger);
            await next(connection);
        }
    };

    /// <summary>Counts a connection; null when it is one too many, and is closed.</summary>
    internal MqttStranger? Enter(ConnectionContext connection)
    {
        var place = options.PlaceOf((connection.RemoteEndPoint as IPEndPoint)?.Address) ?? this;
        var stranger = new MqttStranger(this, connection, place);
        MqttStranger? away = null;
        lock (_gate)
        {
            var here = _byPlace.GetValueOrDefault(place);
            if (here >= options.MaxStrangersPerPlace)
            {
                away = stranger;
            }
            else
            {
                _byPlace[place] = here + 1;
                stranger.Node = _all.AddLast(stranger);
                if (_all.Count > options.MaxStrangers)
                    Forget(away = _all.First!.Value);
            }
        }

        if (away is not null)
            TurnAway(away);
        return away == stranger ? null : stranger;
    }

    internal void Leave(MqttStranger stranger)
    {
        lock (_gate)
            Forget(stranger);
    }

    private void Forget(MqttStranger stranger)
    {
        if (stranger.Node is not { } node)
            return;
        stranger.Node = null;
        _all.Remove(node);
        if (--_byPlace[stranger.Place] == 0)
            _byPlace.Remove(stranger.Place);
    }

    // One line in ten seconds: whoever opens sockets does not fill our log.
    private void TurnAway(MqttStranger stranger)
    {
        stranger.Connection.Abort(new ConnectionAbortedException("Too many MQTT connections that are not let in."));
        long count;
        lock (_gate)
        {
            _turnedAway++;
            if (_warned is { } last && time.GetElapsedTime(last) < _betweenWarnings)
                return;
            _warned = time.GetTimestamp();
            (count, _turnedAway) = (_turnedAway, 0);
        }

        MqttLog.TooMany(log, count, stranger.Place == this ? "nowhere" : stranger.Place.ToString());
    }
}

/// <summary>A connection that has not been let in; disposed when it is, or when it is over.</summary>
internal sealed class MqttStranger(MqttStrangers strangers, ConnectionContext connection, object place) : IDisposable
{
    public ConnectionContext Connection => connection;

    public object Place => place;

    /// <summary>Its place in the list, which guards it; null when it is no stranger any more.</summary>
    public LinkedListNode<MqttStranger>? Node { get; set; }

    public void Dispose() => strangers.Leave(this);
}
