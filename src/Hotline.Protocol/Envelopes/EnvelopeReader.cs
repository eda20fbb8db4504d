using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// Strict reading of an envelope's payload. Whatever it lets through can be journaled, indexed, mailed and shown
/// without being looked at again.
/// </summary>
public static class EnvelopeReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = EnvelopeLimits.Depth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = EnvelopeLimits.Depth };

    /// <summary>Reads a payload of UTF-8 JSON; says in a numbered refusal (1003, 1010 to 1020) what is wrong.</summary>
    public static Outcome<Envelope> Read(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return EnvelopeErrors.NotUtf8("payload");
        }
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException broken)
        {
            return WhyNotJson(utf8, broken);
        }
        using (document)
        {
            return HasLoneSurrogate(utf8.Span, document.RootElement)
                ? EnvelopeErrors.NotJson("a string holds half of a surrogate pair.")
                : Read(document.RootElement);
        }
    }

    private static Refusal WhyNotJson(ReadOnlyMemory<byte> utf8, JsonException broken)
    {
        try
        {
            using var twice = JsonDocument.Parse(utf8, Lenient);
            return EnvelopeErrors.DuplicateMember();
        }
        catch (JsonException)
        {
            return EnvelopeErrors.NotJson($"it breaks at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}. NaN, Infinity, comments, trailing commas and more than {EnvelopeLimits.Depth} levels are not accepted.");
        }
    }

    private static Outcome<Envelope> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return EnvelopeErrors.NotJson("it is not an object.");
        }
        var members = new Members(root);
        members.Version();
        var envelope = new Envelope
        {
            Id = members.Id("id"),
            From = members.Participant("from"),
            Sender = members.Name("sender"),
            To = members.Participants("to", required: true),
            Cc = members.Participants("cc", required: false),
            Regime = members.Name("regime"),
            Kind = members.Enum<Kind>("kind"),
            Precedence = members.Enum<Precedence>("precedence"),
            Status = members.Enum<Status>("status"),
            Tlp = members.Enum<Tlp>("tlp"),
            Created = members.Time("created"),
            Exchange = members.Id("exchange"),
            InReplyTo = members.Has("inReplyTo") ? members.Id("inReplyTo") : null,
            ExpectBy = members.Has("expectBy") ? members.Time("expectBy") : null,
            Subject = members.Line("subject", EnvelopeLimits.Subject),
            Content = members.Content(),
        };
        return (members.Fault ?? members.Unknown() ?? Contradiction(envelope)) is { } refusal ? refusal : envelope;
    }

    /// <summary>Rules between the members, for drafts as for envelopes.</summary>
    public static Refusal? Contradiction(Envelope e)
    {
        var all = e.Parties.ToList();
        if (all.Distinct(StringComparer.Ordinal).Count() != all.Count)
        {
            return EnvelopeErrors.Contradiction("A participant is named twice among from, to and cc. Name each once, and never yourself.");
        }
        if (e.Opens && e.Exchange != e.Id)
        {
            return EnvelopeErrors.Contradiction($"A message of kind {e.Kind.Wire()} opens its own exchange: exchange must equal id. To refer to an earlier message use inReplyTo.");
        }
        if (!e.Opens && (e.InReplyTo is null || e.Exchange == e.Id))
        {
            return EnvelopeErrors.Contradiction($"A message of kind {e.Kind.Wire()} belongs to an exchange: set exchange to the id of the message that opened it, and inReplyTo to the message it replies to.");
        }
        if (e.ExpectBy is not null && e.Kind != Kind.Acknowledgement)
        {
            return EnvelopeErrors.Contradiction("Only an acknowledgement may say by when an answer can be expected (expectBy).");
        }
        return null;
    }

    /// <summary>Escapes such as \ud800 pass the JSON grammar and are no text. Only payloads that hold an escape are walked.</summary>
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> utf8, JsonElement element)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
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
