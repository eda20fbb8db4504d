using System.Buffers;
using Hotline.Mqtt;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Topics;

namespace Hotline.Fuzz;

/// <summary>What comes by one connection.</summary>
internal static class MqttTargets
{
    private static readonly MqttLimits Usual = new();

    private static readonly MqttLimits Narrow = new()
    {
        MaxPacketBytes = 1024,
        MaxConnectBytes = 256,
        MaxSkippedBytes = 4096,
        MaxTopicBytes = 16,
        MaxTopicLevels = 3,
        MaxFiltersPerPacket = 2,
        MaxUserProperties = 2,
    };

    /// <summary>A connection of MQTT 5.</summary>
    public static void Five(byte[] bytes) => Connection(bytes, MqttVersion.V5);

    /// <summary>A connection of MQTT 3.1.1.</summary>
    public static void ThreeOneOne(byte[] bytes) => Connection(bytes, MqttVersion.V311);

    private static void Connection(byte[] bytes, MqttVersion version)
    {
        foreach (var limits in new[] { Usual, Narrow })
        {
            var whole = All(new ReadOnlySequence<byte>(bytes), version, limits);
            var pieces = All(Piece.Of(bytes, 1 + bytes.Length % 7), version, limits);
            Promise.That(whole.Fault == pieces.Fault, "a fault does not depend on where the transport cuts");
            Promise.That(whole.Packets.Count == pieces.Packets.Count, "nor does the number of packets");
            for (var i = 0; i < whole.Packets.Count; i++)
            {
                Same(whole.Packets[i], pieces.Packets[i]);
            }
        }
    }

    private static void Same((MqttPacket Packet, MqttVersion Version) one, (MqttPacket, MqttVersion) other)
    {
        if (one.Packet is MqttOversizedPublish oversized)
        {
            Promise.That(oversized == other.Item1 as MqttOversizedPublish, "what is skipped is told the same");
            return;
        }
        var written = Written(one.Packet, one.Version);
        Promise.Same(written, Written(other.Item1, other.Item2));
        var wide = new MqttLimits { MaxPacketBytes = 16 * 1024 * 1024 };
        var again = All(new ReadOnlySequence<byte>(written), one.Version, wide);
        Promise.That(again is { Fault: null, Packets.Count: 1 }, "what is taken can be written and read");
        Promise.Same(written, Written(again.Packets[0].Packet, again.Packets[0].Version));
        Filters(one.Packet, one.Version);
    }

    private static void Filters(MqttPacket packet, MqttVersion version)
    {
        if (packet is not MqttSubscribe subscribe)
        {
            return;
        }
        foreach (var filter in subscribe.Subscriptions.Select(s => s.Filter))
        {
            if (MqttTopicFilter.FormFault(filter, version) is null && filter.AsSpan().IndexOfAny('+', '#') < 0
                && !MqttTopicFilter.IsShared(filter))
            {
                Promise.That(MqttTopicFilter.Matches(filter, filter), "a filter without wildcards matches its name");
            }
            MqttTopicFilter.Matches(filter, "hotline/v1/XA/inbox/flash");
        }
    }

    private static byte[] Written(MqttPacket packet, MqttVersion version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var size = MqttEncoder.Write(buffer, packet, version);
        Promise.That(size == buffer.WrittenCount && size == MqttEncoder.Measure(packet, version),
            "a packet has the size that was measured");
        return buffer.WrittenSpan.ToArray();
    }

    private static (List<(MqttPacket Packet, MqttVersion Version)> Packets, MqttFault? Fault) All(
        ReadOnlySequence<byte> bytes, MqttVersion version, MqttLimits limits)
    {
        var decoder = new MqttDecoder(limits) { Version = version };
        var packets = new List<(MqttPacket, MqttVersion)>();
        while (true)
        {
            var before = bytes.Length;
            var status = decoder.TryDecode(ref bytes, out var packet, out var fault);
            if (status != MqttDecodeStatus.Packet)
            {
                Promise.That(status == MqttDecodeStatus.Fault == fault is not null, "a fault is told");
                return (packets, fault);
            }
            Promise.That(bytes.Length < before, "a packet has bytes");
            packets.Add((packet!, decoder.Version));
        }
    }

    /// <summary>The bytes as a pipe hands them over.</summary>
    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        private Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public static ReadOnlySequence<byte> Of(byte[] bytes, int length)
        {
            var first = new Piece(bytes.AsMemory(0, Math.Min(length, bytes.Length)), 0);
            var last = first;
            for (var at = first.Memory.Length; at < bytes.Length; at += length)
            {
                var next = new Piece(bytes.AsMemory(at, Math.Min(length, bytes.Length - at)), at);
                last.Next = next;
                last = next;
            }
            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
