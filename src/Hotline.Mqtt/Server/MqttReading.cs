using System.Diagnostics.CodeAnalysis;

namespace Hotline.Mqtt.Server;

/// <summary>
/// What the application has handed out for one connection and the sender has not written. Asked for a batch at a time,
/// and only as many as the client takes unanswered. For the sender alone.
/// </summary>
internal sealed class MqttReading(MqttConnection connection, IMqttSession session, OutboundWindow window)
{
    private readonly Action _wake = connection.Wake.Set;
    private Task<IReadOnlyList<MqttOutbound>>? _reading;
    private int _room;
    private IReadOnlyList<MqttOutbound> _batch = [];
    private int _next;

    public bool IsEmpty => _next == _batch.Count;

    public bool TryTake([NotNullWhen(true)] out MqttOutbound? message)
    {
        message = IsEmpty ? null : _batch[_next++];
        return message is not null;
    }

    /// <summary>True when there is a batch; when there will be one, the sender is woken.</summary>
    public async ValueTask<bool> ReadAsync()
    {
        if (_reading is null)
        {
            var room = window.Bytes >= connection.Options.SendMaximumBytes
                ? 0 : Math.Min(window.Room, connection.Options.ReadBatch);
            if (room <= 0)
                return false;
            try
            {
                var read = session.ReadAsync(room, connection.Ending);
                if (read.IsCompletedSuccessfully)
                    return Begin(read.Result, room);
                _reading = read.AsTask();
            }
            catch (Exception e)
            {
                connection.ApplicationFailed(e, nameof(IMqttSession.ReadAsync));
                return false;
            }

            _room = room;
            _reading.GetAwaiter().UnsafeOnCompleted(_wake);
        }

        if (!_reading.IsCompleted)
            return false;
        try
        {
            return Begin(await _reading, _room);
        }
        catch (Exception e)
        {
            connection.ApplicationFailed(e, nameof(IMqttSession.ReadAsync));
            return false;
        }
        finally
        {
            _reading = null;
        }
    }

    /// <summary>Completes when no read of the application is under way.</summary>
    public async Task EndAsync()
    {
        if (_reading is null)
            return;
        try
        {
            await _reading;
        }
        catch (Exception e)
        {
            connection.ApplicationFailed(e, nameof(IMqttSession.ReadAsync));
        }
    }

    private bool Begin(IReadOnlyList<MqttOutbound> batch, int room)
    {
        if (batch.Count == 0 || batch.Count > room)
            throw new InvalidOperationException(
                $"A read of at most {room} messages returned {batch.Count}; it must return at least 1.");
        _batch = batch;
        _next = 0;
        return true;
    }
}
