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
    private readonly MqttReading _reading = new(connection, session, acknowledgements.Window);
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
            await _reading.EndAsync();
        }
    }

    private async Task SendAsync()
    {
        WriteReleases();
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
            return WriteWhole(packet);

        var result = reply.Result;
        var refused = result.Reason.IsFailure();
        if (refused && (reply.Type == MqttPacketType.None
            || (peer.Version == MqttVersion.V311 && !reply.Ends)))
        {
            connection.TryClose(MqttClosing.Of(MqttEndCause.PublishRefused, result.Reason, result.ReasonString));
            return false;
        }

        if (reply.Type == MqttPacketType.None)
            return true;
        if (reply.Type == MqttPacketType.PubRec && refused && reply.SameAs is null)
            inbox.Refused(reply.PacketId);
        if (reply.SameAs is null && reply.Type != MqttPacketType.PubRel
            && (reply.Type != MqttPacketType.PubRec || refused))
            Interlocked.Decrement(ref _unanswered);

        reply.IsWritten = true;
        var properties = peer.Explain(result.ReasonString, result.UserProperties);
        var answer = new MqttPublishAnswer(reply.Type, reply.PacketId, result.Reason.Fit(reply.Type))
        {
            Properties = properties,
        };
        if (properties is not null && !peer.Takes(answer))
            answer = answer with { Properties = null };
        if (!peer.Takes(answer))
            return TooSmall();
        _unflushed += MqttEncoder.WriteAnswer(
            connection.Output, peer.Version, reply.Type, reply.PacketId, answer.Reason, answer.Properties);
        return true;
    }

    private bool WriteWhole(MqttPacket packet)
    {
        if (!peer.Takes(packet))
            return TooSmall();
        _unflushed += MqttEncoder.Write(connection.Output, packet, peer.Version);
        return true;
    }

    /// <summary>What must be answered and cannot be is the end.</summary>
    private bool TooSmall()
    {
        connection.TryClose(MqttClosing.Of(MqttEndCause.ProtocolFault, MqttReasonCode.PacketTooLarge,
            "An answer is larger than the client's Maximum Packet Size."));
        return false;
    }

    private void WritePings()
    {
        while (_unflushed < FlushBytes && Volatile.Read(ref _pings) > 0)
        {
            Interlocked.Decrement(ref _pings);
            WriteWhole(MqttPingResponse.Instance);
        }
    }

    private async ValueTask WriteMessagesAsync()
    {
        while (_unflushed < FlushBytes)
        {
            // What is written must be flushed before more is asked for.
            if (_reading.IsEmpty && (_unflushed > 0 || !await _reading.ReadAsync()))
                return;
            while (_unflushed < FlushBytes && _reading.TryTake(out var message))
            {
                if (Size(message) > peer.MaxPacketBytes)
                    await SkipAsync(message);
                else if (Write(message) is { } answer)
                    await acknowledgements.TellAsync(message, answer);
            }
        }
    }

    private int Size(MqttOutbound message) => peer.MaxPacketBytes == uint.MaxValue
        ? 0
        : MqttEncoder.MeasurePublish(
            peer.Version, message.Topic, message.Payload.Length, message.QoS, message.Properties);

    /// <summary>Null, or what the client has answered already to the message, which is not written then.</summary>
    private MqttReasonCode? Write(MqttOutbound message)
    {
        var (sending, id) = (Sending.First, (ushort)0);
        if (message.QoS != MqttQoS.AtMostOnce)
        {
            sending = acknowledgements.Window.Add(message, out id, out var answer);
            if (sending == Sending.Answered)
                return answer;
        }

        _unflushed += MqttEncoder.WritePublish(
            connection.Output, peer.Version, message.Topic, message.Payload.Span, message.QoS, id,
            message.Duplicate || sending == Sending.Again, retain: false, message.Properties);
        return null;
    }

    /// <summary>What an earlier connection left between PUBREC and PUBCOMP (4.4).</summary>
    private void WriteReleases()
    {
        foreach (var id in acknowledgements.Window.Released)
            WriteWhole(new MqttPublishAnswer(MqttPacketType.PubRel, id, MqttReasonCode.Success));
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
        if (!peer.Takes(goodbye))
            goodbye = goodbye with { Properties = null };
        SaidGoodbye = peer.Takes(goodbye);
        if (!SaidGoodbye)
        {
            await connection.Output.CompleteAsync();
            return;
        }

        MqttEncoder.Write(connection.Output, goodbye, peer.Version);
        await connection.Output.FlushAsync(connection.Abandoned);
    }
}
