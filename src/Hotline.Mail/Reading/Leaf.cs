using System.Text;
using MimeKit;

namespace Hotline.Mail;

/// <summary>A part that is no container, decoded. Everything is read at once: nothing is left to throw later.</summary>
internal sealed class Leaf
{
    private Leaf(MimePart part, byte[] raw, byte[] bytes)
    {
        (Part, Raw, Bytes) = (part, raw, bytes);
        var type = DifferingHeaders.Values(part.Headers, "Content-Type").FirstOrDefault();
        MediaType = (Unbroken.Try(() => part.ContentType.MimeType) ?? "").ToLowerInvariant();
        // One that cannot be read says nothing; RFC 2045 5.2 suggests plain text.
        SaysType = type?.Contains('/', StringComparison.Ordinal) is true
            && (MediaType != "application/octet-stream"
                || type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase));
        if (!SaysType)
        {
            MediaType = "text/plain";
        }
        Charset = Unbroken.Try(() => part.ContentType.Charset);
        Name = Unbroken.Try(() => part.FileName)?.Trim();
        IsAttached = DifferingHeaders.Values(part.Headers, "Content-Disposition").FirstOrDefault() is { } disposition
            && !disposition.StartsWith("inline", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The part itself.</summary>
    public MimePart Part { get; }

    /// <summary>Its body as it travelled.</summary>
    public byte[] Raw { get; }

    /// <summary>Its body decoded, as well as it can be.</summary>
    public byte[] Bytes { get; }

    /// <summary>Type and subtype in lower case; <c>text/plain</c> when it says none that can be read.</summary>
    public string MediaType { get; }

    /// <summary>False when it says no type, or none that can be read.</summary>
    public bool SaysType { get; }

    /// <summary>As it says; null when it says none.</summary>
    public string? Charset { get; }

    /// <summary>File name, decoded; null when it has none.</summary>
    public string? Name { get; }

    /// <summary>True when it is meant as a file, not for reading.</summary>
    public bool IsAttached { get; }

    /// <summary>True when it may hold words, whatever it calls itself.</summary>
    public bool IsTextual => MediaType.Split('/')[0] is "text" or "message"
        || MediaType.Split('/')[0] is not ("image" or "audio" or "video" or "font")
            && Bytes.AsSpan(0, Math.Min(Bytes.Length, 4096)).ContainsAnyInRange<byte>(0, 8) is false;

    /// <summary>Reads a part's body.</summary>
    /// <param name="part">The part.</param>
    /// <param name="work">Counts what is decoded.</param>
    public static Leaf Of(MimePart part, ReadingWork work)
    {
        var raw = Unbroken.Try(() => Copy(part, (content, to) => content.Stream!.CopyTo(to))) ?? [];
        work.Unpacked(raw.Length);
        var bytes = Unbroken.Try(() => Copy(part, (content, to) => content.DecodeTo(to))) ?? raw;
        return new Leaf(part, raw, bytes);
    }

    /// <summary>True when its name ends so.</summary>
    public bool IsNamed(params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (Name?.EndsWith(ending, StringComparison.OrdinalIgnoreCase) is true)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Its body as text.</summary>
    public string Text() => MailCharacters.Decode(Bytes, Charset);

    /// <summary>The body as bytes in single-byte characters, for what is ASCII in any case.</summary>
    public static string Plain(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Copy(MimePart part, Action<IMimeContent, Stream> copy)
    {
        if (part.Content is not { Stream: not null } content)
        {
            return [];
        }
        using var bytes = new MemoryStream();
        content.Stream.Position = 0;
        copy(content, bytes);
        return bytes.ToArray();
    }
}
