using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Bridges;

/// <summary>Something that a participant's program published at a broker, by the form of its topic.</summary>
/// <param name="Participant">Whose topic it is.</param>
/// <param name="About"><see cref="Submit"/> or <see cref="Confirm"/>.</param>
/// <param name="Payload">Its bytes.</param>
public sealed record BrokerPost(string Participant, string About, byte[] Payload)
{
    /// <summary>The topics' last level where envelopes are published.</summary>
    public const string Submit = "submit";

    /// <summary>The topics' last level where confirmations are published.</summary>
    public const string Confirm = "confirm";

    /// <summary>What to subscribe to for all of them.</summary>
    public static IReadOnlyList<string> Filters { get; } =
        [$"{Topics.Root}/+/{Submit}", $"{Topics.Root}/+/{Confirm}"];

    /// <summary>
    /// Names it: what is in the form of its topic by the digest of what is signed, as journal and receipts do, whatever
    /// line end or signature it came with; all else by SHA-256 of its bytes.
    /// </summary>
    public string Digest => Form() is { } jws ? jws.Digest : Base64Url.EncodeToString(SHA256.HashData(Payload));

    /// <summary>The text; null when it is not ASCII. Scripts pipe files: one line end is forgiven.</summary>
    public string? Text => Payload.AsSpan().TrimEnd("\r\n"u8) is var text && Ascii.IsValid(text)
        ? Encoding.ASCII.GetString(text) : null;

    /// <summary>Reads a topic; null when it is none of these.</summary>
    public static BrokerPost? Read(string topic, byte[] payload) =>
        topic.Split('/') is ["hotline", "v1", var participant, Submit or Confirm] levels
        && Names.IsParticipant(participant) ? new BrokerPost(participant, levels[3], payload) : null;

    /// <summary>
    /// The message that it claims to be, or to confirm; nothing of it was checked. Null when it cannot be read.
    /// </summary>
    public MessageId? Claimed()
    {
        var member = About == Submit ? "id" : "message";
        if (Form() is not { } jws)
        {
            return null;
        }
        try
        {
            using var json = JsonDocument.Parse(jws.Payload);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(member, out var id) && id.ValueKind == JsonValueKind.String
                && MessageId.TryParse(id.GetString(), out var message) ? message : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The JWS that it is by its form; nothing of it was checked. Null when it is none.</summary>
    private Jws? Form() => Text is { } compact
        && Jws.Read(compact, About == Submit ? JwsTypes.Envelope : JwsTypes.Confirmation).Try(out var jws, out _)
            ? jws : null;
}
