using System.Buffers.Binary;
using System.IO.Compression;
using MimeKit;

namespace Hotline.Mail;

/// <summary>An archive that a gateway or a person packed: one level of zip is opened, nothing else.</summary>
internal sealed class ZipFile : IUnpacker
{
    /// <inheritdoc/>
    public Unpacked? Open(Leaf leaf, Place place, ReadingWork work)
    {
        if (OtherArchive(leaf) is { } other)
        {
            return Unpacked.Closed(ReadingErrors.Unopened(other));
        }
        // Some writers put the mark of a divided archive before the first file.
        var bytes = leaf.Bytes.AsSpan();
        var start = bytes.StartsWith("PK\u0007\u0008"u8) || bytes.StartsWith("PK00"u8) ? bytes[4..] : bytes;
        if (!start.StartsWith("PK\u0003\u0004"u8) || IsDocument(leaf))
        {
            return null;
        }
        if (place.IsInArchive)
        {
            return Unpacked.Closed(ReadingErrors.Unopened("a zip inside a zip"));
        }
        if (Announced(leaf.Bytes) > MailLimits.ZipEntries)
        {
            throw new RefusedWholeException(ReadingErrors.TooMuchUnpacked());
        }
        return Unbroken.Try(() => Entries(leaf.Bytes, work))
            ?? Unpacked.Closed(ReadingErrors.Unopened("a damaged zip"));
    }

    private static Unpacked Entries(byte[] bytes, ReadingWork work)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        var files = new List<MimeEntity>();
        var locked = false;
        foreach (var entry in zip.Entries.Where(e => e.Name.Length > 0))
        {
            if (files.Count == MailLimits.ZipEntries)
            {
                throw new RefusedWholeException(ReadingErrors.TooMuchUnpacked());
            }
            locked |= entry.IsEncrypted;
            if (!entry.IsEncrypted && Unbroken.Try(() => Inflated(entry, work)) is { } file)
            {
                files.Add(Unpacked.File(file, MailCharacters.OneLine(entry.Name)));
            }
        }
        return new Unpacked(files, locked ? ReadingErrors.Encrypted("a zip with a password") : null);
    }

    private static byte[] Inflated(ZipArchiveEntry entry, ReadingWork work)
    {
        // What the directory of a zip says about sizes is not believed: the stream itself is measured.
        using var stream = entry.Open();
        return work.ReadAll(stream, Math.Max(MailLimits.SmallEntry, entry.CompressedLength * MailLimits.ZipRatio));
    }

    /// <summary>How many entries the end of a zip announces; 0 when it has no end.</summary>
    private static int Announced(ReadOnlySpan<byte> bytes)
    {
        var tail = bytes[Math.Max(0, bytes.Length - 66_000)..];
        var end = tail.LastIndexOf("PK\u0005\u0006"u8);
        return end < 0 || end + 12 > tail.Length ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(tail[(end + 10)..]);
    }

    /// <summary>Office documents, e-books and programs are zips as well; no envelope is looked for in them.</summary>
    private static bool IsDocument(Leaf leaf) => leaf.Bytes is [_, _, _, _, ..] && leaf.Bytes.Length > 64
        && leaf.Bytes.AsSpan(30, 30) is var name && (name.StartsWith("[Content_Types].xml"u8)
            || name.StartsWith("mimetype"u8) || name.StartsWith("META-INF/"u8));

    private static string? OtherArchive(Leaf leaf) => leaf.Bytes switch
    {
        [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, ..] => "a 7z archive",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 0x07, ..] => "a RAR archive",
        [0x1F, 0x8B, ..] => "a gzip file",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..] => "a bzip2 file",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "an xz file",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "a Zstandard file",
        [(byte)'M', (byte)'S', (byte)'C', (byte)'F', 0, 0, 0, 0, ..] => "a cabinet archive",
        [0xD0, 0xCF, 0x11, 0xE0, ..] when leaf.MediaType == "application/vnd.ms-outlook" || leaf.IsNamed(".msg") =>
            "an Outlook item (.msg)",
        _ => null,
    };
}
