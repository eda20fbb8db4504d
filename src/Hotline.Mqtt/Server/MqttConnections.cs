using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// All live connections of the endpoint, and which of them holds which session key. Thread-safe; one to an endpoint.
/// </summary>
public sealed class MqttConnections
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MqttConnection> _byKey = new(StringComparer.Ordinal);
    private readonly HashSet<MqttConnection> _all = [];
    private readonly HashSet<MqttConnection> _letIn = [];

    /// <summary>Open connections, those that have not sent CONNECT yet among them.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _all.Count;
        }
    }

    /// <summary>
    /// Closes the connection that holds a session key, as <see cref="IMqttConnection.Close"/> does. False when nobody
    /// holds it.
    /// </summary>
    public bool Close(string sessionKey, MqttReasonCode reason, string? reasonString)
    {
        MqttConnection? connection;
        lock (_gate)
            _byKey.TryGetValue(sessionKey, out connection);
        connection?.Close(reason, reasonString);
        return connection is not null;
    }

    /// <summary>
    /// Sends every client away with 0x8B, after answering what is with the application, and completes when the last
    /// connection is gone. Kestrel asks each connection to close when it stops, with the same effect; call this where
    /// sessions must have ended before something else stops.
    /// </summary>
    public Task ShutdownAsync()
    {
        MqttConnection[] all;
        lock (_gate)
            all = [.. _all];
        foreach (var connection in all)
            connection.Shutdown();
        return Task.WhenAll(all.Select(connection => connection.Completed));
    }

    internal void Add(MqttConnection connection)
    {
        lock (_gate)
            _all.Add(connection);
    }

    /// <summary>False when there are too many; not of one that takes another's place.</summary>
    internal bool TryLetIn(string key, MqttConnection connection)
    {
        lock (_gate)
        {
            if (_letIn.Count >= connection.Options.MaxConnections && !_byKey.ContainsKey(key))
                return false;
            _letIn.Add(connection);
            return true;
        }
    }

    /// <summary>Takes the key; whoever holds it is closed, and waited for until nothing of it is left.</summary>
    internal async Task HoldAsync(string key, MqttConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            MqttConnection? older;
            lock (_gate)
            {
                if (!_byKey.TryGetValue(key, out older))
                {
                    _byKey.Add(key, connection);
                    return;
                }
            }

            if (older.TryClose(MqttClosing.Of(
                MqttEndCause.TakenOver, MqttReasonCode.SessionTakenOver,
                "Another connection has taken this session over.")))
            {
                MqttLog.TakesOver(connection.Log, connection.ConnectionId, older.ConnectionId);
            }

            await older.Completed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives up the key, if any, and only then says that the connection is complete.</summary>
    internal void Remove(string? key, MqttConnection connection)
    {
        lock (_gate)
        {
            _all.Remove(connection);
            _letIn.Remove(connection);
            if (key is not null)
                _byKey.Remove(key);
        }

        connection.Complete();
    }
}
