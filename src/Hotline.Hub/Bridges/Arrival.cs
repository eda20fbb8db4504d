using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;

namespace Hotline.Hub.Bridges;

/// <summary>A message that a broker sent us, with bytes of its own: the library's go back to a pool.</summary>
internal sealed class Arrival
{
    // What a stranger gives to be given back; more than any correlation needs.
    private const int LongestCorrelation = 1024;
    private readonly MqttApplicationMessageReceivedEventArgs _message;

    /// <summary>Copies what was received.</summary>
    public Arrival(MqttApplicationMessageReceivedEventArgs message)
    {
        _message = message;
        var received = message.ApplicationMessage;
        (Topic, Retained) = (received.Topic, received.Retain);
        Payload = received.Payload.ToArray();
        Correlation = received.CorrelationData is { Length: <= LongestCorrelation } data ? [.. data] : null;
        MayBeDropped = received.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce;
    }

    /// <summary>Where it was published.</summary>
    public string Topic { get; }

    /// <summary>Its bytes.</summary>
    public byte[] Payload { get; }

    /// <summary>What the submitter wants back (MQTT 5); null when it gave nothing, or too much.</summary>
    public byte[]? Correlation { get; }

    /// <summary>True for one that the broker had kept and sends to every new subscription.</summary>
    public bool Retained { get; }

    /// <summary>True when its publisher asked for no guarantee (QoS 0).</summary>
    public bool MayBeDropped { get; }

    /// <summary>Tells the broker that it may forget the message.</summary>
    public Task AcknowledgeAsync(CancellationToken ct) => _message.AcknowledgeAsync(ct);
}
