using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hotline.Protocol.Envelopes;

/// <summary>Writes an envelope's payload, members in a fixed order.</summary>
public static class EnvelopeWriter
{
    internal static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// The payload as UTF-8 JSON. <see cref="EnvelopeReader"/> reads the same members back, times in whole
    /// milliseconds.
    /// </summary>
    public static byte[] Write(Envelope e)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (e.Content?.Json.Length ?? 0));
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Envelope.Version);
            json.WriteString("id", e.Id.Value);
            json.WriteString("from", e.From);
            json.WriteString("sender", e.Sender);
            WriteList(json, "to", e.To);
            if (!e.Cc.IsEmpty)
            {
                WriteList(json, "cc", e.Cc);
            }
            json.WriteString("regime", e.Regime);
            json.WriteString("kind", e.Kind.Wire());
            json.WriteString("precedence", e.Precedence.Wire());
            json.WriteString("status", e.Status.Wire());
            json.WriteString("tlp", e.Tlp.Wire());
            json.WriteString("created", Instant.Write(e.Created));
            json.WriteString("exchange", e.Exchange.Value);
            if (e.InReplyTo is { } message)
            {
                json.WriteString("inReplyTo", message.Value);
            }
            if (e.ExpectBy is { } expected)
            {
                json.WriteString("expectBy", Instant.Write(expected));
            }
            if (e.Subject is not null)
            {
                json.WriteString("subject", e.Subject);
            }
            if (e.Content is { } content)
            {
                json.WriteString("contentType", content.Type);
                if (content.Base64)
                {
                    json.WriteString("contentEncoding", "base64url");
                }
                json.WritePropertyName("content");
                // Not looked at here: whoever signs reads the payload back and compares.
                json.WriteRawValue(Encoding.UTF8.GetBytes(content.Json), skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }
        json.WriteEndArray();
    }
}
