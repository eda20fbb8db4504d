using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>The second half of QoS 2, both ways: PUBREL from the client, and PUBREL to it (4.3.3).</summary>
internal sealed class MqttExactlyOnce(
    MqttConnection connection, ExactlyOnceInbox inbox, Replies replies, MqttSender sender,
    MqttAcknowledgements acknowledgements)
{
    public ExactlyOnceInbox Inbox => inbox;

    /// <summary>The client releases a message of its own.</summary>
    public ValueTask ReleaseAsync(MqttPublishAnswer release)
    {
        var known = inbox.End(release.PacketId);
        if (known == Release.TooEarly)
        {
            connection.Fail(MqttFault.Protocol("PUBREL came before PUBREC."));
            return default;
        }

        // Only what was published here has been counted.
        if (known != Release.Answered)
            sender.CountUnanswered();
        return AnswerAsync(MqttPacketType.PubComp, release.PacketId,
            known == Release.Repeated ? MqttReasonCode.PacketIdentifierNotFound : MqttReasonCode.Success);
    }

    /// <summary>The client has a message of ours, or refuses it.</summary>
    public async ValueTask ReceivedAsync(MqttPublishAnswer answer)
    {
        if (await acknowledgements.ReceivedAsync(answer) is { } reason && connection.Closing is null)
            await AnswerAsync(MqttPacketType.PubRel, answer.PacketId, reason);
    }

    private ValueTask AnswerAsync(MqttPacketType type, ushort packetId, MqttReasonCode reason)
    {
        var reply = new Reply(type, packetId);
        reply.Complete(new MqttPublishResult(reason));
        return replies.AddAsync(reply);
    }
}
