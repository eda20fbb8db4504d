using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>
/// Writes a packet's properties with their length before them; a single 0 for none, nothing in MQTT 3.1.1.
/// </summary>
internal static class PropertyEncoding
{
    public static void Write(ref PacketSink sink, MqttProperties? properties, MqttPacketType place, MqttVersion version)
    {
        if (version == MqttVersion.V311)
            return;
        if (properties is null)
        {
            sink.U8(0);
            return;
        }

        var count = new PacketSink();
        Fields(ref count, properties, place);
        sink.VarInt((uint)count.Length);
        Fields(ref sink, properties, place);
    }

    private static void Fields(ref PacketSink sink, MqttProperties p, MqttPacketType place)
    {
        Flag(ref sink, place, MqttPropertyId.PayloadFormatIndicator, p.PayloadIsUtf8);
        U32(ref sink, place, MqttPropertyId.MessageExpiryInterval, p.MessageExpiryInterval);
        Text(ref sink, place, MqttPropertyId.ContentType, p.ContentType);
        Text(ref sink, place, MqttPropertyId.ResponseTopic, p.ResponseTopic);
        Binary(ref sink, place, MqttPropertyId.CorrelationData, p.CorrelationData);
        if (p.SubscriptionIdentifier is { } subscription)
        {
            Id(ref sink, place, MqttPropertyId.SubscriptionIdentifier);
            sink.VarInt(subscription);
        }

        U32(ref sink, place, MqttPropertyId.SessionExpiryInterval, p.SessionExpiryInterval);
        Text(ref sink, place, MqttPropertyId.AssignedClientIdentifier, p.AssignedClientIdentifier);
        U16(ref sink, place, MqttPropertyId.ServerKeepAlive, p.ServerKeepAlive);
        Text(ref sink, place, MqttPropertyId.AuthenticationMethod, p.AuthenticationMethod);
        Binary(ref sink, place, MqttPropertyId.AuthenticationData, p.AuthenticationData);
        Flag(ref sink, place, MqttPropertyId.RequestProblemInformation, p.RequestProblemInformation);
        U32(ref sink, place, MqttPropertyId.WillDelayInterval, p.WillDelayInterval);
        Flag(ref sink, place, MqttPropertyId.RequestResponseInformation, p.RequestResponseInformation);
        Text(ref sink, place, MqttPropertyId.ResponseInformation, p.ResponseInformation);
        Text(ref sink, place, MqttPropertyId.ServerReference, p.ServerReference);
        Text(ref sink, place, MqttPropertyId.ReasonString, p.ReasonString);
        U16(ref sink, place, MqttPropertyId.ReceiveMaximum, p.ReceiveMaximum);
        U16(ref sink, place, MqttPropertyId.TopicAliasMaximum, p.TopicAliasMaximum);
        U16(ref sink, place, MqttPropertyId.TopicAlias, p.TopicAlias);
        Flag(ref sink, place, MqttPropertyId.MaximumQoS, p.MaximumQoS is { } qos ? qos != MqttQoS.AtMostOnce : null);
        Flag(ref sink, place, MqttPropertyId.RetainAvailable, p.RetainAvailable);
        U32(ref sink, place, MqttPropertyId.MaximumPacketSize, p.MaximumPacketSize);
        Flag(ref sink, place, MqttPropertyId.WildcardSubscriptionAvailable, p.WildcardSubscriptionAvailable);
        Flag(ref sink, place, MqttPropertyId.SubscriptionIdentifierAvailable, p.SubscriptionIdentifierAvailable);
        Flag(ref sink, place, MqttPropertyId.SharedSubscriptionAvailable, p.SharedSubscriptionAvailable);
        for (var i = 0; i < p.UserProperties.Count; i++)
        {
            Id(ref sink, place, MqttPropertyId.UserProperty);
            sink.Text(p.UserProperties[i].Name);
            sink.Text(p.UserProperties[i].Value);
        }
    }

    private static void Id(ref PacketSink sink, MqttPacketType place, MqttPropertyId id)
    {
        if (!MqttPropertyPlaces.Allows((uint)id, place))
            throw new ArgumentException($"{id} does not belong into {place}.", nameof(id));
        sink.U8((byte)id);
    }

    private static void Flag(ref PacketSink sink, MqttPacketType place, MqttPropertyId id, bool? value)
    {
        if (value is not { } flag)
            return;
        Id(ref sink, place, id);
        sink.U8(flag ? (byte)1 : (byte)0);
    }

    private static void U16(ref PacketSink sink, MqttPacketType place, MqttPropertyId id, ushort? value)
    {
        if (value is not { } number)
            return;
        Id(ref sink, place, id);
        sink.U16(number);
    }

    private static void U32(ref PacketSink sink, MqttPacketType place, MqttPropertyId id, uint? value)
    {
        if (value is not { } number)
            return;
        Id(ref sink, place, id);
        sink.U32(number);
    }

    private static void Text(ref PacketSink sink, MqttPacketType place, MqttPropertyId id, string? value)
    {
        if (value is null)
            return;
        Id(ref sink, place, id);
        sink.Text(value);
    }

    private static void Binary(
        ref PacketSink sink, MqttPacketType place, MqttPropertyId id, ReadOnlyMemory<byte>? value)
    {
        if (value is not { } bytes)
            return;
        Id(ref sink, place, id);
        sink.Binary(bytes.Span);
    }
}
