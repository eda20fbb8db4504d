using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract.Facts;

/// <summary>
/// One line of the journal: a fact with its place and the hub's time. Its UTF-8 JSON, exactly as first written, is a
/// leaf of the Merkle tree; whoever wants to check it hashes those bytes and never a re-serialisation.
/// </summary>
/// <param name="Position">Place in the journal: 1, 2, 3 … without gaps, in commit order.</param>
/// <param name="At">
/// The hub's time of the decision. Order is by position; the wall clock may have been set back in between.
/// </param>
/// <param name="Previous">Position of the entry before it in its stream; null for the first.</param>
/// <param name="Directory">
/// Position of the directory by which it was decided; null while the directory is a file beside the journal.
/// </param>
/// <param name="Fact">What happened.</param>
[method: JsonConstructor]
public sealed record Entry(long Position, DateTimeOffset At, long? Previous, long? Directory, Fact Fact)
{
    /// <summary>An entry decided by a directory that has no position.</summary>
    public Entry(
        long position, DateTimeOffset at, Fact fact, long? previous = null) : this(position, at, previous, null, fact)
    {
    }

    /// <summary>The fact's name on the wire, such as <c>lapsed</c>.</summary>
    [JsonIgnore]
    public string Type => FactTypes.Name(Fact);

    /// <summary>The bytes that are journaled and hashed.</summary>
    public byte[] ToJson() => EntryFormat.Default.Write(this);

    /// <summary>Reads an entry back.</summary>
    /// <exception cref="JsonException">The bytes are not an entry of this version.</exception>
    public static Entry FromJson(ReadOnlySpan<byte> utf8) => EntryFormat.Default.Read(utf8);
}

/// <summary>How facts are written: camel case, times in UTC with milliseconds, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class FactJson : JsonSerializerContext;
