using System.Collections.Immutable;
using System.Net.Mail;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// Reads a mail (RFC 5322, MIME RFC 2045 to 2047) strictly and within <see cref="MailLimits"/>. What could be read in
/// two ways is refused, 5001 to 5009; nothing in a mail makes it throw. Lines may end in CR LF or, as in a Maildir, in
/// LF.
/// </summary>
public static class MailReader
{
    // What Postfix, Exim and others write on top when they deliver.
    private static readonly string[] Traces = ["Delivered-To", "X-Original-To", "Envelope-To"];

    /// <summary>Reads a mail from a stream, no further than the limit.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Outcome<ReceivedMail> Read(Stream stream)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MailLimits.Bytes)
            {
                return ReadingErrors.TooLarge();
            }
        }
        return Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>Reads a mail.</summary>
    public static Outcome<ReceivedMail> Read(ReadOnlySpan<byte> message)
    {
        if (message.Length > MailLimits.Bytes)
        {
            return ReadingErrors.TooLarge();
        }
        var bytes = WithCrLf(message);
        if (!HeaderBlock.Read(bytes, out var body).Try(out var headers, out var refusal))
        {
            return refusal;
        }
        if (headers.Count == 0)
        {
            return ReadingErrors.BadHeader("it does not begin with a header");
        }
        var parts = new MailParts();
        if (parts.Take(headers, bytes.AsSpan(body), depth: 1) is { } fault)
        {
            return fault;
        }
        ImmutableArray<string> repliesTo = [
            .. Ids(headers["In-Reply-To"]).Concat(Ids(headers["References"]).Reverse()).Distinct()];
        return new ReceivedMail
        {
            Subject = MailCharacters.DecodeWords(headers["Subject"] ?? ""),
            From = NetMime.Read(headers["From"], v => new MailAddress(v))?.Address,
            ReplyTo = NetMime.Read(headers["Reply-To"], v => new MailAddress(v))?.Address,
            To = [.. (NetMime.Read(headers["To"], v => new MailAddressCollection { v }) ?? []).Select(a => a.Address)],
            DeliveredTo = [.. Traces.SelectMany(headers.All).Select(v => NetMime.Read(
                v, a => new MailAddress(a))?.Address).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)],
            MessageId = Ids(headers["Message-ID"]).FirstOrDefault(),
            RepliesTo = repliesTo,
            Texts = [.. parts.Texts],
            Envelopes = parts.IsReport ? [] : [.. parts.Envelopes.Distinct()],
            IsAutomatic = parts.IsReport || IsAutomatic(headers),
            NullReturnPath = headers.All("Return-Path").Any(p => p is "<>"),
            Bounce = parts.Bounce is { } bounce ? bounce with { OriginalMessageId = Ids(parts.ReturnedMessageId)
                .Concat(repliesTo).FirstOrDefault() } : null,
        };
    }

    private static bool IsAutomatic(HeaderBlock headers) =>
        headers.All("Auto-Submitted").Any(v => DeliveryReport.FirstWord(v) != "no")
        || headers.All("Precedence").Any(v => DeliveryReport.FirstWord(v) is "bulk" or "junk" or "list" or "auto_reply")
        || headers.All("X-Autoreply").Concat(headers.All("X-Auto-Response-Suppress"))
            .Any(v => DeliveryReport.FirstWord(v) is not ("no" or "none"));

    /// <summary>The ids in angle brackets in a header.</summary>
    private static IEnumerable<string> Ids(string? header)
    {
        var text = header ?? "";
        for (int start = text.IndexOf('<', StringComparison.Ordinal), end; start >= 0; start = text.IndexOf('<', end))
        {
            end = text.IndexOf('>', start);
            if (end < 0)
            {
                yield break;
            }
            var id = text[start..(end + 1)];
            if (id.Length is > 3 and < 1000 && !id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                yield return id;
            }
        }
    }

    private static byte[] WithCrLf(ReadOnlySpan<byte> message)
    {
        var bytes = new byte[message.Length + message.Count((byte)'\n')];
        var length = 0;
        for (var i = 0; i < message.Length; i++)
        {
            if (message[i] == '\n' && (i == 0 || message[i - 1] != '\r'))
            {
                bytes[length++] = (byte)'\r';
            }
            bytes[length++] = message[i];
        }
        return bytes[..length];
    }
}
