using System.Text.Json;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Testing;

/// <summary>The published vectors, as any implementation would read them.</summary>
public static class VectorFile
{
    private static readonly Dictionary<string, VerificationKey> Keys = Load(
        "keys.json").GetProperty("keys").EnumerateArray()
        .Where(k => k.GetProperty("role").GetString()!.StartsWith("in the directory", StringComparison.Ordinal))
        .Select(k => VerificationKey.FromJwk(k.GetProperty("public").Deserialize(KeyJson.Default.Jwk)!).Value)
        .ToDictionary(k => k.Id);

    public static JsonElement Load(string file) =>
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", file)));

    /// <summary>The keys that the directory of the vectors holds.</summary>
    public static VerificationKey? Directory(string thumbprint) => Keys.GetValueOrDefault(thumbprint);

    public static SigningKey Key(string name) => SigningKey.FromJwk(
        Load("keys.json").GetProperty("keys").EnumerateArray()
        .Single(k => k.GetProperty("name").GetString() == name)
        .GetProperty("private").Deserialize(KeyJson.Default.Jwk)!).Value;

    /// <summary>Names of the vectors in a list, for a theory.</summary>
    public static TheoryData<string> Names(string file, string list) =>
        [.. Load(file).GetProperty(list).EnumerateArray().Select(Name)];

    public static JsonElement Find(string file, string list, string name) =>
        Load(file).GetProperty(list).EnumerateArray().Single(v => Name(v) == name);

    /// <summary>The text of an envelope; a long one is given in parts, of which some repeat.</summary>
    public static string Compact(JsonElement vector) => vector.TryGetProperty("compactParts", out var parts)
        ? string.Concat(parts.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.String ? p.GetString()
            : string.Concat(Enumerable.Repeat(p.GetProperty("repeat").GetString(), p.GetProperty("times").GetInt32()))))
        : vector.GetProperty("compact").GetString()!;

    public static void AssertRefused(JsonElement vector, Refusal? refusal)
    {
        var expected = vector.GetProperty("refusal");
        Assert.Equal($"{expected.GetProperty("number")} {expected.GetProperty("name")}",
            refusal is null ? "accepted" : $"{refusal.Number} {refusal.Name}");
        Assert.False(refusal!.Detail.Any(char.IsControl), "A refusal stands in log lines and reason strings.");
    }

    /// <summary>Number before name, so that a list of failures sorts itself.</summary>
    private static string Name(JsonElement vector) => vector.TryGetProperty("refusal", out var refusal)
        ? $"{refusal.GetProperty("number")} {vector.GetProperty("name")}" : vector.GetProperty("name").GetString()!;
}
