using System.Buffers;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Tests.Codec;

/// <summary>Packets to bytes and back, whole or in pieces.</summary>
internal static class Bytes
{
    public static byte[] Of(MqttPacket packet, MqttVersion version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var size = MqttEncoder.Write(buffer, packet, version);
        Assert.Equal(buffer.WrittenCount, size);
        Assert.Equal(size, MqttEncoder.Measure(packet, version));
        return buffer.WrittenSpan.ToArray();
    }

    public static MqttPacket Read(byte[] bytes, MqttVersion version)
    {
        var (packets, fault) = ReadAll(new ReadOnlySequence<byte>(bytes), version);
        Assert.Null(fault);
        return Assert.Single(packets);
    }

    public static MqttFault Fault(byte[] bytes, MqttVersion version, MqttLimits? limits = null)
    {
        var (_, fault) = ReadAll(new ReadOnlySequence<byte>(bytes), version, limits);
        return fault ?? throw new InvalidOperationException("The bytes were taken for a packet.");
    }

    public static (List<MqttPacket> Packets, MqttFault? Fault) ReadAll(
        ReadOnlySequence<byte> bytes, MqttVersion version, MqttLimits? limits = null)
    {
        var decoder = new MqttDecoder(limits ?? new MqttLimits { MaxSkippedBytes = 0 }) { Version = version };
        var packets = new List<MqttPacket>();
        while (true)
        {
            switch (decoder.TryDecode(ref bytes, out var packet, out var fault))
            {
                case MqttDecodeStatus.Packet:
                    packets.Add(packet!);
                    break;
                case MqttDecodeStatus.Fault:
                    return (packets, fault);
                case MqttDecodeStatus.NeedMore:
                    return (packets, null);
            }
        }
    }

    /// <summary>
    /// The bytes as a pipe would hand them over: segments that end at the given places, some of them empty.
    /// </summary>
    public static ReadOnlySequence<byte> InPieces(byte[] bytes, params int[] cuts)
    {
        var first = new Piece(bytes.AsMemory(0, cuts.Length == 0 ? bytes.Length : cuts[0]), 0);
        var last = first;
        for (var i = 0; i < cuts.Length; i++)
            last = last.Then(bytes.AsMemory(cuts[i], (i + 1 < cuts.Length ? cuts[i + 1] : bytes.Length) - cuts[i]));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
