using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Codec;

/// <summary>
/// Reads one packet's body, which is whole and contiguous. The first fault sticks and empties the rest, so that callers
/// read on without asking after each field and ask once at the end.
/// </summary>
internal ref struct PacketReader(ReadOnlySpan<byte> body, MqttVersion version, MqttLimits limits)
{
    private ReadOnlySpan<byte> _rest = body;

    public readonly MqttVersion Version => version;

    public readonly MqttLimits Limits => limits;

    public MqttFault? Fault { get; private set; }

    public readonly int Left => _rest.Length;

    public void Fail(MqttFault fault)
    {
        Fault ??= fault;
        _rest = default;
    }

    public void Malformed(string detail) => Fail(MqttFault.Malformed(detail));

    public void Protocol(string detail) => Fail(MqttFault.Protocol(detail));

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Malformed("A field reaches beyond the end of its packet.");
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public ReadOnlySpan<byte> TakeRest() => Take(_rest.Length);

    public byte U8()
    {
        var bytes = Take(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    public ushort U16()
    {
        var bytes = Take(2);
        return bytes.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    public uint U32()
    {
        var bytes = Take(4);
        return bytes.IsEmpty ? 0u : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    /// <summary>
    /// A boolean property: 0 or 1, anything else is a protocol error (2.2.2 and the property's own section).
    /// </summary>
    public bool Flag()
    {
        var value = U8();
        if (value > 1)
            Protocol("A flag property is neither 0 nor 1.");
        return value == 1;
    }

    public uint VarInt()
    {
        switch (Codec.VarInt.Read(_rest, out var value, out var length))
        {
            case VarIntStatus.Ok:
                _rest = _rest[length..];
                return value;
            case VarIntStatus.NeedMore:
            case VarIntStatus.Long:
            case VarIntStatus.Malformed:
                Malformed("A variable byte integer is cut short, too long or not in its shortest form.");
                return 0;
        }

        return 0;
    }

    /// <summary>Bytes with a two-byte length, as a span into the packet.</summary>
    public ReadOnlySpan<byte> BinarySpan() => Take(U16());

    /// <summary>Bytes with a two-byte length, copied: the packet's buffer is pooled.</summary>
    public byte[] Binary() => BinarySpan().ToArray();

    /// <summary>A UTF-8 string (1.5.4): well-formed, no surrogates, no U+0000.</summary>
    public string Text() => Decode(BinarySpan());

    public string Decode(ReadOnlySpan<byte> utf8)
    {
        if (!IsText(utf8))
        {
            Malformed("A string is not well-formed UTF-8 or contains U+0000.");
            return "";
        }

        return Encoding.UTF8.GetString(utf8);
    }

    private static bool IsText(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) && !utf8.Contains((byte)0);

    /// <summary>A packet id, which is never 0 (2.2.1).</summary>
    public ushort PacketId()
    {
        var id = U16();
        if (id == 0)
            Malformed("A packet identifier is 0.");
        return id;
    }

    /// <summary>The fault of the packet, counting bytes behind its last field as one.</summary>
    public MqttFault? End()
    {
        if (Fault is null && _rest.Length > 0)
            Malformed("Bytes follow the last field of a packet.");
        return Fault;
    }
}
