namespace Hotline.Mqtt.Server;

/// <summary>A QoS 1 or 2 message that was sent and that the client has not answered.</summary>
/// <param name="Mark">The application's mark of it.</param>
/// <param name="PacketId">The packet id under which the client knows it, in every connection of the session.</param>
public readonly record struct MqttInFlight(long Mark, ushort PacketId)
{
    /// <summary>
    /// The packet id that a message has unless another message in flight has it: it follows from the mark.
    /// </summary>
    public static ushort UsualId(long mark) => (ushort)(1 + (ulong)mark % ushort.MaxValue);
}

/// <summary>
/// What MQTT's session state (4.1) says of packet ids: messages on their way to the client, and QoS 2 messages of the
/// client between PUBLISH and PUBREL. The application keeps it with the session, hands it in at each connection (<see
/// cref="MqttSessionStart.State"/>) and may write down what <see cref="Sent"/> and <see cref="Released"/> say. It is
/// bounded by the limits of the connection. Thread-safe; of one connection at a time.
/// </summary>
public sealed class MqttSessionState
{
    /// <summary>Nothing is in flight.</summary>
    public MqttSessionState()
    {
    }

    /// <summary>As it was written down.</summary>
    /// <param name="sent">What <see cref="Sent"/> said.</param>
    /// <param name="released">What <see cref="Released"/> said.</param>
    public MqttSessionState(IEnumerable<MqttInFlight> sent, IEnumerable<ushort> released) =>
        Window.Restore(sent, released);

    /// <summary>Messages that were sent, in whatever connection, and not answered; in no order.</summary>
    public IReadOnlyList<MqttInFlight> Sent => Window.Sent;

    /// <summary>
    /// Packet ids of QoS 2 messages that the client has received (PUBREC) and not completed (PUBCOMP), in that order.
    /// </summary>
    public IReadOnlyList<ushort> Released => Window.Released;

    internal OutboundWindow Window { get; } = new();

    internal ExactlyOnceInbox Inbox { get; } = new();

    internal void Connect(MqttPeer peer) => Window.Connect(peer.SendMaximum);

    /// <summary>Every call to the application has completed by now.</summary>
    internal void Disconnect(MqttServerOptions options)
    {
        Window.Disconnect();
        Inbox.Disconnect(options.ReceiveMaximum);
    }
}
