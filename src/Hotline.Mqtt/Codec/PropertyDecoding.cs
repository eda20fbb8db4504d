using Hotline.Mqtt.Codec;

namespace Hotline.Mqtt.Packets;

public sealed partial record MqttProperties
{
    /// <summary>Reads the properties of a packet; null for none, and for any at all in MQTT 3.1.1.</summary>
    internal static MqttProperties? Read(ref PacketReader reader, MqttPacketType place)
    {
        if (reader.Version == MqttVersion.V311)
            return null;
        var length = reader.VarInt();
        if (length == 0)
            return null;
        if (length > reader.Left)
        {
            reader.Malformed("The property length reaches beyond the end of the packet.");
            return null;
        }

        var body = new PacketReader(reader.Take((int)length), reader.Version, reader.Limits);
        var properties = new MqttProperties(ref body, place);
        if (body.Fault is { } fault)
            reader.Fail(fault);
        return properties;
    }

    // A constructor, so that the properties stay init-only for everybody else.
    private MqttProperties(ref PacketReader reader, MqttPacketType place)
    {
        ulong seen = 0;
        List<MqttUserProperty>? users = null;
        while (reader.Left > 0)
        {
            var id = reader.VarInt();
            if (!MqttPropertyPlaces.Allows(id, place))
            {
                reader.Malformed("A property does not exist or does not belong into its packet.");
                return;
            }

            var repeats = id == (uint)MqttPropertyId.UserProperty
                || (id == (uint)MqttPropertyId.SubscriptionIdentifier && place == MqttPacketType.Publish);
            if (!repeats && (seen >> (int)id & 1) != 0)
            {
                reader.Protocol("A property that may stand once stands twice.");
                return;
            }

            seen |= 1UL << (int)id;
            switch ((MqttPropertyId)id)
            {
                case MqttPropertyId.PayloadFormatIndicator: PayloadIsUtf8 = reader.Flag(); break;
                case MqttPropertyId.MessageExpiryInterval: MessageExpiryInterval = reader.U32(); break;
                case MqttPropertyId.ContentType: ContentType = reader.Text(); break;
                case MqttPropertyId.ResponseTopic: ResponseTopic = NameWithoutWildcards(ref reader); break;
                case MqttPropertyId.CorrelationData: CorrelationData = reader.Binary(); break;
                case MqttPropertyId.SubscriptionIdentifier: SubscriptionIdentifier =
                    NotZero(ref reader, reader.VarInt()); break;
                case MqttPropertyId.SessionExpiryInterval: SessionExpiryInterval = reader.U32(); break;
                case MqttPropertyId.AssignedClientIdentifier: AssignedClientIdentifier = reader.Text(); break;
                case MqttPropertyId.ServerKeepAlive: ServerKeepAlive = reader.U16(); break;
                case MqttPropertyId.AuthenticationMethod: AuthenticationMethod = reader.Text(); break;
                case MqttPropertyId.AuthenticationData: AuthenticationData = reader.Binary(); break;
                case MqttPropertyId.RequestProblemInformation: RequestProblemInformation = reader.Flag(); break;
                case MqttPropertyId.WillDelayInterval: WillDelayInterval = reader.U32(); break;
                case MqttPropertyId.RequestResponseInformation: RequestResponseInformation = reader.Flag(); break;
                case MqttPropertyId.ResponseInformation: ResponseInformation = reader.Text(); break;
                case MqttPropertyId.ServerReference: ServerReference = reader.Text(); break;
                case MqttPropertyId.ReasonString: ReasonString = reader.Text(); break;
                case MqttPropertyId.ReceiveMaximum: ReceiveMaximum = (ushort)NotZero(ref reader, reader.U16()); break;
                case MqttPropertyId.TopicAliasMaximum: TopicAliasMaximum = reader.U16(); break;
                case MqttPropertyId.TopicAlias: TopicAlias = reader.U16(); break;
                case MqttPropertyId.MaximumQoS: MaximumQoS = reader.Flag()
                    ? MqttQoS.AtLeastOnce : MqttQoS.AtMostOnce; break;
                case MqttPropertyId.RetainAvailable: RetainAvailable = reader.Flag(); break;
                case MqttPropertyId.MaximumPacketSize: MaximumPacketSize = NotZero(ref reader, reader.U32()); break;
                case MqttPropertyId.WildcardSubscriptionAvailable: WildcardSubscriptionAvailable = reader.Flag(); break;
                case MqttPropertyId.SubscriptionIdentifierAvailable: SubscriptionIdentifierAvailable =
                    reader.Flag(); break;
                case MqttPropertyId.SharedSubscriptionAvailable: SharedSubscriptionAvailable = reader.Flag(); break;
                case MqttPropertyId.UserProperty:
                    users ??= [];
                    if (users.Count == reader.Limits.MaxUserProperties)
                        reader.Fail(
                            new MqttFault(MqttReasonCode.QuotaExceeded, "A packet has too many user properties."));
                    users.Add(new MqttUserProperty(reader.Text(), reader.Text()));
                    break;
            }
        }

        if (users is not null)
            UserProperties = users;
        if (AuthenticationData is not null && AuthenticationMethod is null)
            reader.Protocol("Authentication data without an authentication method.");
    }

    private static uint NotZero(ref PacketReader reader, uint value)
    {
        if (value == 0)
            reader.Protocol("A property that counts from 1 is 0.");
        return value;
    }

    private static string NameWithoutWildcards(ref PacketReader reader)
    {
        var topic = reader.Text();
        if (topic.AsSpan().IndexOfAny('+', '#') >= 0)
            reader.Protocol("The response topic contains wildcards.");
        return topic;
    }
}
