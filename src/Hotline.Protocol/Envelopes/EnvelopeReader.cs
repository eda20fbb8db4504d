using System.Text.Json;
using System.Text.Unicode;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// Strict reading of an envelope's payload. Whatever it lets through can be journaled, indexed, mailed and shown
/// without being looked at again.
/// </summary>
public static class EnvelopeReader
{
    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = EnvelopeLimits.Depth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = EnvelopeLimits.Depth };

    /// <summary>Reads a payload of UTF-8 JSON; says in a numbered refusal (1003, 1010 to 1020) what is wrong.</summary>
    public static Outcome<Envelope> Read(ReadOnlyMemory<byte> utf8)
    {
        if (!Parse(utf8).Try(out var document, out var refusal))
        {
            return refusal;
        }
        using (document)
        {
            return Read(new Members(document.RootElement));
        }
    }

    /// <summary>One JSON object in UTF-8, every member once, every string text. Refusals 1003, 1010, 1011.</summary>
    internal static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span) || utf8.Span.StartsWith("\uFEFF"u8))
        {
            return EnvelopeErrors.NotUtf8("payload");
        }
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, Strict);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return WhyNotJson(utf8, broken as JsonException);
        }
        var fault = document.RootElement.ValueKind != JsonValueKind.Object ? "it is not an object."
            : HasLoneSurrogate(utf8.Span, document.RootElement) ? "a string holds half of a surrogate pair."
            : null;
        if (fault is null)
        {
            return document;
        }
        document.Dispose();
        return EnvelopeErrors.NotJson(fault);
    }

    private static Refusal WhyNotJson(ReadOnlyMemory<byte> utf8, JsonException? broken)
    {
        try
        {
            using var twice = JsonDocument.Parse(utf8, Lenient);
            return HasLoneSurrogate(utf8.Span, twice.RootElement)
                ? EnvelopeErrors.NotJson("a string holds half of a surrogate pair.")
                : EnvelopeErrors.DuplicateMember();
        }
        catch (JsonException)
        {
            return EnvelopeErrors.NotJson(
                $"it breaks at line {broken?.LineNumber + 1}, byte {broken?.BytePositionInLine}. NaN, Infinity, "
                + $"comments, trailing commas and more than {EnvelopeLimits.Depth} levels are not accepted.");
        }
    }

    private static Outcome<Envelope> Read(Members members)
    {
        members.Version();
        var envelope = new Envelope
        {
            Id = members.Id(Member.Id),
            From = members.Participant(Member.From),
            Sender = members.Name(Member.Sender),
            To = members.Participants(Member.To, required: true),
            Cc = members.Participants(Member.Cc, required: false),
            Regime = members.Name(Member.Regime),
            Kind = members.OneOf<Kind>(Member.Kind),
            Precedence = members.OneOf<Precedence>(Member.Precedence),
            Status = members.OneOf<Status>(Member.Status),
            Tlp = members.OneOf<Tlp>(Member.Tlp),
            Created = members.Time(Member.Created),
            Exchange = members.Id(Member.Exchange),
            InReplyTo = members.Has(Member.InReplyTo) ? members.Id(Member.InReplyTo) : null,
            ExpectBy = members.Has(Member.ExpectBy) ? members.Time(Member.ExpectBy) : null,
            Subject = members.Line(Member.Subject, EnvelopeLimits.Subject),
            Content = members.Content(),
        };
        return (members.Fault ?? members.Unknown ?? Contradiction(envelope)) is { } refusal ? refusal : envelope;
    }

    /// <summary>Rules between the members, for drafts as for envelopes.</summary>
    public static Refusal? Contradiction(Envelope e)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        if (!e.Parties.All(named.Add))
        {
            return EnvelopeErrors.Contradiction(
                "A participant is named twice among from, to and cc. Name each once, and never yourself.");
        }
        if (e.Opens && e.Exchange != e.Id)
        {
            return EnvelopeErrors.Contradiction(
                $"A message of kind {e.Kind.Wire()} opens its own exchange: exchange must equal id. To refer to an "
                + "earlier message use inReplyTo.");
        }
        if (!e.Opens && (e.InReplyTo is null || e.Exchange == e.Id))
        {
            return EnvelopeErrors.Contradiction(
                $"A message of kind {e.Kind.Wire()} belongs to an exchange: set exchange to the id of the message that "
                + "opened it, and inReplyTo to the message it replies to.");
        }
        if (e.InReplyTo == e.Id)
        {
            return EnvelopeErrors.Contradiction(
                "A message cannot reply to itself: set inReplyTo to the id of the other message, or leave it out.");
        }
        if (e.ExpectBy is not null && e.Kind != Kind.Acknowledgement)
        {
            return EnvelopeErrors.Contradiction(
                "Only an acknowledgement may say by when an answer can be expected (expectBy).");
        }
        return null;
    }

    /// <summary>
    /// Escapes such as \ud800 pass the JSON grammar and are no text. Only payloads that escape a surrogate are walked.
    /// </summary>
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> utf8, JsonElement element)
    {
        if (!EscapesSurrogate(utf8))
        {
            return false;
        }
        try
        {
            Walk(element);
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static bool EscapesSurrogate(ReadOnlySpan<byte> utf8)
    {
        for (var at = utf8.IndexOf("\\u"u8); at >= 0; at = utf8.IndexOf("\\u"u8))
        {
            utf8 = utf8[(at + 2)..];
            if (utf8 is [(byte)'d' or (byte)'D', not (>= (byte)'0' and <= (byte)'7'), ..])
            {
                return true;
            }
        }
        return false;
    }

    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Walk(member.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item);
                }
                break;
        }
    }
}
