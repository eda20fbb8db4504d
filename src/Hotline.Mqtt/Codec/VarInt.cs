namespace Hotline.Mqtt.Codec;

internal enum VarIntStatus
{
    /// <summary>A whole number was read.</summary>
    Ok,

    /// <summary>The bytes so far may begin a number.</summary>
    NeedMore,

    /// <summary>
    /// A whole number, in more bytes than it needs: malformed in MQTT 5 (1.5.5), legal in 3.1.1 (2.2.3).
    /// </summary>
    Long,

    /// <summary>More than four bytes.</summary>
    Malformed,
}

/// <summary>Variable byte integers (1.5.5): seven bits a byte, least first, four bytes at most.</summary>
internal static class VarInt
{
    public const int MaxBytes = 4;
    public const uint MaxValue = 268_435_455;

    public static VarIntStatus Read(ReadOnlySpan<byte> bytes, out uint value, out int length)
    {
        value = 0;
        length = 0;
        for (var i = 0; i < MaxBytes; i++)
        {
            if (i == bytes.Length)
                return VarIntStatus.NeedMore;
            var current = bytes[i];
            value |= (uint)(current & 0x7F) << (7 * i);
            if ((current & 0x80) != 0)
                continue;
            length = i + 1;
            return i > 0 && current == 0 ? VarIntStatus.Long : VarIntStatus.Ok;
        }

        return VarIntStatus.Malformed;
    }

    public static int Length(uint value) => value switch
    {
        < 128 => 1,
        < 16_384 => 2,
        < 2_097_152 => 3,
        _ => 4,
    };

    public static int Write(Span<byte> target, uint value)
    {
        var i = 0;
        for (; value >= 0x80; value >>= 7)
            target[i++] = (byte)(value | 0x80);
        target[i++] = (byte)value;
        return i;
    }
}
