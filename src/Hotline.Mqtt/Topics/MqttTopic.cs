using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Topics;

/// <summary>Topic names: what a message is published to (section 4.7).</summary>
public static class MqttTopic
{
    /// <summary>
    /// Null when the name may be published to; else 0x82 for an empty name (3.3.2.1: there is no alias), 0x81 for one
    /// with wildcards, 0x90 for one beyond our limits.
    /// </summary>
    public static MqttFault? Fault(ReadOnlySpan<char> name, int utf8Bytes, MqttLimits limits)
    {
        if (name.IsEmpty)
            return MqttFault.Protocol("The topic name is empty.");
        if (name.IndexOfAny('+', '#') >= 0)
            return MqttFault.Malformed("The topic name contains a wildcard.");
        if (utf8Bytes > limits.MaxTopicBytes)
            return new MqttFault(MqttReasonCode.TopicNameInvalid, "The topic name is longer than this endpoint takes.");
        if (name.Count('/') >= limits.MaxTopicLevels)
            return new MqttFault(
                MqttReasonCode.TopicNameInvalid, "The topic name has more levels than this endpoint takes.");
        return null;
    }
}
