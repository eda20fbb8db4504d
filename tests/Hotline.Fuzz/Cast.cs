using System.Text.Json;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Fuzz;

/// <summary>Who speaks in the corpus: the keys of the published vectors, and one moment.</summary>
internal static class Cast
{
    private static readonly Dictionary<string, SigningKey> Keys = Load();

    /// <summary>The moment at which everything is judged.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Some message.</summary>
    public static MessageId Message { get; } = MessageId.Parse("0198c0de-0000-7000-8000-000000000001");

    /// <summary>XA's duty officer.</summary>
    public static SigningKey Officer => Keys["officer"];

    /// <summary>The hub.</summary>
    public static SigningKey Hub => Keys["hub"];

    /// <summary>The directory.</summary>
    public static VerificationKey? Find(string id) =>
        Keys.Values.Select(key => key.Public).FirstOrDefault(key => key.Id == id);

    private static Dictionary<string, SigningKey> Load()
    {
        using var file = typeof(Cast).Assembly.GetManifestResourceStream("keys.json")!;
        using var keys = JsonDocument.Parse(file);
        var all = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var key in keys.RootElement.GetProperty("keys").EnumerateArray())
        {
            var jwk = key.GetProperty("private").Deserialize(KeyJson.Default.Jwk)!;
            if (SigningKey.FromJwk(jwk).Try(out var signing, out _))
            {
                all.Add(key.GetProperty("name").GetString()!, signing);
            }
        }
        return all;
    }
}

/// <summary>Always <see cref="Cast.Now"/>.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => Cast.Now;

    public override long GetTimestamp() => 0;
}
