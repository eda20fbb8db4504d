using System.Buffers;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Tests.Codec;

/// <summary>Each case is bytes that are wrong in one way, and the reason code that the standard has for it.</summary>
public sealed class StrictnessTests
{
    [Theory]
    [InlineData("0000", 0x81)] // type 0
    [InlineData("C100", 0x81)] // PINGREQ with a flag
    [InlineData("8000", 0x81)] // SUBSCRIBE without its flag
    [InlineData("3600", 0x81)] // QoS 3: no room for a topic either
    [InlineData("360500016100010102", 0x81)] // QoS 3
    [InlineData("3804000161" + "00", 0x81)] // duplicate with QoS 0
    [InlineData("C0FFFFFFFF01", 0x81)] // remaining length of five bytes
    [InlineData("C08000", 0x81)] // remaining length not in its shortest form
    [InlineData("C00100", 0x81)] // PINGREQ with a body
    [InlineData("30040003616200", 0x81)] // topic longer than its packet
    [InlineData("3003000000", 0x82)] // empty topic without an alias
    [InlineData("300400012B00", 0x81)] // topic with +
    [InlineData("300400012300", 0x81)] // topic with #
    [InlineData("300400010000", 0x81)] // topic with U+0000
    [InlineData("3006" + "0003EDA080" + "00", 0x81)] // topic with a surrogate
    [InlineData("30050002C08000", 0x81)] // overlong UTF-8
    [InlineData("3206" + "000161" + "0000" + "00", 0x81)] // packet id 0
    [InlineData("3007" + "000161" + "03" + "230001", 0x94)] // topic alias
    [InlineData("3006" + "000161" + "02" + "0102", 0x82)] // payload format 2
    [InlineData("3008" + "000161" + "04" + "01000101", 0x82)] // payload format twice
    [InlineData("3009" + "000161" + "05" + "1100000001", 0x81)] // session expiry in PUBLISH
    [InlineData("3006" + "000161" + "02" + "7F00", 0x81)] // no such property
    [InlineData("3005" + "000161" + "0901", 0x81)] // properties longer than the packet
    [InlineData("3006" + "000161" + "02" + "0B00", 0x82)] // subscription identifier 0
    [InlineData("82" + "03" + "000100", 0x82)] // SUBSCRIBE without a filter
    [InlineData("82" + "06" + "000100" + "000000", 0x81)] // empty filter
    [InlineData("82" + "07" + "000100" + "00016103", 0x81)] // subscribe with QoS 3
    [InlineData("82" + "07" + "000100" + "00016140", 0x81)] // reserved option
    [InlineData("82" + "07" + "000100" + "00016130", 0x82)] // retain handling 3
    [InlineData("A2" + "03" + "000100", 0x82)] // UNSUBSCRIBE without a filter
    [InlineData("82" + "07" + "0001" + "00" + "00012B" + "7F", 0x81)] // options of a filter out of range
    [InlineData("82" + "0A" + "0001" + "00" + "0003612F23" + "01" + "00", 0x81)] // a filter cut short
    [InlineData("82" + "08" + "0001" + "00" + "00026123" + "01", 0x81)] // a#
    [InlineData("82" + "0A" + "0001" + "00" + "0004232F6162" + "01", 0x81)] // #/ab
    [InlineData("82" + "0F" + "0001" + "00" + "00092473686172652F2F61" + "01", 0x81)] // $share//a
    [InlineData("82" + "10" + "0001" + "00" + "000A2473686172652F672F61" + "05", 0x82)] // No Local and $share/g/a
    [InlineData("A2" + "07" + "0001" + "00" + "00026123", 0x81)] // UNSUBSCRIBE from a#
    [InlineData("A2" + "05" + "0001" + "00" + "0000", 0x81)] // UNSUBSCRIBE from nothing
    [InlineData("4003" + "0001" + "01", 0x81)] // PUBACK with a reason of SUBACK
    [InlineData("4003" + "0001" + "92", 0x81)] // PUBACK with a reason of PUBREL
    [InlineData("5004" + "0001" + "7F" + "00", 0x81)] // PUBREC with a reason that does not exist
    [InlineData("6203" + "0001" + "10", 0x81)] // PUBREL with a reason of PUBACK
    [InlineData("7003" + "0001" + "97", 0x81)] // PUBCOMP with a reason of PUBACK
    [InlineData("E001" + "01", 0x81)] // DISCONNECT with a reason that does not exist
    [InlineData("E001" + "8C", 0x81)] // DISCONNECT with a reason of CONNACK
    [InlineData("F001" + "01", 0x81)] // AUTH with a reason that does not exist
    [InlineData("9004" + "0001" + "00" + "03", 0x81)] // SUBACK with a reason that does not exist
    [InlineData("B004" + "0001" + "00" + "01", 0x81)] // UNSUBACK with a reason of SUBACK
    [InlineData("2003" + "00" + "01" + "00", 0x81)] // CONNACK with a reason of SUBACK
    [InlineData("4001" + "00", 0x81)] // PUBACK cut short
    [InlineData("2003" + "020000", 0x81)] // CONNACK with a reserved flag
    public void Wrong_bytes_of_MQTT_5_are_refused_with_the_right_code(string hex, byte reason) =>
        Assert.Equal((MqttReasonCode)reason, Bytes.Fault(Convert.FromHexString(hex), MqttVersion.V5).Reason);

    [Theory]
    [InlineData("F000", 0x81)] // AUTH
    [InlineData("3002" + "0000", 0x82)] // empty topic
    [InlineData("C08080808000", 0x81)] // remaining length of five bytes
    [InlineData("82" + "07" + "0001" + "00026123" + "01", 0x81)] // a#
    [InlineData("A2" + "06" + "0001" + "00026123", 0x81)] // UNSUBSCRIBE from a#
    [InlineData("4003" + "000100", 0x81)] // PUBACK with a reason
    [InlineData("E00100", 0x81)] // DISCONNECT with a reason
    [InlineData("82" + "06" + "0001" + "00016104", 0x81)] // No Local
    [InlineData("2002" + "0006", 0x81)] // reserved return code
    public void Wrong_bytes_of_MQTT_3_1_1_are_refused_with_the_right_code(string hex, byte reason) =>
        Assert.Equal((MqttReasonCode)reason, Bytes.Fault(Convert.FromHexString(hex), MqttVersion.V311).Reason);

    [Theory]
    [InlineData("10" + "0D" + "00044D515455" + "05" + "02" + "0000" + "00" + "0000", 0x81)] // not MQTT
    [InlineData("10" + "0D" + "00044D515454" + "06" + "02" + "0000" + "00" + "0000", 0x84)] // level 6
    [InlineData("10" + "0E" + "00064D5149736470" + "03" + "02" + "0000" + "0000", 0x84)] // MQTT 3.1
    [InlineData("10" + "0D" + "00044D515454" + "05" + "03" + "0000" + "00" + "0000", 0x81)] // reserved flag
    [InlineData("10" + "0D" + "00044D515454" + "05" + "1A" + "0000" + "00" + "0000", 0x81)] // Will QoS 3
    [InlineData("10" + "0D" + "00044D515454" + "05" + "22" + "0000" + "00" + "0000", 0x81)] // Will retain without Will
    // 3.1.1: password without user name
    [InlineData("10" + "0C" + "00044D515454" + "04" + "42" + "0000" + "0000", 0x81)]
    [InlineData("10" + "0C" + "00044D515454" + "04" + "82" + "0000" + "0000", 0x81)] // user name missing
    [InlineData("10" + "0E" + "00044D515454" + "05" + "02" + "0000" + "00" + "0000" + "00", 0x81)] // a byte too many
    // receive maximum 0
    [InlineData("10" + "10" + "00044D515454" + "05" + "02" + "0000" + "03" + "210000" + "0000", 0x82)]
    // packet size 0
    [InlineData("10" + "12" + "00044D515454" + "05" + "02" + "0000" + "05" + "2700000000" + "0000", 0x82)]
    // auth data without method
    [InlineData("10" + "11" + "00044D515454" + "05" + "02" + "0000" + "04" + "16000101" + "0000", 0x82)]
    public void A_wrong_CONNECT_is_refused_with_the_right_code(string hex, byte reason) =>
        Assert.Equal((MqttReasonCode)reason, Bytes.Fault(Convert.FromHexString(hex), MqttVersion.V5).Reason);

    [Theory]
    [InlineData("C08000", "PINGREQ")]
    [InlineData("C080808000", "PINGREQ")]
    [InlineData("308400" + "000161" + "62", "PUBLISH")]
    [InlineData("40828000" + "0007", "PUBACK")]
    [InlineData("108D00" + "00044D515454" + "04" + "02" + "0000" + "000161", "CONNECT")]
    public void A_remaining_length_of_3_1_1_need_not_be_in_its_shortest_form(string hex, string type)
    {
        var packet = Bytes.Read(Convert.FromHexString(hex), MqttVersion.V311);
        Assert.Equal(type, packet.Type.ToString().ToUpperInvariant());
    }

    [Theory]
    [InlineData("308500" + "000161" + "00" + "62")]
    [InlineData("40828000" + "0007")]
    [InlineData("108E00" + "00044D515454" + "05" + "02" + "0000" + "00" + "000161")]
    public void A_remaining_length_of_5_must_be_in_its_shortest_form(string hex) => Assert.Equal(
        MqttReasonCode.MalformedPacket, Bytes.Fault(Convert.FromHexString(hex), MqttVersion.V5).Reason);

    [Fact]
    public void A_client_may_leave_with_its_Will_and_a_server_does_not() => Assert.Equal(
        new MqttDisconnect(MqttReasonCode.DisconnectWithWill),
        Bytes.Read(Convert.FromHexString("E00104"), MqttVersion.V5));

    [Fact]
    public void A_declared_length_over_the_limit_is_refused_before_the_packet_is_there()
    {
        var limits = new MqttLimits { MaxPacketBytes = 1024, MaxSkippedBytes = 0 };
        Assert.Equal(
            MqttReasonCode.PacketTooLarge, Bytes.Fault([0x30, 0xFF, 0xFF, 0xFF, 0x7F], MqttVersion.V5, limits).Reason);
        var payload = new byte[1024 - 3 - 3 - 1];
        Assert.Equal(1024, Bytes.Of(new MqttPublish("a", payload, MqttQoS.AtMostOnce), MqttVersion.V5).Length);
        var (just, none) = Bytes.ReadAll(
            new(Bytes.Of(new MqttPublish("a", payload, MqttQoS.AtMostOnce), MqttVersion.V5)), MqttVersion.V5, limits);
        Assert.Single(just);
        Assert.Null(none);
        Assert.Equal(
            MqttReasonCode.PacketTooLarge,
            Bytes.Fault(
                Bytes.Of(new MqttPublish("a", new byte[payload.Length + 1], MqttQoS.AtMostOnce), MqttVersion.V5),
                MqttVersion.V5, limits).Reason);
    }

    [Fact]
    public void A_message_over_the_limit_can_be_skipped_and_the_next_packet_is_read()
    {
        var limits = new MqttLimits { MaxPacketBytes = 1024, MaxSkippedBytes = 4096 };
        var large = new MqttPublish("a/b", new byte[2000], MqttQoS.AtLeastOnce)
        {
            PacketId = 7,
            Properties = MqttProperties.OfReason(null, [new("a", "b")]),
        };
        byte[] stream = [.. Bytes.Of(large, MqttVersion.V5), .. Bytes.Of(MqttPingRequest.Instance, MqttVersion.V5)];
        var expected = new MqttOversizedPublish("a/b", MqttQoS.AtLeastOnce, 7, stream.Length - 2);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var decoder = new MqttDecoder(limits);
            var first = new ReadOnlySequence<byte>(stream, 0, cut);
            var packets = new List<MqttPacket>();
            while (decoder.TryDecode(ref first, out var packet, out var fault) == MqttDecodeStatus.Packet)
                packets.Add(packet!);
            var rest = new ReadOnlySequence<byte>([.. first.ToArray(), .. stream[cut..]]);
            while (decoder.TryDecode(ref rest, out var packet, out var fault) == MqttDecodeStatus.Packet)
                packets.Add(packet!);
            Assert.Equal([expected, MqttPingRequest.Instance], packets);
        }

        Assert.Equal(MqttReasonCode.PacketTooLarge, Bytes.Fault(
            Bytes.Of(large with { QoS = MqttQoS.AtMostOnce }, MqttVersion.V5), MqttVersion.V5, limits).Reason);
        Assert.Equal(MqttReasonCode.PacketTooLarge, Bytes.Fault(
            Bytes.Of(large with { Payload = new byte[4096] }, MqttVersion.V5), MqttVersion.V5, limits).Reason);
    }

    [Theory]
    [InlineData(4, 3, null)]
    [InlineData(5, 3, MqttReasonCode.TopicNameInvalid)]
    [InlineData(4, 4, MqttReasonCode.TopicNameInvalid)]
    public void A_topic_name_has_a_limited_length_and_depth(int bytes, int levels, MqttReasonCode? reason)
    {
        var limits = new MqttLimits { MaxTopicBytes = 4, MaxTopicLevels = 3 };
        var topic = new string('/', levels - 1).PadRight(bytes, 'x');
        var (_, fault) = Bytes.ReadAll(
            new(Bytes.Of(new MqttPublish(topic, default, MqttQoS.AtMostOnce), MqttVersion.V5)), MqttVersion.V5, limits);
        Assert.Equal(reason, fault?.Reason);
    }

    [Fact]
    public void Counts_are_limited()
    {
        var limits = new MqttLimits { MaxUserProperties = 2, MaxFiltersPerPacket = 2, MaxClientIdBytes = 23 };
        var users = Enumerable.Repeat(new MqttUserProperty("a", "b"), 3).ToArray();
        var publish = new MqttPublish("a", default, MqttQoS.AtMostOnce)
        {
            Properties = new MqttProperties { UserProperties = users },
        };
        var filters = Enumerable.Repeat(new MqttSubscription("a", MqttQoS.AtMostOnce), 3).ToArray();
        Assert.Equal(MqttReasonCode.QuotaExceeded, Bytes.Fault(
            Bytes.Of(publish, MqttVersion.V5), MqttVersion.V5, limits).Reason);
        Assert.Equal(MqttReasonCode.QuotaExceeded, Bytes.Fault(
            Bytes.Of(new MqttSubscribe(1, filters), MqttVersion.V5), MqttVersion.V5, limits).Reason);
        Assert.Equal(MqttReasonCode.QuotaExceeded, Bytes.Fault(
            Bytes.Of(new MqttUnsubscribe(1, ["a", "b", "c"]), MqttVersion.V5), MqttVersion.V5, limits).Reason);
        var longId = new MqttConnect(MqttVersion.V5, new string('x', 24), true, 0);
        Assert.Equal(MqttReasonCode.ClientIdentifierNotValid,
            Bytes.Fault(Bytes.Of(longId, MqttVersion.V5), MqttVersion.V5, limits).Reason);
    }

    [Fact]
    public void Limits_and_options_name_each_value_that_is_out_of_range()
    {
        Assert.Empty(new Mqtt.Server.MqttServerOptions().Faults());
        var wrong = new Mqtt.Server.MqttServerOptions
        {
            ReceiveMaximum = 0,
            ConnectTimeout = TimeSpan.Zero,
            Limits = new MqttLimits { MaxTopicLevels = 0 },
        };
        Assert.Equal(
            [
                "Limits.MaxTopicLevels is 0; it must be from 1 to 128.",
                "ReceiveMaximum is 0; it must be from 1 to 65535.",
                "ConnectTimeout is 00:00:00; it must be from 00:00:01 to 00:05:00.",
            ],
            wrong.Faults());
    }
}
