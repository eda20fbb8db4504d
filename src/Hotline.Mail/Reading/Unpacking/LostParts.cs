using System.Text;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// The parts of a container whose boundary does not hold: it is encoded itself, or a gateway broke the parameter or
/// lost the header that says it.
/// </summary>
internal static class LostParts
{
    /// <summary>The container read again; null when there are no parts to be found.</summary>
    /// <param name="headers">What the container or part says about itself.</param>
    /// <param name="body">Its body as it travelled.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="work">Counts what is found.</param>
    public static Multipart? In(HeaderList headers, byte[] body, Place place, ReadingWork work)
    {
        var encoding = DifferingHeaders.Values(headers, "Content-Transfer-Encoding").FirstOrDefault();
        byte[][] readings = encoding is null ? [body] : [body, TransferCoding.As(encoding, body)];
        foreach (var reading in readings)
        {
            if (Boundary(reading) is { } boundary)
            {
                // Each is read anew, so those within others would otherwise cost nothing and take for ever. It is also
                // kept until all within is read, and in several forms.
                work.Unpacked(2L * reading.Length);
                var header = $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n";
                byte[] whole = [.. Encoding.ASCII.GetBytes(header), .. reading];
                if (MailStructure.Part(whole, work, place.Depth) is Multipart { Count: > 0 } parts)
                {
                    return parts;
                }
            }
        }
        return null;
    }

    /// <summary>A line of two hyphens and something, before a line that is a header of a part.</summary>
    private static string? Boundary(ReadOnlySpan<byte> body)
    {
        for (var lines = 0; !body.IsEmpty && lines < 1000; lines++)
        {
            var end = body.IndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }
            var line = body[..end].TrimEnd(" \t\r"u8);
            body = body[(end + 1)..];
            if (line.Length is > 2 and <= 202 && line.StartsWith("--"u8) && !line.ContainsAny("\"\\"u8)
                && Ascii.IsValid(line) && MailStart.IsHeader(body)
                && Ascii.EqualsIgnoreCase(body[..Math.Min(8, body.Length)], "Content-"))
            {
                return Encoding.ASCII.GetString(line[2..]);
            }
        }
        return null;
    }
}
