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
        var part = new TnefPart { Content = new MimeContent(new MemoryStream(leaf.Bytes, writable: false)) };
        var body = Unbroken.Try(() => part.ConvertToMessage().Body);
        // What has no readable text may still have readable files.
        return body is not null ? new Unpacked([body])
            : Unbroken.Try(() => part.ExtractAttachments().ToList()) is { Count: > 0 } files ? new Unpacked(files)
            : Unpacked.Closed(ReadingErrors.Unopened("a damaged winmail.dat"));
    }
}
