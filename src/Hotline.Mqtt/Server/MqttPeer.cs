using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>What the client's CONNECT said that holds for the whole connection.</summary>
internal sealed record MqttPeer(
    MqttVersion Version, int SendMaximum, uint MaxPacketBytes, bool WantsProblemInformation, uint SessionExpiryInterval)
{
    public static MqttPeer Of(MqttConnect connect, MqttServerOptions options) => new(
        connect.Version,
        Math.Min(options.SendMaximum, connect.Properties?.ReceiveMaximum ?? ushort.MaxValue),
        connect.Properties?.MaximumPacketSize ?? uint.MaxValue,
        connect.Properties?.RequestProblemInformation ?? true,
        connect.Version == MqttVersion.V311
            ? connect.CleanStart ? 0 : uint.MaxValue
            : connect.Properties?.SessionExpiryInterval ?? 0);

    /// <summary>Whether the client takes the packet (3.1.2.11.4).</summary>
    public bool Takes(MqttPacket packet) =>
        MaxPacketBytes == uint.MaxValue || MqttEncoder.Measure(packet, Version) <= MaxPacketBytes;

    /// <summary>
    /// Reason string and user properties of an answer; null where the client cannot or does not want to have them
    /// (3.1.2.11.7).
    /// </summary>
    public MqttProperties? Explain(string? reasonString, IReadOnlyList<MqttUserProperty>? userProperties) =>
        Version == MqttVersion.V5
        && WantsProblemInformation ? MqttProperties.OfReason(reasonString, userProperties) : null;
}
