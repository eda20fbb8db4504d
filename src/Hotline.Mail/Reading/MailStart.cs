using System.Buffers;
using System.Text;

namespace Hotline.Mail;

/// <summary>Where a mail begins in the bytes that are said to be one.</summary>
internal static class MailStart
{
    /// <summary>
    /// Lines before the first header that are left out: an mbox line, blank lines, a gateway's remark.
    /// </summary>
    private const int Leading = 16;

    /// <summary>Bytes by which it is seen how lines end.</summary>
    private const int FirstLines = 2048;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x7F - 0x21).Where(b => b != ':').Select(b => (byte)b)]);

    /// <summary>
    /// The mail from its first header on: without byte order mark, without what stands before the headers, UTF-16 (as
    /// an editor may save it) in single bytes, lone carriage returns as line ends, and so the CR CR LF of what was
    /// made a text for Windows twice. Null when no header is found.
    /// </summary>
    public static byte[]? Of(ReadOnlySpan<byte> file)
    {
        var bytes = InSingleBytes(file);
        var rest = bytes.AsSpan();
        if (rest.StartsWith(Encoding.UTF8.Preamble))
        {
            rest = rest[Encoding.UTF8.Preamble.Length..];
        }
        if (!rest.Contains((byte)'\n'))
        {
            rest.Replace((byte)'\r', (byte)'\n');
        }
        else if (rest[..Math.Min(rest.Length, FirstLines)].IndexOf("\r\r\n"u8) >= 0)
        {
            rest = WithoutDoubled(rest);
        }
        for (var skipped = 0; skipped < Leading && !rest.IsEmpty; skipped++)
        {
            if (IsHeader(rest))
            {
                return rest.ToArray();
            }
            var end = rest.IndexOf((byte)'\n');
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return null;
    }

    /// <summary>Each CR CR LF made CR LF, in place.</summary>
    private static Span<byte> WithoutDoubled(Span<byte> bytes)
    {
        var kept = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!bytes[i..].StartsWith("\r\r\n"u8))
            {
                bytes[kept++] = bytes[i];
            }
        }
        return bytes[..kept];
    }

    /// <summary>True when bytes begin with a header's name and colon.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAnyExcept(NameBytes);
        return end > 0 && bytes[end..].TrimStart(" \t"u8).StartsWith(":"u8);
    }

    /// <summary>
    /// True when bytes begin with headers of which one is a mail's: enough to take an attachment without a telling
    /// name for a forwarded mail.
    /// </summary>
    public static bool IsMail(ReadOnlySpan<byte> bytes)
    {
        if (Of(bytes[..Math.Min(bytes.Length, 16 * 1024)]) is not { } start)
        {
            return false;
        }
        var telling = false;
        var rest = start.AsSpan();
        for (var lines = 0; !rest.IsEmpty && lines < 200; lines++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            if (line.IsEmpty)
            {
                break;
            }
            if (!IsHeader(line) && line[0] is not ((byte)' ' or (byte)'\t'))
            {
                return false;
            }
            telling |= Tells(line);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return telling;
    }

    private static bool Tells(ReadOnlySpan<byte> line)
    {
        var name = line[..Math.Max(line.IndexOf((byte)':'), 0)].TrimEnd((byte)' ');
        foreach (var known in (ReadOnlySpan<string>)["From", "Received", "Message-ID", "MIME-Version", "Content-Type"])
        {
            if (Ascii.EqualsIgnoreCase(name, known))
            {
                return true;
            }
        }
        return false;
    }

    private static byte[] InSingleBytes(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xFE, ..] => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(file[2..])),
        [0xFE, 0xFF, ..] => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(file[2..])),
        _ => file.ToArray(),
    };
}
