using System.Buffers;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>What the bytes so far amount to.</summary>
public enum MqttDecodeStatus
{
    /// <summary>The beginning of a packet: come again with more bytes.</summary>
    NeedMore,

    /// <summary>One packet was read and its bytes are consumed.</summary>
    Packet,

    /// <summary>No packet can be made of them: answer the fault and close.</summary>
    Fault,
}

/// <summary>
/// Bytes to packets for one direction of one connection. Not thread-safe. Never throws for any input, never reads
/// beyond a packet, and refuses a declared length before waiting for it or allocating it.
/// </summary>
public sealed class MqttDecoder(MqttLimits limits)
{
    private readonly PublishCodec _publish = new();
    private long _toSkip;

    /// <summary>The version that packets are read in. CONNECT sets it; a client sets it to what it asked for.</summary>
    public MqttVersion Version { get; set; } = MqttVersion.V5;

    /// <summary>The level that CONNECT named; null before CONNECT, and for a level that is not ours.</summary>
    public MqttVersion? ConnectVersion { get; private set; }

    /// <summary>
    /// The Maximum Packet Size that CONNECT named, even if the rest of it was a fault; null for none.
    /// </summary>
    public uint? ConnectMaximumPacketSize { get; private set; }

    /// <summary>Largest whole packet from here on, in bytes.</summary>
    public int MaxPacketBytes { get; set; } = limits.MaxPacketBytes;

    /// <summary>Reads one packet from the front of <paramref name="buffer"/> and moves it behind the packet.</summary>
    public MqttDecodeStatus TryDecode(ref ReadOnlySequence<byte> buffer, out MqttPacket? packet, out MqttFault? fault)
    {
        packet = null;
        fault = null;
        if (_toSkip > 0)
            Skip(ref buffer, 0);
        Span<byte> headBytes = stackalloc byte[1 + VarInt.MaxBytes];
        var head = Head(buffer, headBytes);
        if (head.IsEmpty)
            return MqttDecodeStatus.NeedMore;

        var type = (MqttPacketType)(head[0] >> 4);
        var flags = (byte)(head[0] & 0x0F);
        fault = FirstByteFault(type, flags);
        if (fault is not null)
            return MqttDecodeStatus.Fault;

        var status = VarInt.Read(head[1..], out var length, out var lengthBytes);
        if (status == VarIntStatus.NeedMore)
            return MqttDecodeStatus.NeedMore;
        // Which version CONNECT is of stands in it.
        fault = type == MqttPacketType.Connect && status == VarIntStatus.Long ? null : LengthFault(status, Version);
        if (fault is not null)
            return MqttDecodeStatus.Fault;

        var whole = 1 + lengthBytes + (long)length;
        if (whole > MaxPacketBytes)
            return Oversized(ref buffer, type, flags, 1 + lengthBytes, whole, out packet, out fault);

        if (buffer.Length < whole)
            return MqttDecodeStatus.NeedMore;

        var body = buffer.Slice(1 + lengthBytes, (int)length);
        fault = DecodeBody(body, type, flags, out packet)
            ?? LengthFault(status, (packet as MqttConnect)?.Version ?? Version);
        if (fault is not null)
        {
            packet = null;
            return MqttDecodeStatus.Fault;
        }

        buffer = buffer.Slice(body.End);
        return MqttDecodeStatus.Packet;
    }

    private static MqttFault? LengthFault(VarIntStatus status, MqttVersion version) =>
        status == VarIntStatus.Malformed || (status == VarIntStatus.Long && version == MqttVersion.V5)
            ? MqttFault.Malformed("The remaining length is no variable byte integer, or not in its shortest form.")
            : null;

    private MqttDecodeStatus Oversized(
        ref ReadOnlySequence<byte> buffer, MqttPacketType type, byte flags, int headSize, long whole,
        out MqttPacket? packet, out MqttFault? fault)
    {
        packet = null;
        var qos = (MqttQoS)(flags >> 1 & 3);
        if (type != MqttPacketType.Publish
            || qos is not (MqttQoS.AtLeastOnce or MqttQoS.ExactlyOnce) || whole > limits.MaxSkippedBytes)
        {
            fault = new MqttFault(MqttReasonCode.PacketTooLarge, "The packet is larger than this endpoint takes.");
            return MqttDecodeStatus.Fault;
        }

        var body = buffer.Slice(headSize, Math.Min(buffer.Length, whole) - headSize);
        packet = _publish.ReadOversized(body, qos, whole, limits, out fault);
        if (packet is null)
            return fault is null ? MqttDecodeStatus.NeedMore : MqttDecodeStatus.Fault;
        Skip(ref buffer, whole);
        return MqttDecodeStatus.Packet;
    }

    private void Skip(ref ReadOnlySequence<byte> buffer, long more)
    {
        _toSkip += more;
        var here = Math.Min(_toSkip, buffer.Length);
        buffer = buffer.Slice(here);
        _toSkip -= here;
    }

    private static ReadOnlySpan<byte> Head(in ReadOnlySequence<byte> buffer, Span<byte> copy)
    {
        var first = buffer.FirstSpan;
        if (first.Length >= copy.Length || buffer.IsSingleSegment)
            return first.Length > copy.Length ? first[..copy.Length] : first;
        var count = (int)Math.Min(buffer.Length, copy.Length);
        buffer.Slice(0, count).CopyTo(copy);
        return copy[..count];
    }

    private static MqttFault? FirstByteFault(MqttPacketType type, byte flags) => type switch
    {
        MqttPacketType.None => MqttFault.Malformed("The packet type is 0."),
        MqttPacketType.Publish => null,
        MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe =>
            flags == 2 ? null : MqttFault.Malformed("The flags of the fixed header are not 0010."),
        _ => flags == 0 ? null : MqttFault.Malformed("The flags of the fixed header are not 0000."),
    };

    private MqttFault? DecodeBody(
        in ReadOnlySequence<byte> body, MqttPacketType type, byte flags, out MqttPacket? packet)
    {
        if (body.IsSingleSegment)
            return Decode(body.FirstSpan, type, flags, out packet);

        // Fields that straddle two of the pipe's blocks would slow every field down: one copy is cheaper.
        var length = (int)body.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(joined);
            return Decode(joined.AsSpan(0, length), type, flags, out packet);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private MqttFault? Decode(ReadOnlySpan<byte> body, MqttPacketType type, byte flags, out MqttPacket? packet)
    {
        if (type == MqttPacketType.Connect)
        {
            var fault = ConnectCodec.Read(body, limits, out var version, out var most, out var connect);
            ConnectVersion = version;
            ConnectMaximumPacketSize = most;
            Version = version ?? Version;
            packet = connect;
            return fault;
        }

        var reader = new PacketReader(body, Version, limits);
        packet = type switch
        {
            MqttPacketType.Publish => _publish.Read(ref reader, flags),
            MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp =>
                AnswerCodec.ReadAnswer(ref reader, type),
            MqttPacketType.Subscribe => SubscriptionCodec.ReadSubscribe(ref reader),
            MqttPacketType.SubAck => SubscriptionCodec.ReadSubAck(ref reader),
            MqttPacketType.Unsubscribe => SubscriptionCodec.ReadUnsubscribe(ref reader),
            MqttPacketType.UnsubAck => SubscriptionCodec.ReadUnsubAck(ref reader),
            MqttPacketType.ConnAck => ConnAckCodec.Read(ref reader),
            MqttPacketType.Disconnect => AnswerCodec.ReadDisconnect(ref reader),
            MqttPacketType.Auth => AnswerCodec.ReadAuth(ref reader),
            MqttPacketType.PingReq => MqttPingRequest.Instance,
            MqttPacketType.PingResp => MqttPingResponse.Instance,
            _ => throw new System.Diagnostics.UnreachableException("CONNECT and 0 were dealt with before."),
        };
        return reader.End();
    }
}
