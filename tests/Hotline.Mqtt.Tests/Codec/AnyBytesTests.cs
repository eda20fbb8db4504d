using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Tests.Codec;

/// <summary>Whatever the other side sends is a packet, the beginning of one, or a fault.</summary>
public sealed class AnyBytesTests
{
    private static readonly MqttVersion[] Versions = [MqttVersion.V5, MqttVersion.V311];

    [Fact]
    public void Any_bytes_parse_or_fault_and_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Versions.All(version => Behaves(bytes, version)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_body_behind_a_right_header_parses_or_faults()
    {
        var headers = Gen.Elements<byte>(
            0x10, 0x20, 0x30, 0x32, 0x34, 0x3D, 0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xA2, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0);
        var packets = from header in headers
                      from body in Gen.Choose(0, 120)
                          .SelectMany(n => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(n))
                      select (byte[])[header, (byte)body.Length, .. body];
        Prop.ForAll(packets.ToArbitrary(), bytes => Versions.All(version => Behaves(bytes, version)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void A_right_packet_with_some_bytes_changed_parses_or_faults()
    {
        var right = Versions.SelectMany(
            version => EveryPacket.Of(version).Select(packet => (version, Bytes.Of(packet, version)))).ToArray();
        var changed = from one in Gen.Elements(right)
                      from changes in Gen.Choose(1, 4).SelectMany(n => Gen.Choose(0, int.MaxValue).ArrayOf(n))
                      select (one.version, Changed(one.Item2, changes));
        Prop.ForAll(changed.ToArbitrary(), one => Behaves(one.Item2, one.version))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));
    }

    private static byte[] Changed(byte[] bytes, int[] changes)
    {
        var copy = bytes.ToArray();
        foreach (var change in changes)
            copy[change % copy.Length] = (byte)(change >> 16);
        return copy;
    }

    /// <summary>
    /// Ends, consumes only what is there, whole and in pieces alike; what parsed can be written and reads the same.
    /// </summary>
    private static bool Behaves(byte[] bytes, MqttVersion version)
    {
        var whole = Bytes.ReadAll(new ReadOnlySequence<byte>(bytes), version);
        var pieces = Bytes.ReadAll(Bytes.InPieces(bytes, [.. Enumerable.Range(0, bytes.Length)]), version);
        Assert.Equal(whole.Fault, pieces.Fault);
        Assert.Equal(whole.Packets.Select(Shown.Of), pieces.Packets.Select(Shown.Of));
        foreach (var packet in whole.Packets)
        {
            var own = packet is MqttConnect connect ? connect.Version : version;
            var again = Bytes.Of(packet, own);
            Assert.Equal(again, Bytes.Of(Bytes.Read(again, own), own));
            if (packet is MqttConnect)
                break;
        }

        return true;
    }
}
