using System.Buffers.Binary;
using System.Text;

namespace Hotline.Mqtt.Codec;

/// <summary>
/// Writes fields, or, without a target, only counts them: each packet's layout is written down once and run twice,
/// first for the lengths, then for the bytes.
/// </summary>
internal ref struct PacketSink(Span<byte> target)
{
    private readonly Span<byte> _target = target;

    public int Length { get; private set; }

    private readonly bool Counting => _target.IsEmpty;

    public void U8(byte value)
    {
        if (!Counting)
            _target[Length] = value;
        Length += 1;
    }

    public void U16(ushort value)
    {
        if (!Counting)
            BinaryPrimitives.WriteUInt16BigEndian(_target[Length..], value);
        Length += 2;
    }

    public void U32(uint value)
    {
        if (!Counting)
            BinaryPrimitives.WriteUInt32BigEndian(_target[Length..], value);
        Length += 4;
    }

    public void VarInt(uint value)
    {
        if (value > Codec.VarInt.MaxValue)
            throw new ArgumentOutOfRangeException(
                nameof(value), value, "A variable byte integer holds at most 268,435,455.");
        Length += Counting ? Codec.VarInt.Length(value) : Codec.VarInt.Write(_target[Length..], value);
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        if (length > ushort.MaxValue || value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A string on the wire has at most 65,535 bytes and no U+0000.", nameof(value));
        U16((ushort)length);
        if (!Counting)
            Encoding.UTF8.GetBytes(value, _target[Length..]);
        Length += length;
    }

    public void Binary(ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue)
            throw new ArgumentException("Binary data on the wire has at most 65,535 bytes.", nameof(value));
        U16((ushort)value.Length);
        Raw(value);
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        if (!Counting)
            value.CopyTo(_target[Length..]);
        Length += value.Length;
    }
}
