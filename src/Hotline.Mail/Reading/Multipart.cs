using Hotline.Protocol;
using Microsoft.AspNetCore.WebUtilities;

namespace Hotline.Mail;

/// <summary>
/// Splits a multipart body (RFC 2046 §5.1) with ASP.NET Core's <see cref="MultipartReader"/>. That reader knows the
/// parts of HTTP, whose headers are never folded; those of mail are. So it only splits: an empty line put after each
/// delimiter ends its own headers at once, and what it takes for the part's body is the whole part, which is read like
/// a mail.
/// </summary>
internal static class Multipart
{
    /// <summary>Longest boundary, RFC 2046 §5.1.1.</summary>
    private const int LongestBoundary = 70;

    /// <summary>The parts, each with its headers.</summary>
    /// <param name="body">Bytes whose lines end in CR LF.</param>
    /// <param name="boundary">The boundary parameter.</param>
    public static Outcome<List<byte[]>> Split(ReadOnlySpan<byte> body, string? boundary)
    {
        if (boundary is not { Length: > 0 and <= LongestBoundary }
            || boundary.AsSpan().ContainsAnyExceptInRange(' ', '~') || boundary.EndsWith(' '))
        {
            return ReadingErrors.BadStructure("the boundary is missing or not 1 to 70 ASCII characters");
        }
        try
        {
            using var stream = WithEmptyLines(body, System.Text.Encoding.ASCII.GetBytes("--" + boundary));
            var reader = new MultipartReader(boundary, stream) { BodyLengthLimit = MailLimits.Bytes };
            var parts = new List<byte[]>();
            // The stream is memory, so every read completes at once.
            while (reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
            {
                if (parts.Count == MailLimits.Parts)
                {
                    return ReadingErrors.TooManyParts();
                }
                using var part = new MemoryStream();
                section.Body.CopyTo(part);
                parts.Add(part.ToArray());
            }
            return parts.Count > 0 ? parts : ReadingErrors.BadStructure("there is no part");
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            return ReadingErrors.BadStructure("the last boundary is missing");
        }
    }

    private static MemoryStream WithEmptyLines(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        var stream = new MemoryStream(body.Length + 512);
        while (!body.IsEmpty)
        {
            var end = body.IndexOf("\r\n"u8);
            var line = end < 0 ? body : body[..(end + 2)];
            stream.Write(line);
            if (end >= 0 && line.StartsWith(delimiter))
            {
                stream.Write("\r\n"u8);
            }
            body = body[line.Length..];
        }
        stream.Position = 0;
        return stream;
    }
}
