using System.Buffers;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Tests.Codec;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public void Each_packet_reads_as_it_was_written(MqttVersion version)
    {
        foreach (var packet in EveryPacket.Of(version))
        {
            var bytes = Bytes.Of(packet, version);
            var read = Bytes.Read(bytes, version);
            Assert.Equal(Shown.Of(packet), Shown.Of(read));
            Assert.Equal(bytes, Bytes.Of(read, version));
        }
    }

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public void Wherever_the_transport_cuts_the_packets_are_the_same(MqttVersion version)
    {
        foreach (var packet in EveryPacket.Of(version))
        {
            var bytes = Bytes.Of(packet, version);
            byte[] stream = [.. bytes, .. Bytes.Of(MqttPingRequest.Instance, version)];
            for (var cut = 0; cut <= stream.Length; cut++)
            {
                var (packets, fault) = Bytes.ReadAll(Bytes.InPieces(stream, cut), version);
                Assert.Null(fault);
                Assert.Equal(2, packets.Count);
                Assert.Equal(Shown.Of(packet), Shown.Of(packets[0]));
            }

            var everywhere = Bytes.InPieces(stream, [.. Enumerable.Range(1, stream.Length - 1)]);
            Assert.Equal(2, Bytes.ReadAll(everywhere, version).Packets.Count);
        }
    }

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public void The_beginning_of_a_packet_asks_for_more_and_takes_nothing(MqttVersion version)
    {
        foreach (var packet in EveryPacket.Of(version))
        {
            var bytes = Bytes.Of(packet, version);
            for (var length = 0; length < bytes.Length; length++)
            {
                var sequence = new ReadOnlySequence<byte>(bytes, 0, length);
                var decoder = new MqttDecoder(new MqttLimits()) { Version = version };
                Assert.Equal(MqttDecodeStatus.NeedMore, decoder.TryDecode(ref sequence, out var read, out var fault));
                Assert.Null(read);
                Assert.Null(fault);
                Assert.Equal(length, sequence.Length);
            }
        }
    }

    [Fact]
    public void A_payload_does_not_point_into_the_buffer_that_it_came_in()
    {
        var bytes = Bytes.Of(new MqttPublish("t", "text"u8.ToArray(), MqttQoS.AtMostOnce), MqttVersion.V5);
        var read = (MqttPublish)Bytes.Read(bytes, MqttVersion.V5);
        Array.Clear(bytes);
        Assert.Equal("text"u8.ToArray(), read.Payload.ToArray());
    }

    [Theory]
    [InlineData(MqttReasonCode.QuotaExceeded, MqttReasonCode.ServerUnavailable)]
    [InlineData(MqttReasonCode.UnspecifiedError, MqttReasonCode.ServerUnavailable)]
    [InlineData(MqttReasonCode.Banned, MqttReasonCode.NotAuthorized)]
    [InlineData(MqttReasonCode.BadAuthenticationMethod, MqttReasonCode.BadUserNameOrPassword)]
    [InlineData(MqttReasonCode.ImplementationSpecificError, MqttReasonCode.NotAuthorized)]
    public void A_reason_that_3_1_1_has_no_code_for_becomes_the_nearest_one(
        MqttReasonCode sent, MqttReasonCode received)
    {
        var read = Bytes.Read(Bytes.Of(new MqttConnAck(false, sent), MqttVersion.V311), MqttVersion.V311);
        Assert.Equal(received, Assert.IsType<MqttConnAck>(read).Reason);
    }

    [Fact]
    public void A_property_in_the_wrong_packet_is_the_callers_mistake()
    {
        var packet = new MqttDisconnect(MqttReasonCode.Success) { Properties = new MqttProperties { TopicAlias = 1 } };
        Assert.Throws<ArgumentException>(() => Bytes.Of(packet, MqttVersion.V5));
    }

    [Fact]
    public void A_password_is_never_printed()
    {
        var connect = new MqttConnect(MqttVersion.V5, "c", true, 0) { UserName = "u", Password = "secret"u8.ToArray() };
        Assert.DoesNotContain("secret", connect.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString("secret"u8), connect.ToString(), StringComparison.Ordinal);
    }
}
