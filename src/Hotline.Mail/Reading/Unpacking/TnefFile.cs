using System.Buffers.Binary;
using MimeKit;
using MimeKit.Tnef;

namespace Hotline.Mail;

/// <summary>winmail.dat, what Outlook puts a whole mail into (TNEF, MS-OXTNEF).</summary>
internal sealed class TnefFile : IUnpacker
{
    /// <inheritdoc/>
    public Unpacked? Open(Leaf leaf, Place place, ReadingWork work)
    {
        if (leaf.MediaType is not ("application/ms-tnef" or "application/vnd.ms-tnef")
            && !leaf.Bytes.AsSpan().StartsWith<byte>([0x78, 0x9F, 0x3E, 0x22]))
        {
            return null;
        }
        if (Attachments(leaf.Bytes) > MailLimits.Parts)
        {
            throw new RefusedWholeException(ReadingErrors.TooManyParts());
        }
        if (!IsRtfAsLargeAsSaid(leaf.Bytes, work))
        {
            return Unpacked.Closed(ReadingErrors.Unopened("a damaged winmail.dat"));
        }
        var part = new TnefPart { Content = new MimeContent(new MemoryStream(leaf.Bytes, writable: false)) };
        var body = Unbroken.Try(() => part.ConvertToMessage().Body);
        // What has no readable text may still have readable files.
        return body is not null ? new Unpacked([body])
            : Unbroken.Try(() => part.ExtractAttachments().ToList()) is { Count: > 0 } files ? new Unpacked(files)
            : Unpacked.Closed(ReadingErrors.Unopened("a damaged winmail.dat"));
    }

    /// <summary>
    /// False when a text says that it inflates to more than it can (MS-OXRTFCP): the library takes as much memory as
    /// such a text says, whatever comes out of it.
    /// </summary>
    private static bool IsRtfAsLargeAsSaid(ReadOnlySpan<byte> bytes, ReadingWork work)
    {
        const int Ratio = 16, Small = 64 * 1024; // two bytes and a bit give seventeen at most
        var most = Math.Max(Small, (long)bytes.Length * Ratio);
        for (int at; (at = bytes.IndexOf("LZFu"u8)) >= 0; bytes = bytes[(at + 4)..])
        {
            var said = at < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at - 4)..]);
            if (said > most)
            {
                return false;
            }
            work.Unpacked(said);
        }
        return true;
    }

    /// <summary>How many attachments it begins, counted before the library makes each of them.</summary>
    private static int Attachments(ReadOnlySpan<byte> bytes)
    {
        const int Signature = 6, Head = 9, Sum = 2, RenderData = 0x00069002;
        var count = 0;
        bytes = bytes[Math.Min(Signature, bytes.Length)..];
        while (bytes.Length >= Head)
        {
            count += BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]) == RenderData ? 1 : 0;
            var length = Head + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[5..]) + Sum;
            bytes = length < bytes.Length ? bytes[(int)length..] : [];
        }
        return count;
    }
}
