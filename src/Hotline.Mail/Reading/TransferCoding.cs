using System.Buffers;
using System.Buffers.Text;
using System.Text;
using MimeKit.Encodings;

namespace Hotline.Mail;

/// <summary>
/// What MimeKit's lenient decoders do not say: whether a body is in the encoding that it claims, and what else it may
/// be in.
/// </summary>
internal static class TransferCoding
{
    private static readonly SearchValues<byte> Base64Line = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>What is wrong with the encoding of a part, as the end of a sentence; null when nothing is.</summary>
    public static string? Damage(Leaf leaf) => Claimed(leaf) switch
    {
        null or "7bit" or "8bit" or "binary" => null,
        "base64" => IsBase64(leaf.Raw) ? null : "its base64 is damaged",
        "quoted-printable" => IsQuotedPrintable(leaf.Raw) ? null : "its quoted-printable is damaged",
        "x-uuencode" or "uuencode" or "x-uue" when leaf.Raw.AsSpan().IndexOf("begin "u8) >= 0 => null,
        _ => "its transfer encoding is unknown, or not the one that it is in",
    };

    /// <summary>
    /// The other ways of reading a body: base64 up to where something else was appended, or that nobody announced;
    /// quoted-printable and uuencode under another name.
    /// </summary>
    public static IEnumerable<byte[]> OtherReadings(Leaf leaf)
    {
        var claimed = Claimed(leaf);
        if (claimed is not (null or "7bit" or "8bit" or "binary" or "quoted-printable") || LooksCoded(leaf.Raw))
        {
            yield return LeadingBase64(leaf.Raw);
        }
        if (LooksCoded(leaf.Bytes))
        {
            yield return LeadingBase64(leaf.Bytes);
        }
        if (claimed is not "base64" && leaf.Raw.AsSpan().Contains((byte)'='))
        {
            yield return With(new QuotedPrintableDecoder(), leaf.Raw);
        }
        if (leaf.Raw.AsSpan().IndexOf("begin "u8) is >= 0 and var at)
        {
            yield return With(new UUDecoder(), leaf.Raw[at..]);
        }
        // Encoded by hand and not announced, or announced as what it is not.
        if (claimed is not null)
        {
            yield return leaf.Raw;
        }
    }

    /// <summary>What a body is in another encoding.</summary>
    /// <param name="encoding">As its header says it.</param>
    /// <param name="raw">The body as it travelled.</param>
    public static byte[] As(string encoding, byte[] raw) => MailHeading.FirstWord(encoding) switch
    {
        "base64" => LeadingBase64(raw),
        "quoted-printable" => With(new QuotedPrintableDecoder(), raw),
        _ => raw,
    };

    private static string? Claimed(Leaf leaf) => MailHeading.FirstWord(
        DifferingHeaders.Values(leaf.Part.Headers, "Content-Transfer-Encoding").FirstOrDefault());

    /// <summary>Base64 of what begins as an envelope does.</summary>
    private static bool LooksCoded(byte[] bytes) => bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("ZXlK"u8);

    private static byte[] With(IMimeDecoder decoder, byte[] raw)
    {
        var bytes = new byte[decoder.EstimateOutputLength(raw.Length)];
        return bytes[..decoder.Decode(raw, 0, raw.Length, bytes)];
    }

    /// <summary>Lines of base64 up to the first that is something else, with or without padding.</summary>
    public static byte[] LeadingBase64(byte[] raw)
    {
        var text = new ArrayBufferWriter<byte>(raw.Length + 4);
        var rest = raw.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line.IsEmpty && text.WrittenCount == 0)
            {
                continue;
            }
            if (line.IsEmpty || line.ContainsAnyExcept(Base64Line))
            {
                break;
            }
            text.Write(line.TrimEnd((byte)'='));
            if (line.EndsWith("="u8))
            {
                break;
            }
        }
        text.Write("==="u8[..((4 - text.WrittenCount % 4) % 4)]);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.WrittenCount)];
        return Base64.DecodeFromUtf8(text.WrittenSpan, bytes, out _, out var written) == OperationStatus.Done
            ? bytes[..written] : [];
    }

    private static bool IsBase64(byte[] raw)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(raw.Length)];
        return Base64.DecodeFromUtf8(raw, bytes, out var read, out _) == OperationStatus.Done && read == raw.Length;
    }

    private static bool IsQuotedPrintable(byte[] raw)
    {
        var text = Encoding.Latin1.GetString(raw);
        for (var at = text.IndexOf('=', StringComparison.Ordinal); at >= 0; at = text.IndexOf('=', at + 1))
        {
            var after = text.AsSpan(at + 1).TrimStart(" \t");
            var soft = after.IsEmpty || after[0] is '\r' or '\n';
            if (!soft && !(text.AsSpan(at + 1) is [var high, var low, ..]
                && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low)))
            {
                return false;
            }
        }
        return true;
    }
}
