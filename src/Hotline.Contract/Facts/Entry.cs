using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract.Facts;

/// <summary>
/// One line of the journal: a fact with its place and the hub's time. Its UTF-8 JSON, exactly as first written, is a leaf of the Merkle tree;
/// whoever wants to check it hashes those bytes and never a re-serialisation.
/// </summary>
/// <param name="Position">Place in the journal: 1, 2, 3 … without gaps, in commit order.</param>
/// <param name="At">The hub's time of the decision. Order is by position; the wall clock may have been set back in between.</param>
/// <param name="Fact">What happened.</param>
public sealed record Entry(long Position, DateTimeOffset At, Fact Fact)
{
    /// <summary>The fact's name on the wire, such as <c>lapsed</c>.</summary>
    [JsonIgnore]
    public string Type => FactTypes.Name(Fact);

    /// <summary>The bytes that are journaled and hashed.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, FactJson.Default.Entry);

    /// <summary>Reads an entry back.</summary>
    /// <exception cref="JsonException">The bytes are not an entry of this version.</exception>
    public static Entry FromJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, FactJson.Default.Entry) is { Fact: not null } entry ? entry : throw new JsonException("An entry needs a fact.");
        }
        catch (NotSupportedException untyped)
        {
            throw new JsonException("A fact needs a known type.", untyped);
        }
    }
}

/// <summary>How facts are written: camel case, times in UTC with milliseconds, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Entry))]
public sealed partial class FactJson : JsonSerializerContext;

/// <summary>Wire names of facts, read once from <see cref="Facts.Fact"/>.</summary>
internal static class FactTypes
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(Fact).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    public static string Name(Fact fact) => Names[fact.GetType()];
}
