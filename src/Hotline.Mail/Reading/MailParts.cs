using System.Net.Mime;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>Goes through the parts of one mail and collects what they hold.</summary>
internal sealed class MailParts
{
    private int _count;

    public List<string> Texts { get; } = [];

    public List<string> Envelopes { get; } = [];

    /// <summary>
    /// True when the whole mail is a report (RFC 6522): what it holds of envelopes is only given back.
    /// </summary>
    public bool IsReport { get; private set; }

    public MailBounce? Bounce { get; private set; }

    /// <summary>Message-ID header of the mail that a report gives back.</summary>
    public string? ReturnedMessageId { get; private set; }

    /// <summary>Takes a mail or part and all below it; null when all is well.</summary>
    public Refusal? Take(HeaderBlock headers, ReadOnlySpan<byte> body, int depth)
    {
        if (++_count > MailLimits.Parts)
        {
            return ReadingErrors.TooManyParts();
        }
        if (depth > MailLimits.Depth)
        {
            return ReadingErrors.TooDeep();
        }
        if (ContentTypeOf(headers) is not { } type)
        {
            return ReadingErrors.BadHeader("a Content-Type is not readable");
        }
        var mediaType = type.MediaType.ToLowerInvariant();
        var encoding = DeliveryReport.FirstWord(headers["Content-Transfer-Encoding"]);
        var container = mediaType.StartsWith("multipart/", StringComparison.Ordinal) || mediaType is "message/rfc822";
        if (container && !TransferDecoder.IsIdentity(encoding))
        {
            return ReadingErrors.BadEncoding("a container of parts is itself encoded");
        }
        if (mediaType.StartsWith("multipart/", StringComparison.Ordinal))
        {
            IsReport |= depth == 1 && mediaType == "multipart/report";
            return TakeMultipart(body, type, depth);
        }
        if (mediaType == "message/rfc822" && !IsReport)
        {
            return TakeWhole(body, depth);
        }
        return TransferDecoder.Decode(encoding, body).Try(out var bytes, out var refusal)
            ? TakeLeaf(headers, type, mediaType, bytes) : refusal;
    }

    private Refusal? TakeMultipart(ReadOnlySpan<byte> body, ContentType type, int depth)
    {
        if (!Multipart.Split(body, type.Boundary).Try(out var parts, out var refusal))
        {
            return refusal;
        }
        foreach (var part in parts)
        {
            if (TakeWhole(part, depth) is { } fault)
            {
                return fault;
            }
        }
        return null;
    }

    private Refusal? TakeWhole(ReadOnlySpan<byte> part, int depth) =>
        HeaderBlock.Read(part, out var body).Try(out var headers, out var refusal)
        ? Take(headers, part[body..], depth + 1) : refusal;

    private Refusal? TakeLeaf(HeaderBlock headers, ContentType type, string mediaType, byte[] bytes)
    {
        var disposition = DispositionOf(headers);
        if (mediaType == MediaTypes.Envelope || IsEnvelopeName(disposition?.FileName) || IsEnvelopeName(type.Name))
        {
            Envelopes.Add(MailCharacters.WithoutSpace(System.Text.Encoding.Latin1.GetString(bytes)));
            return null;
        }
        switch (mediaType)
        {
            case "text/plain":
                TakeText(MailCharacters.Decode(bytes, type.CharSet), attached: disposition is { Inline: false });
                return null;
            case "message/delivery-status" or "message/global-delivery-status" when IsReport:
                if (!DeliveryReport.Read(bytes).Try(out var bounce, out var refusal))
                {
                    return refusal;
                }
                Bounce ??= bounce;
                return null;
            case "message/rfc822" or "message/global" or "text/rfc822-headers"
                or "message/global-headers" when IsReport:
                ReturnedMessageId ??= HeaderBlock.Read(bytes, out _).Try(out var returned, out _)
                    ? returned["Message-ID"] : null;
                return null;
            default:
                return null;
        }
    }

    private void TakeText(string text, bool attached)
    {
        if (MailCharacters.WithoutSpace(text) is var compact && MailCharacters.IsCompactJws(compact))
        {
            Envelopes.Add(compact);
        }
        else if (!attached && !string.IsNullOrWhiteSpace(text))
        {
            Texts.Add(MailCharacters.Readable(text));
        }
    }

    private static bool IsEnvelopeName(string? name) =>
        name is not null && name.EndsWith(".jws", StringComparison.OrdinalIgnoreCase);

    private static ContentType? ContentTypeOf(HeaderBlock headers) =>
        headers["Content-Type"] is { } value
        ? NetMime.Read(value, v => new ContentType(v)) : new ContentType(MediaTypeNames.Text.Plain);

    /// <summary>A disposition that cannot be read is none: nothing but a file name depends on it.</summary>
    private static ContentDisposition? DispositionOf(HeaderBlock headers) =>
        NetMime.Read(headers["Content-Disposition"], v => new ContentDisposition(v));
}
