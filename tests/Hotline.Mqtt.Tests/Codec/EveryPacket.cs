using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Tests.Codec;

/// <summary>One packet of each shape, with every field set to something that is not its default.</summary>
internal static class EveryPacket
{
    private static readonly MqttUserProperty[] Users = [new("ref", "E2001"), new("ref", "again"), new("", "größer")];

    private static readonly MqttProperties Explained = new() { ReasonString = "Because.", UserProperties = Users };

    private static readonly MqttProperties Message = new()
    {
        PayloadIsUtf8 = true,
        MessageExpiryInterval = 60,
        ContentType = "application/jose",
        ResponseTopic = "answers/here",
        CorrelationData = new byte[] { 1, 2, 3 },
        UserProperties = Users,
    };

    public static IEnumerable<MqttPacket> OfBoth()
    {
        yield return new MqttPublish("a", ReadOnlyMemory<byte>.Empty, MqttQoS.AtMostOnce);
        yield return new MqttPublish("desk/one/größe", new byte[300], MqttQoS.AtLeastOnce)
        {
            PacketId = 65535,
            Duplicate = true,
            Retain = true,
        };
        yield return new MqttPublish("b/c", "two"u8.ToArray(), MqttQoS.ExactlyOnce) { PacketId = 1 };
        foreach (var type in new[] { MqttPacketType.PubAck, MqttPacketType.PubRec, MqttPacketType.PubRel,
            MqttPacketType.PubComp })
            yield return new MqttPublishAnswer(type, 258, MqttReasonCode.Success);
        yield return new MqttSubscribe(
            7, [new MqttSubscription("a/+/#", MqttQoS.ExactlyOnce), new MqttSubscription("b", MqttQoS.AtMostOnce)]);
        yield return new MqttSubAck(7, [MqttReasonCode.GrantedQoS1, MqttReasonCode.UnspecifiedError]);
        yield return new MqttUnsubscribe(8, ["a/+/#", "b"]);
        yield return new MqttConnAck(true, MqttReasonCode.Success);
        yield return new MqttConnAck(false, MqttReasonCode.NotAuthorized);
        yield return MqttPingRequest.Instance;
        yield return MqttPingResponse.Instance;
        yield return new MqttDisconnect(MqttReasonCode.Success);
    }

    public static IEnumerable<MqttPacket> Of(MqttVersion version)
    {
        foreach (var packet in OfBoth())
            yield return packet;
        yield return new MqttConnect(version, "", CleanStart: true, KeepAlive: 0);
        yield return new MqttConnect(version, "client-1", CleanStart: false, KeepAlive: 65535)
        {
            UserName = "xa-notifier",
            Password = new byte[] { 0, 255, 0x80 },
            Will = new MqttWill("gone", new byte[] { 9 }, MqttQoS.AtLeastOnce, Retain: true)
            {
                Properties = version == MqttVersion.V5 ? Message with { WillDelayInterval = 5 } : null,
            },
            Properties = version == MqttVersion.V5 ? ConnectProperties : null,
        };
        if (version == MqttVersion.V311)
        {
            yield return new MqttUnsubAck(9, []);
            yield break;
        }

        foreach (var packet in Of5())
            yield return packet;
    }

    private static MqttProperties ConnectProperties => new()
    {
        SessionExpiryInterval = uint.MaxValue,
        ReceiveMaximum = 20,
        MaximumPacketSize = 100_000,
        TopicAliasMaximum = 10,
        RequestProblemInformation = false,
        RequestResponseInformation = true,
        AuthenticationMethod = "SCRAM",
        AuthenticationData = new byte[] { 4, 5 },
        UserProperties = Users,
    };

    private static IEnumerable<MqttPacket> Of5()
    {
        yield return new MqttPublish("a", new byte[] { 1 }, MqttQoS.AtLeastOnce)
        {
            PacketId = 5,
            Properties = Message with { SubscriptionIdentifier = 268_435_455 },
        };
        foreach (var type in new[] { MqttPacketType.PubAck, MqttPacketType.PubRec, MqttPacketType.PubRel,
            MqttPacketType.PubComp })
        {
            yield return new MqttPublishAnswer(type, 3,
                type is MqttPacketType.PubAck or MqttPacketType.PubRec
                    ? MqttReasonCode.QuotaExceeded : MqttReasonCode.PacketIdentifierNotFound);
            yield return new MqttPublishAnswer(type, 3, MqttReasonCode.Success) { Properties = Explained };
        }

        yield return new MqttSubscribe(1, [new MqttSubscription("x/#", MqttQoS.AtLeastOnce)
        {
            NoLocal = true,
            RetainAsPublished = true,
            RetainHandling = MqttRetainHandling.DoNotSend,
        }])
        {
            Properties = new MqttProperties { SubscriptionIdentifier = 1, UserProperties = Users },
        };
        yield return new MqttSubAck(1, [MqttReasonCode.TopicFilterInvalid]) { Properties = Explained };
        yield return new MqttUnsubscribe(2, ["x/#"]) { Properties = new MqttProperties { UserProperties = Users } };
        yield return new MqttUnsubAck(2, [MqttReasonCode.NoSubscriptionExisted]) { Properties = Explained };
        yield return new MqttDisconnect(MqttReasonCode.SessionTakenOver)
        {
            Properties = Explained with { SessionExpiryInterval = 1, ServerReference = "other" },
        };
        yield return new MqttAuth(MqttReasonCode.ContinueAuthentication)
        {
            Properties = Explained with { AuthenticationMethod = "SCRAM", AuthenticationData = new byte[] { 1 } },
        };
        yield return new MqttConnAck(false, MqttReasonCode.Success)
        {
            Properties = Explained with
            {
                SessionExpiryInterval = 0,
                ReceiveMaximum = 1,
                MaximumQoS = MqttQoS.AtLeastOnce,
                RetainAvailable = false,
                MaximumPacketSize = 1,
                AssignedClientIdentifier = "auto-1",
                TopicAliasMaximum = 0,
                WildcardSubscriptionAvailable = true,
                SubscriptionIdentifierAvailable = false,
                SharedSubscriptionAvailable = false,
                ServerKeepAlive = 30,
                ResponseInformation = "answers/",
                ServerReference = "other",
                AuthenticationMethod = "SCRAM",
                AuthenticationData = new byte[] { 7 },
            },
        };
    }
}
