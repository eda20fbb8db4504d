using Hotline.Hub.Settings;
using MQTTnet;
using MQTTnet.Protocol;

namespace Hotline.Hub.Bridges;

/// <summary>Messages as they go to a broker: at least once, never kept there for later subscribers.</summary>
internal static class Outgoing
{
    /// <summary>A message.</summary>
    /// <param name="topic">Where it goes.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="settings">Of the bridge: MQTT 5 says what it is.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="correlation">What a submitter wants back; null for nothing.</param>
    public static MqttApplicationMessage Message(
        string topic, byte[] payload, BridgeSettings settings, string type, byte[]? correlation = null)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            PayloadSegment = new ArraySegment<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        if (settings.IsVersion5)
        {
            (message.ContentType, message.CorrelationData) = (type, correlation);
        }
        return message;
    }
}
