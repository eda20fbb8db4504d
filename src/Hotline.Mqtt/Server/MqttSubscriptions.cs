using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Topics;

namespace Hotline.Mqtt.Server;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE: what the endpoint refuses by itself, and the question to the application for the rest.
/// </summary>
internal sealed class MqttSubscriptions(
    MqttConnection connection, MqttPeer peer, MqttSessionStart start, Replies replies)
{
    private static readonly MqttFault SharedFault = new(MqttReasonCode.SharedSubscriptionsNotSupported,
        "Shared subscriptions are not available; use one session for each consumer.");

    private readonly HashSet<string> _filters = new(start.Subscriptions, StringComparer.Ordinal);

    public async ValueTask TakeAsync(MqttSubscribe packet)
    {
        if (peer.Version == MqttVersion.V5 && NotAvailable(packet) is { } fault)
        {
            connection.Fail(fault);
            return;
        }

        var reasons = new MqttReasonCode[packet.Subscriptions.Count];
        string? text = null;
        for (var i = 0; i < reasons.Length; i++)
        {
            var result = await SubscribeAsync(packet, packet.Subscriptions[i]);
            if (connection.Closing is not null)
                return;
            reasons[i] = result.Reason.Fit(MqttPacketType.SubAck);
            // SUBACK has one text for all its filters: the first refusal's is the most use.
            text ??= result.ReasonString;
        }

        await AnswerAsync(new MqttSubAck(packet.PacketId, reasons), text);
    }

    public async ValueTask TakeAsync(MqttUnsubscribe packet)
    {
        var reasons = new MqttReasonCode[packet.Filters.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            try
            {
                reasons[i] = (await start.Session.UnsubscribeAsync(packet.Filters[i], connection.Ending))
                    .Fit(MqttPacketType.UnsubAck);
            }
            catch (Exception e)
            {
                connection.ApplicationFailed(e, nameof(IMqttSession.UnsubscribeAsync));
                return;
            }

            if (!reasons[i].IsFailure())
                _filters.Remove(packet.Filters[i]);
        }

        await AnswerAsync(new MqttUnsubAck(packet.PacketId, reasons), text: null);
    }

    private async ValueTask<MqttSubscribeResult> SubscribeAsync(MqttSubscribe packet, MqttSubscription wanted)
    {
        if (Refusal(wanted) is { } refusal)
            return new MqttSubscribeResult(refusal.Reason, refusal.Detail);
        var request = new MqttSubscribeRequest(wanted.Filter, wanted.QoS)
        {
            NoLocal = wanted.NoLocal,
            UserProperties = packet.Properties?.UserProperties ?? [],
        };
        try
        {
            var result = await start.Session.SubscribeAsync(request, connection.Ending);
            if (!result.Reason.IsFailure())
                _filters.Add(wanted.Filter);
            return result;
        }
        catch (Exception e)
        {
            connection.ApplicationFailed(e, nameof(IMqttSession.SubscribeAsync));
            return default;
        }
    }

    /// <summary>
    /// What CONNACK has said is not available. SUBACK has codes for it, too, but the standard calls it a protocol error
    /// that DISCONNECT answers (3.2.2.3.12, 3.2.2.3.13), and that ends the connection (MQTT-4.13.1-1).
    /// </summary>
    private static MqttFault? NotAvailable(MqttSubscribe packet)
    {
        if (packet.Properties?.SubscriptionIdentifier is not null)
            return new MqttFault(MqttReasonCode.SubscriptionIdentifiersNotSupported,
                "Subscription identifiers are not available; subscribe without one.");
        return packet.Subscriptions.Any(wanted => MqttTopicFilter.IsShared(wanted.Filter)) ? SharedFault : null;
    }

    private MqttFault? Refusal(MqttSubscription wanted)
    {
        // MQTT 3.1.1 is told by SUBACK, as of any filter that is not granted.
        if (MqttTopicFilter.IsShared(wanted.Filter))
            return SharedFault;
        if (MqttTopicFilter.LimitFault(wanted.Filter, connection.Options.Limits) is { } fault)
            return fault;
        if (_filters.Count >= connection.Options.MaxSubscriptionsPerSession && !_filters.Contains(wanted.Filter))
            return new MqttFault(
                MqttReasonCode.QuotaExceeded, "The session has too many subscriptions; unsubscribe from some first.");
        return null;
    }

    private async ValueTask AnswerAsync(MqttPacket answer, string? text)
    {
        if (peer.Explain(text, null) is { } properties)
        {
            var explained = answer with { Properties = properties };
            if (peer.Takes(explained))
                answer = explained;
        }

        var reply = new Reply(answer.Type, 0) { Packet = answer };
        reply.Complete(default);
        await replies.AddAsync(reply);
    }
}
