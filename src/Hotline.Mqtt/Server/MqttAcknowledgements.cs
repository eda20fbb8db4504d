using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// Takes the client's answers to messages, and tells the application, one call at a time, from the intake and from the
/// sender.
/// </summary>
internal sealed class MqttAcknowledgements(MqttConnection connection, MqttSessionStart start) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public OutboundWindow Window => start.State.Window;

    /// <summary>PUBACK. One that we did not ask for means nothing (4.3.2).</summary>
    public async ValueTask AcknowledgedAsync(MqttPublishAnswer answer)
    {
        if (Window.Acknowledge(answer.PacketId, answer.Reason) is not { } message)
            return;
        await TellAsync(message, answer.Reason);
        connection.Wake.Set();
    }

    /// <summary>
    /// PUBREC: the application is told first, so that it owes the message no more when the client may forget it. The
    /// reason of the PUBREL that is due, or null for none.
    /// </summary>
    public async ValueTask<MqttReasonCode?> ReceivedAsync(MqttPublishAnswer answer)
    {
        var (message, release) = Window.Receive(answer.PacketId, answer.Reason);
        if (message is not null)
            await TellAsync(message, answer.Reason);
        if (release is null)
            connection.Wake.Set();
        return release;
    }

    /// <summary>PUBCOMP.</summary>
    public void Completed(MqttPublishAnswer answer)
    {
        Window.Complete(answer.PacketId);
        connection.Wake.Set();
    }

    public async ValueTask TellAsync(MqttOutbound message, MqttReasonCode reason)
    {
        await _one.WaitAsync();
        try
        {
            await start.Session.AcknowledgedAsync(message, reason, connection.Ending);
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
