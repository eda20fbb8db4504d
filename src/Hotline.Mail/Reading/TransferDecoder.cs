using System.Buffers;
using System.Buffers.Text;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>Undoes the content transfer encodings of RFC 2045 §6.</summary>
internal static class TransferDecoder
{
    /// <summary>The bytes that were encoded.</summary>
    /// <param name="name">The Content-Transfer-Encoding; null for none.</param>
    /// <param name="body">The encoded bytes.</param>
    public static Outcome<byte[]> Decode(string? name, ReadOnlySpan<byte> body)
    {
        if (IsIdentity(name))
        {
            return body.ToArray();
        }
        return name!.ToLowerInvariant() switch
        {
            "base64" => DecodeBase64(body) is { } bytes ? bytes : ReadingErrors.BadEncoding("its base64 is damaged"),
            "quoted-printable" => DecodeQuotedPrintable(body) is { } bytes
                ? bytes : ReadingErrors.BadEncoding("its quoted-printable is damaged"),
            _ => ReadingErrors.BadEncoding(
                "its transfer encoding is not one of 7bit, 8bit, binary, base64, quoted-printable"),
        };
    }

    /// <summary>True for the encodings that change nothing, the only ones that containers may have.</summary>
    public static bool IsIdentity(string? name) =>
        name?.ToLowerInvariant() is null or "" or "7bit" or "8bit" or "binary";

    public static byte[]? DecodeBase64(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out var read, out var written) == OperationStatus.Done
            && read == text.Length ? bytes[..written] : null;
    }

    /// <summary>RFC 2045 §6.7; the framework's own decoder is not public.</summary>
    public static byte[]? DecodeQuotedPrintable(ReadOnlySpan<byte> text)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(text.Length, 1));
        while (!text.IsEmpty)
        {
            var end = text.IndexOf("\r\n"u8);
            var line = (end < 0 ? text : text[..end]).TrimEnd(" \t"u8);
            var soft = line.EndsWith("="u8);
            if (!DecodeLine(soft ? line[..^1] : line, bytes))
            {
                return null;
            }
            if (end < 0)
            {
                break;
            }
            if (!soft)
            {
                bytes.Write("\r\n"u8);
            }
            text = text[(end + 2)..];
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static bool DecodeLine(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> bytes)
    {
        for (var at = line.IndexOf((byte)'='); at >= 0; at = line.IndexOf((byte)'='))
        {
            bytes.Write(line[..at]);
            var one = bytes.GetSpan(1)[..1];
            if (line.Length < at + 3
                || Convert.FromHexString(line.Slice(at + 1, 2), one, out _, out _) != OperationStatus.Done)
            {
                return false;
            }
            bytes.Advance(1);
            line = line[(at + 3)..];
        }
        bytes.Write(line);
        return true;
    }
}
