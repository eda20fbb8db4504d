using System.IO.Pipelines;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// The one reader of a connection, from CONNACK on. Messages are handed to the application without waiting for each
/// other, as many at a time as there are places for answers; when there is none free it stops reading, and the
/// transport holds the client back.
/// </summary>
internal sealed class MqttIntake(
    MqttConnection connection, MqttPeer peer, MqttDecoder decoder, IMqttSession session, Replies replies,
    MqttExactlyOnce exactlyOnce, MqttSender sender, MqttAcknowledgements acknowledgements,
    MqttSubscriptions subscriptions)
{
    private int _publishing;
    private TaskCompletionSource? _idle;

    public async Task RunAsync()
    {
        try
        {
            while (connection.Closing is null)
            {
                var read = await connection.Input.ReadAsync();
                connection.Watch.Heard();
                connection.Watch.TakingBegins();
                var taking = TakeAllAsync(read);
                var heldBack = !taking.IsCompleted;
                var over = await taking;
                if (heldBack)
                    connection.Watch.Heard();
                connection.Watch.TakingEnds();
                if (over)
                    connection.Lost("Closed without DISCONNECT.");
            }
        }
        catch (OperationCanceledException) when (connection.Closing is not null)
        {
            // Closing has begun while we waited for a place.
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
    }

    /// <summary>Completes when no message is with the application; call once the intake has ended.</summary>
    public Task IdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _idle, idle);
        // Both sides write their own word and then read the other's, so one of them sees both.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _publishing) == 0)
            idle.TrySetResult();
        return idle.Task;
    }

    private async ValueTask<bool> TakeAllAsync(ReadResult read)
    {
        var buffer = read.Buffer;
        var examined = buffer.Start;
        try
        {
            while (connection.Closing is null)
            {
                switch (decoder.TryDecode(ref buffer, out var packet, out var fault))
                {
                    case MqttDecodeStatus.NeedMore:
                        examined = buffer.End;
                        return read.IsCompleted;
                    case MqttDecodeStatus.Fault:
                        connection.Fail(fault!);
                        break;
                    case MqttDecodeStatus.Packet:
                        await TakeAsync(packet!);
                        break;
                }
            }

            return false;
        }
        finally
        {
            connection.Input.AdvanceTo(buffer.Start, connection.Closing is null ? examined : buffer.Start);
        }
    }

    private ValueTask TakeAsync(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttPublish publish:
                return TakePublishAsync(publish);
            case MqttOversizedPublish oversized:
                return RefuseAsync(oversized);
            case MqttPublishAnswer { AnswerType: MqttPacketType.PubAck } answer:
                return acknowledgements.AcknowledgedAsync(answer);
            case MqttPublishAnswer { AnswerType: MqttPacketType.PubRec } answer:
                return exactlyOnce.ReceivedAsync(answer);
            case MqttPublishAnswer { AnswerType: MqttPacketType.PubComp } answer:
                acknowledgements.Completed(answer);
                return default;
            case MqttPublishAnswer { AnswerType: MqttPacketType.PubRel } release:
                return exactlyOnce.ReleaseAsync(release);
            case MqttSubscribe subscribe:
                return subscriptions.TakeAsync(subscribe);
            case MqttUnsubscribe unsubscribe:
                return subscriptions.TakeAsync(unsubscribe);
            case MqttPingRequest:
                sender.Ping();
                return default;
            case MqttDisconnect disconnect:
                Leave(disconnect);
                return default;
            default:
                connection.Fail(MqttFault.Protocol("A client does not send this packet here."));
                return default;
        }
    }

    private async ValueTask TakePublishAsync(MqttPublish message)
    {
        if (message.Retain)
        {
            connection.Fail(new MqttFault(
                MqttReasonCode.RetainNotSupported, "Retained messages are not kept here; publish without retain."));
            return;
        }

        if (message.Properties?.SubscriptionIdentifier is not null)
        {
            connection.Fail(MqttFault.Protocol("A client's PUBLISH has no subscription identifier."));
            return;
        }

        var reply = new Reply(AnswerTo(message.QoS), message.PacketId);
        var arrival = Arrival.First;
        if (message.QoS == MqttQoS.ExactlyOnce)
        {
            arrival = exactlyOnce.Inbox.Begin(message, reply, out var first);
            if (arrival == Arrival.Again)
            {
                await replies.AddAsync(new Reply(MqttPacketType.PubRec, message.PacketId) { SameAs = first });
                return;
            }

            // Known at once, whatever becomes of this connection: it is on record.
            if (arrival == Arrival.Taken)
                reply.Complete(MqttPublishResult.Accepted);
        }

        if (message.QoS != MqttQoS.AtMostOnce && !Count())
            return;
        await replies.AddAsync(reply);
        if (arrival == Arrival.First)
            Publish(message, reply);
    }

    private async ValueTask RefuseAsync(MqttOversizedPublish message)
    {
        var reply = new Reply(AnswerTo(message.QoS), message.PacketId);
        if (message.QoS == MqttQoS.ExactlyOnce && exactlyOnce.Inbox.Begin(message.PacketId, reply) != Arrival.First)
            connection.Fail(MqttFault.Protocol("The packet identifier of a large message is in use."));
        else if (Count())
        {
            var refusal = session.RefuseOversized(message.Topic, message.Bytes);
            reply.Complete(
                refusal.Reason.IsFailure() ? refusal : refusal with { Reason = MqttReasonCode.QuotaExceeded });
            await replies.AddAsync(reply);
        }
    }

    /// <summary>One more unanswered message; false when that is one too many, and the connection closes.</summary>
    private bool Count()
    {
        if (peer.Version == MqttVersion.V5 && sender.Unanswered >= connection.Options.ReceiveMaximum)
        {
            connection.Fail(new MqttFault(
                MqttReasonCode.ReceiveMaximumExceeded, "More unanswered messages than Receive Maximum allows."));
            return false;
        }

        sender.CountUnanswered();
        return true;
    }

    private void Publish(MqttPublish message, Reply reply)
    {
        Interlocked.Increment(ref _publishing);
        ValueTask<MqttPublishResult> publishing;
        try
        {
            publishing = session.PublishAsync(message, connection.Abandoned);
        }
        catch (Exception e)
        {
            connection.ApplicationFailed(e, nameof(IMqttSession.PublishAsync));
            Published();
            return;
        }

        if (publishing.IsCompletedSuccessfully)
        {
            reply.Complete(publishing.Result);
            connection.Wake.Set();
            Published();
            return;
        }

        _ = FinishAsync(publishing, reply);
    }

    private async Task FinishAsync(ValueTask<MqttPublishResult> publishing, Reply reply)
    {
        try
        {
            reply.Complete(await publishing);
            connection.Wake.Set();
        }
        catch (Exception e)
        {
            // Without an answer: the client must not believe that it is done, one way or the other.
            connection.ApplicationFailed(e, nameof(IMqttSession.PublishAsync));
        }
        finally
        {
            Published();
        }
    }

    private void Published()
    {
        if (Interlocked.Decrement(ref _publishing) == 0)
            Volatile.Read(ref _idle)?.TrySetResult();
    }

    private void Leave(MqttDisconnect disconnect)
    {
        var expiry = disconnect.Properties?.SessionExpiryInterval;
        if (expiry > 0 && peer.SessionExpiryInterval == 0)
        {
            connection.Fail(MqttFault.Protocol("DISCONNECT gives a lasting life to a session that CONNECT gave none."));
            return;
        }

        connection.TryClose(new MqttClosing(
            new MqttSessionEnd(MqttEndCause.ClientLeft, disconnect.Reason, disconnect.Properties?.ReasonString, expiry),
            Announce: false));
    }

    private static MqttPacketType AnswerTo(MqttQoS qos) => qos switch
    {
        MqttQoS.AtMostOnce => MqttPacketType.None,
        MqttQoS.AtLeastOnce => MqttPacketType.PubAck,
        MqttQoS.ExactlyOnce => MqttPacketType.PubRec,
    };
}
