using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// Tells the application what the client has answered, one call at a time, from the intake and from the sender.
/// </summary>
internal sealed class MqttAcknowledgements(MqttConnection connection, MqttPeer peer, IMqttSession session) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public OutboundWindow Window { get; } = new(peer.SendMaximum);

    /// <summary>The client's PUBACK. One that we did not ask for means nothing (4.3.2).</summary>
    public async ValueTask AnsweredAsync(MqttPublishAnswer answer)
    {
        if (Window.Take(answer.PacketId) is not { } message)
            return;
        await TellAsync(message, answer.Reason);
        connection.Wake.Set();
    }

    public async ValueTask TellAsync(MqttOutbound message, MqttReasonCode reason)
    {
        await _one.WaitAsync();
        try
        {
            await session.AcknowledgedAsync(message, reason, connection.Ending);
        }
        catch (Exception e)
        {
            connection.ApplicationFailed(e, nameof(IMqttSession.AcknowledgedAsync));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
