using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Hotline.Contract.Facts;

/// <summary>
/// How entries become bytes and come back: the facts of this contract, and those of sorts of streams that somebody
/// adds.
/// </summary>
public sealed class EntryFormat
{
    private readonly JsonTypeInfo<Entry> _entry;

    private EntryFormat(JsonTypeInfo<Entry> entry) => _entry = entry;

    /// <summary>The facts of this contract and no others.</summary>
    public static EntryFormat Default { get; } = new(FactJson.Default.Entry);

    /// <summary>These facts too, each with its name on the wire.</summary>
    public static EntryFormat With(params IReadOnlyCollection<(Type Fact, string Name)> foreign)
    {
        var options = new JsonSerializerOptions(FactJson.Default.Options);
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(FactJson.Default.WithAddedModifier(type =>
        {
            if (type.Type == typeof(Fact))
            {
                foreach (var (fact, name) in foreign)
                {
                    type.PolymorphismOptions!.DerivedTypes.Add(new JsonDerivedType(fact, name));
                }
            }
        }));
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        return new EntryFormat((JsonTypeInfo<Entry>)options.GetTypeInfo(typeof(Entry)));
    }

    /// <summary>The bytes that are journaled and hashed.</summary>
    public byte[] Write(Entry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, _entry);

    /// <summary>Reads an entry back.</summary>
    /// <exception cref="JsonException">The bytes are not an entry of this format.</exception>
    public Entry Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, _entry) is { Fact: not null } entry
                ? entry : throw new JsonException("An entry needs a fact.");
        }
        catch (NotSupportedException untyped)
        {
            throw new JsonException("A fact needs a known type.", untyped);
        }
    }
}

/// <summary>Wire names of facts, read once from <see cref="Facts.Fact"/>.</summary>
public static class FactTypes
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(Fact)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    private static readonly FrozenSet<string> Known = Names.Values.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The name of a fact.</summary>
    public static string Name(Fact fact) => fact is ForeignFact foreign ? foreign.TypeName : Names[fact.GetType()];

    /// <summary>True for a fact of this contract.</summary>
    public static bool IsKnown(string name) => Known.Contains(name);
}
