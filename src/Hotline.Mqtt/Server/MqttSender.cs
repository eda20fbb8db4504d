using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// The one writer of a connection: answers in order, messages from the application, ping responses, and DISCONNECT at
/// the end. Everything that is ready at a wakeup goes out in one flush, and nothing is asked of the application while
/// the transport has no room, so that a slow reader costs no memory and holds nobody else up.
/// </summary>
internal sealed class MqttSender(
    MqttConnection connection, MqttPeer peer, IMqttSession session, Replies replies, ExactlyOnceInbox inbox,
    MqttAcknowledgements acknowledgements)
{
    /// <summary>
    /// One flush carries about this much, so that a batch of large messages does not pile up in the transport.
    /// </summary>
    private const int FlushBytes = 64 * 1024;

    private readonly Action _wake = connection.Wake.Set;
    private Task<IReadOnlyList<MqttOutbound>>? _reading;
    private int _readingRoom;
    private IReadOnlyList<MqttOutbound> _batch = [];
    private int _next;
    private int _unflushed;
    private int _placesToFree;
    private int _pings;
    private int _unanswered;

    /// <summary>
    /// QoS 1 and 2 messages of the client that it has no final answer for; what Receive Maximum limits.
    /// </summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>DISCONNECT is under way to the client, which is to close now.</summary>
    public bool SaidGoodbye { get; private set; }

    public void CountUnanswered() => Interlocked.Increment(ref _unanswered);

    public void Ping()
    {
        Interlocked.Increment(ref _pings);
        _wake();
    }

    /// <summary>Runs until the connection closes; by then no read of the application is under way.</summary>
    public async Task RunAsync()
    {
        try
        {
            await SendAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            connection.Lost(e.GetType().Name);
        }
        catch (Exception e)
        {
            MqttLog.EndpointFailed(connection.Log, e, connection.ConnectionId);
            connection.Lost("The endpoint failed.");
        }
        finally
        {
            await EndReadingAsync();
        }
    }

    private async Task SendAsync()
    {
        while (true)
        {
            var closing = connection.Closing;
            if (closing is null or { Drain: true })
                WriteReplies();
            if (closing is null)
            {
                WritePings();
                await WriteMessagesAsync();
            }

            if (_unflushed > 0 || _placesToFree > 0)
            {
                await FlushAsync();
                continue;
            }

            if (closing is not null
                && (!closing.Drain || replies.IsEmpty || connection.Abandoned.IsCancellationRequested))
            {
                await SayGoodbyeAsync(closing);
                return;
            }

            await connection.Wake.WaitAsync();
        }
    }

    private async Task FlushAsync()
    {
        if (_unflushed > 0)
        {
            connection.Watch.WriteBegins();
            var result = await connection.Output.FlushAsync(connection.Abandoned);
            connection.Watch.WriteEnds();
            if (result.IsCompleted)
                connection.Lost("The other side takes no more.");
        }

        _unflushed = 0;
        if (_placesToFree > 0)
            replies.FreePlaces(_placesToFree);
        _placesToFree = 0;
    }

    private void WriteReplies()
    {
        while (_unflushed < FlushBytes && replies.TryTake(out var reply))
        {
            _placesToFree++;
            if (!Write(reply))
                return;
        }
    }

    /// <summary>False when the answer is that there is no answer: the connection closes.</summary>
    private bool Write(Reply reply)
    {
        if (reply.Packet is { } packet)
        {
            _unflushed += MqttEncoder.Write(connection.Output, packet, peer.Version);
            return true;
        }

        var result = reply.Result;
        var refused = result.Reason.IsFailure();
        if (refused && (reply.Type == MqttPacketType.None
            || (peer.Version == MqttVersion.V311 && reply.Type != MqttPacketType.PubComp)))
        {
            connection.TryClose(MqttClosing.Of(MqttEndCause.PublishRefused, result.Reason, result.ReasonString));
            return false;
        }

        if (reply.Type == MqttPacketType.None)
            return true;
        if (reply.Type == MqttPacketType.PubRec && refused && reply.SameAs is null)
            inbox.Refused(reply.PacketId);
        if (reply.SameAs is null && (reply.Type != MqttPacketType.PubRec || refused))
            Interlocked.Decrement(ref _unanswered);

        reply.IsWritten = true;
        var properties = peer.Explain(result.ReasonString, result.UserProperties);
        var answer = new MqttPublishAnswer(reply.Type, reply.PacketId, result.Reason.Fit(reply.Type))
        {
            Properties = properties,
        };
        if (properties is not null && MqttEncoder.Measure(answer, peer.Version) > peer.MaxPacketBytes)
            answer = answer with { Properties = null };
        _unflushed += MqttEncoder.WriteAnswer(
            connection.Output, peer.Version, reply.Type, reply.PacketId, answer.Reason, answer.Properties);
        return true;
    }

    private void WritePings()
    {
        while (_unflushed < FlushBytes && Volatile.Read(ref _pings) > 0)
        {
            Interlocked.Decrement(ref _pings);
            _unflushed += MqttEncoder.Write(connection.Output, MqttPingResponse.Instance, peer.Version);
        }
    }

    private async ValueTask WriteMessagesAsync()
    {
        while (_unflushed < FlushBytes)
        {
            if (_next == _batch.Count && (_unflushed > 0 || !await ReadAsync()))
                return;
            while (_unflushed < FlushBytes && _next < _batch.Count)
            {
                var message = _batch[_next++];
                if (Size(message) > peer.MaxPacketBytes)
                    await SkipAsync(message);
                else
                    Write(message);
            }
        }
    }

    /// <summary>
    /// True when there is a batch to write. What is written must be flushed before more is asked for.
    /// </summary>
    private async ValueTask<bool> ReadAsync()
    {
        if (_reading is null)
        {
            var room = Math.Min(acknowledgements.Window.Room, connection.Options.ReadBatch);
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

            _readingRoom = room;
            _reading.GetAwaiter().UnsafeOnCompleted(_wake);
        }

        if (!_reading.IsCompleted)
            return false;
        try
        {
            return Begin(await _reading, _readingRoom);
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

    private bool Begin(IReadOnlyList<MqttOutbound> batch, int room)
    {
        if (batch.Count == 0 || batch.Count > room)
            throw new InvalidOperationException(
                $"A read of at most {room} messages returned {batch.Count}; it must return at least 1.");
        _batch = batch;
        _next = 0;
        return true;
    }

    private int Size(MqttOutbound message) => peer.MaxPacketBytes == uint.MaxValue
        ? 0
        : MqttEncoder.MeasurePublish(
            peer.Version, message.Topic, message.Payload.Length, message.QoS, message.Properties);

    private void Write(MqttOutbound message)
    {
        var qos = message.QoS == MqttQoS.AtMostOnce ? MqttQoS.AtMostOnce : MqttQoS.AtLeastOnce;
        var id = qos == MqttQoS.AtMostOnce ? (ushort)0 : acknowledgements.Window.Add(message);
        _unflushed += MqttEncoder.WritePublish(
            connection.Output, peer.Version, message.Topic, message.Payload.Span, qos, id, message.Duplicate,
            retain: false, message.Properties);
    }

    private async ValueTask SkipAsync(MqttOutbound message)
    {
        MqttLog.Skipped(connection.Log, connection.ConnectionId, message.Payload.Length);
        await acknowledgements.TellAsync(message, MqttReasonCode.PacketTooLarge);
    }

    private async Task SayGoodbyeAsync(MqttClosing closing)
    {
        if (!closing.Announce || peer.Version == MqttVersion.V311)
        {
            // The transport may close now; messages that are still with the application need it no more.
            await connection.Output.CompleteAsync();
            return;
        }

        var goodbye = new MqttDisconnect(closing.End.Reason.Fit(MqttPacketType.Disconnect))
        {
            Properties = MqttProperties.OfReason(closing.End.ReasonString),
        };
        if (MqttEncoder.Measure(goodbye, peer.Version) > peer.MaxPacketBytes)
            goodbye = goodbye with { Properties = null };
        MqttEncoder.Write(connection.Output, goodbye, peer.Version);
        SaidGoodbye = true;
        await connection.Output.FlushAsync(connection.Abandoned);
    }

    private async Task EndReadingAsync()
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
}
