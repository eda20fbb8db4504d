using System.Text.Json;
using Hotline.Hub.Exercise;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Access;

/// <summary>The hub's own key, <c>DATA/hub.key.json</c>: it signs checkpoints, and its thumbprint is the hub's id.</summary>
public static class HubKey
{
    /// <summary>Reads the key; makes one on the first start.</summary>
    /// <exception cref="InvalidDataException">The file is there and is no key.</exception>
    public static SigningKey Open(string data)
    {
        var path = Path.Combine(data, "hub.key.json");
        if (!File.Exists(path))
        {
            var made = SigningKey.Create();
            SecretFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(made.ToPrivateJwk(), KeyJson.Default.Jwk));
            return made;
        }
        try
        {
            return SigningKey.FromJwk(JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyJson.Default.Jwk) ?? throw new JsonException()).Value;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is not a private P-256 JWK. Restore it from your backup: without it nobody can check earlier receipts, and all profiles must be issued anew.");
        }
    }
}
