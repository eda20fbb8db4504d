using Hotline.Mqtt.Packets;

namespace Hotline.Testing.Mqtt;

/// <summary>
/// Lets as many messages out as the server takes unanswered, in the order in which they were given: whoever frees a
/// place writes the next message, so that no race of the waiting callers can change the order. Thread-safe.
/// </summary>
internal sealed class SendWindow(Outbox outbox, Pending pending, int places)
{
    private readonly Lock _gate = new();
    private readonly Queue<(MqttPublish Message, TaskCompletionSource<MqttPacket> Answer)> _waiting = [];
    private int _free = places;

    /// <summary>The answer to come; for QoS 0 it comes when the message is written.</summary>
    public Task<MqttPacket> SendAsync(MqttPublish message)
    {
        var answer = Pending.NewAnswer();
        lock (_gate)
        {
            _waiting.Enqueue((message, answer));
            WriteWaiting();
        }

        return answer.Task;
    }

    public void Free(int count)
    {
        lock (_gate)
        {
            _free += count;
            WriteWaiting();
        }
    }

    /// <summary>The connection is over, and <see cref="Pending"/> says so to everybody who still waits here.</summary>
    public void Close() => Free(ushort.MaxValue);

    private void WriteWaiting()
    {
        while (_free > 0 && _waiting.TryDequeue(out var next))
        {
            _free--;
            try
            {
                Write(next.Message, next.Answer);
            }
            catch (Exception e)
            {
                // The caller's own mistake (a topic that no packet can carry), or the end of the connection.
                _free++;
                next.Answer.TrySetException(e);
            }
        }
    }

    private void Write(MqttPublish message, TaskCompletionSource<MqttPacket> answer)
    {
        // Without QoS the id goes to waste; taking it is how to learn whether the connection is still there.
        var id = pending.Add(answer);
        try
        {
            outbox.WriteMessage(message, id);
        }
        catch
        {
            pending.Forget(id);
            throw;
        }

        if (message.QoS == MqttQoS.AtMostOnce)
            pending.Complete(id, new MqttPublishAnswer(MqttPacketType.PubAck, 0, MqttReasonCode.Success));
    }
}
