using MimeKit;
using Org.BouncyCastle.Cms;

namespace Hotline.Mail;

/// <summary>
/// S/MIME in one file (RFC 8551): opaque signed and compressed ones are opened, whoever signed them. Their signature
/// decides nothing here and needs no certificate: the envelope has its own.
/// </summary>
internal sealed class SmimeFile : IUnpacker
{
    // id-ct-authEnvelopedData and id-ct-compressedData follow 1.2.840.113549.1.9.16.1, the others 1.2.840.113549.1.7.
    private static readonly byte[] Pkcs7 = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07];
    private static readonly byte[] Smime = [
        0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01];

    /// <inheritdoc/>
    public Unpacked? Open(Leaf leaf, Place place, ReadingWork work)
    {
        var said = leaf.MediaType is "application/pkcs7-mime" or "application/x-pkcs7-mime"
            || leaf.IsNamed(".p7m", ".p7z");
        if (leaf.MediaType is "application/pkcs7-signature" or "application/x-pkcs7-signature" || leaf.IsNamed(".p7s"))
        {
            return Unpacked.Nothing;
        }
        return SortOf(leaf.Bytes) switch
        {
            Sort.Signed => Take(leaf, place, work, Signed(leaf.Bytes, work)),
            Sort.Compressed => Take(leaf, place, work, Inflated(leaf.Bytes, work)),
            Sort.Encrypted => Unpacked.Closed(ReadingErrors.Encrypted("S/MIME")),
            Sort.None => said && CompactForm.Whole(leaf.Bytes) is null
                ? Unpacked.Closed(ReadingErrors.Unopened("a damaged S/MIME file")) : null,
        };
    }

    private static byte[]? Signed(byte[] bytes, ReadingWork work) => Unbroken.Try(() =>
        new CmsSignedDataParser(bytes).GetSignedContent() is { } content ? work.ReadAll(content.ContentStream) : []);

    private static byte[]? Inflated(byte[] bytes, ReadingWork work) => Unbroken.Try(() =>
        work.ReadAll(new CmsCompressedDataParser(bytes).GetContent().ContentStream));

    /// <summary>What was signed is a part with headers, or, by programs that sign files, a file.</summary>
    private static Unpacked Take(Leaf leaf, Place place, ReadingWork work, byte[]? content)
    {
        if (content is { Length: 0 })
        {
            return Unpacked.Nothing;
        }
        MimeEntity? part = content is null ? null
            : MailStart.IsHeader(content) ? MailStructure.Part(content, work, place.Depth + 1)
            : Unpacked.File(content, leaf.IsNamed(".p7m") ? leaf.Name![..^4] : null);
        return Unpacked.OrClosed(part, "a damaged S/MIME file");
    }

    private static Sort SortOf(byte[] bytes)
    {
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, 32));
        if (!start.StartsWith<byte>([0x30]))
        {
            return Sort.None;
        }
        if (start.IndexOf(Pkcs7) is >= 0 and var at && at + Pkcs7.Length < start.Length)
        {
            return start[at + Pkcs7.Length] switch { 2 => Sort.Signed, 3 or 6 => Sort.Encrypted, _ => Sort.None };
        }
        if (start.IndexOf(Smime) is >= 0 and var from && from + Smime.Length < start.Length)
        {
            return start[from + Smime.Length] switch { 9 => Sort.Compressed, 23 => Sort.Encrypted, _ => Sort.None };
        }
        return Sort.None;
    }

    private enum Sort
    {
        /// <summary>No S/MIME, or none of these.</summary>
        None,

        /// <summary>Signed, with what was signed inside.</summary>
        Signed,

        /// <summary>Compressed (RFC 3274).</summary>
        Compressed,

        /// <summary>Encrypted, for a key that nobody here has.</summary>
        Encrypted,
    }
}
