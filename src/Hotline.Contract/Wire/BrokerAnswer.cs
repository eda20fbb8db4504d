using System.Text.Json;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Contract.Wire;

/// <summary>
/// What the hub publishes on a broker of others about something that was published there: what a reason code says at
/// its own endpoint, a broker in between cannot carry. The same bytes published again get the same answer again.
/// </summary>
/// <param name="About">The topic's last level: <c>submit</c> or <c>confirm</c>.</param>
/// <param name="Digest">
/// SHA-256, base64url: of an envelope or signed confirmation over <c>header.payload</c>, of anything else over the
/// published bytes.
/// </param>
/// <param name="Message">The message that they are or name; null where they could not be read so far.</param>
/// <param name="Receipt">Of an envelope that is on record; null for everything else.</param>
/// <param name="Refusal">Why nothing was recorded; null when it is on record.</param>
public sealed record BrokerAnswer(
    string About, string Digest, MessageId? Message = null, Receipt? Receipt = null, RefusalView? Refusal = null)
{
    /// <summary>Its bytes.</summary>
    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Default.BrokerAnswer);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="JsonException">The bytes are none.</exception>
    public static BrokerAnswer FromJson(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, WireJson.Default.BrokerAnswer)
        ?? throw new JsonException("The answer is null.");
}

/// <summary>A refusal on the wire.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Detail">The sentence.</param>
public sealed record RefusalView(int Number, string Name, string Detail)
{
    /// <summary>What is told of a refusal.</summary>
    public static RefusalView Of(Refusal refusal) => new(refusal.Number, refusal.Name, refusal.Detail);
}
