using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// A message as a person or a script writes it: an envelope's payload with some members left out. Completing fills in version, id, from, sender,
/// created, exchange, and the defaults precedence <c>routine</c>, status <c>actual</c> (<c>exercise</c> under the regime of that name), tlp <c>amber</c> and contentType <c>application/json</c>
/// (<c>text/plain</c> for a string).
/// </summary>
/// <param name="Id">The new message's id.</param>
/// <param name="From">The sender's participant.</param>
/// <param name="Sender">The sender's point of contact.</param>
/// <param name="Now">The sender's time.</param>
public sealed record Draft(MessageId Id, string From, string Sender, DateTimeOffset Now)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = EnvelopeLimits.Depth, AllowDuplicateProperties = false };

    /// <summary>Completes a draft and reads it as strictly as an envelope. Refusals 1003, 1010 to 1020.</summary>
    /// <param name="utf8">The draft, a JSON object.</param>
    public Outcome<Envelope> Complete(ReadOnlyMemory<byte> utf8)
    {
        JsonObject draft;
        try
        {
            if (JsonNode.Parse(utf8.Span, documentOptions: Strict) is not JsonObject parsed)
            {
                return EnvelopeErrors.NotJson("it is not an object.");
            }
            draft = parsed;
        }
        catch (JsonException)
        {
            // The strict reader says precisely what is wrong.
            return EnvelopeReader.Read(utf8);
        }
        Default(draft, "version", Envelope.Version);
        Default(draft, "id", Id.ToString());
        Default(draft, "from", From);
        Default(draft, "sender", Sender);
        Default(draft, "precedence", Precedence.Routine.Wire());
        Default(draft, "status", (draft["regime"] is JsonValue regime && regime.GetValueKind() == JsonValueKind.String && regime.GetValue<string>() == "exercise" ? Status.Exercise : Status.Actual).Wire());
        Default(draft, "tlp", Tlp.Amber.Wire());
        Default(draft, "created", Instant.Write(Now));
        Default(draft, "exchange", draft["id"]!.DeepClone());
        if (draft["content"] is { } content)
        {
            Default(draft, "contentType", content.GetValueKind() == JsonValueKind.String ? "text/plain" : "application/json");
        }
        return EnvelopeReader.Read(JsonSerializer.SerializeToUtf8Bytes(draft));
    }

    private static void Default(JsonObject draft, string member, JsonNode value)
    {
        if (!draft.ContainsKey(member))
        {
            draft.Add(member, value);
        }
    }
}
