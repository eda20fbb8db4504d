using System.Buffers;
using System.Text.Json;

namespace Hotline.Protocol.Envelopes;

/// <summary>
/// A message as a person or a script writes it: an envelope's payload with some members left out. Completing fills in
/// version, id, from, sender, created, exchange, and the defaults precedence <c>routine</c>, status <c>actual</c>
/// (<c>exercise</c> under the regime of that name), tlp <c>amber</c> and contentType <c>application/json</c>
/// (<c>text/plain</c> for a string).
/// </summary>
/// <param name="Id">The new message's id.</param>
/// <param name="From">The sender's participant.</param>
/// <param name="Sender">The sender's point of contact.</param>
/// <param name="Now">The sender's time.</param>
public sealed record Draft(MessageId Id, string From, string Sender, DateTimeOffset Now)
{
    /// <summary>Completes a draft and reads it as strictly as an envelope. Refusals 1003, 1010 to 1020.</summary>
    /// <param name="utf8">The draft, a JSON object.</param>
    public Outcome<Envelope> Complete(ReadOnlyMemory<byte> utf8)
    {
        if (!EnvelopeReader.Parse(utf8).Try(out var document, out var refusal))
        {
            return refusal;
        }
        using (document)
        {
            return EnvelopeReader.Read(WithDefaults(document.RootElement));
        }
    }

    private byte[] WithDefaults(JsonElement draft)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, EnvelopeWriter.Options))
        {
            void Default(Member member, string value)
            {
                if (!draft.TryGetProperty(Members.NameOf(member), out _))
                {
                    json.WriteString(Members.NameOf(member), value);
                }
            }

            json.WriteStartObject();
            if (!draft.TryGetProperty(Members.NameOf(Member.Version), out _))
            {
                json.WriteNumber(Members.NameOf(Member.Version), Envelope.Version);
            }
            Default(Member.Id, Id.ToString());
            Default(Member.From, From);
            Default(Member.Sender, Sender);
            Default(Member.Precedence, Precedence.Routine.Wire());
            Default(Member.Status,
                (TextOf(draft, Member.Regime) == Status.Exercise.Wire() ? Status.Exercise : Status.Actual).Wire());
            Default(Member.Tlp, Tlp.Amber.Wire());
            Default(Member.Created, Instant.Write(Now));
            // An id that is no string is refused as such, before the exchange is looked at.
            Default(Member.Exchange, TextOf(draft, Member.Id) ?? Id.ToString());
            if (draft.TryGetProperty(Members.NameOf(Member.Content), out var content))
            {
                Default(
                    Member.ContentType, content.ValueKind == JsonValueKind.String ? "text/plain" : "application/json");
            }
            foreach (var member in draft.EnumerateObject())
            {
                // As it is written: numbers and escapes of the content are the sender's.
                json.WritePropertyName(member.Name);
                json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static string? TextOf(JsonElement draft, Member member) =>
        draft.TryGetProperty(Members.NameOf(member), out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
