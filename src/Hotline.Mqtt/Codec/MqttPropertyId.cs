using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>Property identifiers (2.2.2.2).</summary>
internal enum MqttPropertyId : byte
{
    PayloadFormatIndicator = 1,
    MessageExpiryInterval = 2,
    ContentType = 3,
    ResponseTopic = 8,
    CorrelationData = 9,
    SubscriptionIdentifier = 11,
    SessionExpiryInterval = 17,
    AssignedClientIdentifier = 18,
    ServerKeepAlive = 19,
    AuthenticationMethod = 21,
    AuthenticationData = 22,
    RequestProblemInformation = 23,
    WillDelayInterval = 24,
    RequestResponseInformation = 25,
    ResponseInformation = 26,
    ServerReference = 28,
    ReasonString = 31,
    ReceiveMaximum = 33,
    TopicAliasMaximum = 34,
    TopicAlias = 35,
    MaximumQoS = 36,
    RetainAvailable = 37,
    UserProperty = 38,
    MaximumPacketSize = 39,
    WildcardSubscriptionAvailable = 40,
    SubscriptionIdentifierAvailable = 41,
    SharedSubscriptionAvailable = 42,
}

/// <summary>
/// Where a property may stand (2.2.2.2, table 2-4). A Will has no packet type of its own and uses None.
/// </summary>
internal static class MqttPropertyPlaces
{
    public const MqttPacketType Will = MqttPacketType.None;

    private const int Message = 1 << (int)MqttPacketType.Publish | 1 << (int)Will;
    private const int Connect = 1 << (int)MqttPacketType.Connect;
    private const int ConnAck = 1 << (int)MqttPacketType.ConnAck;
    private const int Disconnect = 1 << (int)MqttPacketType.Disconnect;
    private const int Auth = 1 << (int)MqttPacketType.Auth;
    private const int Answers = ConnAck | 1 << (int)MqttPacketType.PubAck | 1 << (int)MqttPacketType.PubRec
        | 1 << (int)MqttPacketType.PubRel | 1 << (int)MqttPacketType.PubComp | 1 << (int)MqttPacketType.SubAck
        | 1 << (int)MqttPacketType.UnsubAck | Disconnect | Auth;

    /// <summary>False also for identifiers that do not exist.</summary>
    public static bool Allows(uint id, MqttPacketType place) => (Places(id) >> (int)place & 1) != 0;

    private static int Places(uint id) => (MqttPropertyId)id switch
    {
        _ when id > byte.MaxValue => 0,
        MqttPropertyId.PayloadFormatIndicator or MqttPropertyId.MessageExpiryInterval or MqttPropertyId.ContentType
            or MqttPropertyId.ResponseTopic or MqttPropertyId.CorrelationData => Message,
        MqttPropertyId.SubscriptionIdentifier => 1 << (int)MqttPacketType.Publish | 1 << (int)MqttPacketType.Subscribe,
        MqttPropertyId.SessionExpiryInterval => Connect | ConnAck | Disconnect,
        MqttPropertyId.AuthenticationMethod or MqttPropertyId.AuthenticationData => Connect | ConnAck | Auth,
        MqttPropertyId.RequestProblemInformation or MqttPropertyId.RequestResponseInformation => Connect,
        MqttPropertyId.WillDelayInterval => 1 << (int)Will,
        MqttPropertyId.ServerReference => ConnAck | Disconnect,
        MqttPropertyId.ReasonString => Answers,
        MqttPropertyId.ReceiveMaximum or MqttPropertyId.TopicAliasMaximum or MqttPropertyId.MaximumPacketSize =>
            Connect | ConnAck,
        MqttPropertyId.TopicAlias => 1 << (int)MqttPacketType.Publish,
        MqttPropertyId.AssignedClientIdentifier or MqttPropertyId.ServerKeepAlive or MqttPropertyId.ResponseInformation
            or MqttPropertyId.MaximumQoS or MqttPropertyId.RetainAvailable
            or MqttPropertyId.WildcardSubscriptionAvailable
            or MqttPropertyId.SubscriptionIdentifierAvailable or MqttPropertyId.SharedSubscriptionAvailable => ConnAck,
        MqttPropertyId.UserProperty => Answers | Message | Connect | 1 << (int)MqttPacketType.Subscribe
            | 1 << (int)MqttPacketType.Unsubscribe,
        _ => 0,
    };
}
