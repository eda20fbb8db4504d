using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Client;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Screens;

/// <summary>A message as people read it.</summary>
internal static class MessageScreen
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What kind of thing this is, first of all whether it is real.</summary>
    public static void Labels(Screen screen, Status status, Tlp tlp, Precedence precedence, Kind kind) =>
        screen.Line(Look.Label(status), " ", Look.Label(tlp), " ", Look.Label(precedence), " ", kind.Words());

    /// <summary>The subject, if there is one.</summary>
    public static void Subject(Screen screen, string? subject)
    {
        if (!string.IsNullOrEmpty(subject))
        {
            screen.Line(" ", new Ink(subject, Look.Strong));
        }
    }

    /// <summary>Who to whom.</summary>
    public static void Parties(Screen screen, Envelope e) => screen.Line(
        $" {e.From} ({e.Sender}) to {Look.Words(e.To)}{(e.Cc.IsEmpty ? "" : $", for information {Look.Words(e.Cc)}")} "
        + $"· regime {e.Regime}");

    /// <summary>The content behind a rule, or a word on why it is not shown.</summary>
    public static void Content(Screen screen, Content? content)
    {
        if (content is null)
        {
            return;
        }
        screen.Line(new Ink($"  {content.Type}", Look.Faint));
        if (content.Base64)
        {
            Base64Url.IsValid(JsonSerializer.Deserialize<string>(content.Json), out var bytes);
            screen.Quote(FormattableString.Invariant($"({bytes} bytes, not shown)"));
            return;
        }
        var json = JsonNode.Parse(content.Json);
        screen.Quote(
            json is JsonValue value && value.TryGetValue<string>(out var text) && !Names.IsJsonMediaType(content.Type)
            ? text : json?.ToJsonString(Readable) ?? "null");
    }

    /// <summary>Who signed, as far as the directory can tell.</summary>
    public static void Signature(Screen screen, SignedEnvelope signed, DirectoryCache directory, DateTimeOffset now)
    {
        var owner = directory.Owner(signed.KeyId)!;
        var asOf = directory.AsOf is { } at
            && (now - at).Duration() > TimeSpan.FromMinutes(5) ? $", by the directory as of {HumanTime.Full(at)}" : "";
        screen.Line(new Ink(" ✓ ", Look.Good),
            $"Signed by {owner.Participant}/{owner.Poc.Id} ({owner.Poc.Title}); the signature holds{asOf}.",
            new Ink($" Key {signed.KeyId}", Look.Faint));
        if (owner.Left is { } left)
        {
            screen.Line(new Ink(" ! ", Look.Ask),
                $"That key left the directory {HumanTime.Full(left)}: it signed for messages before, and no more.");
        }
    }

    /// <summary>The payload as JSON, for <c>--json</c>.</summary>
    public static JsonNode Json(Envelope e) => JsonNode.Parse(EnvelopeWriter.Write(e))!;
}
