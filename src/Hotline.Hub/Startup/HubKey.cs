using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hotline.Hub.Seats;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Startup;

/// <summary>
/// The hub's own key, <c>DATA/hub.key.json</c>: it signs checkpoints, and its thumbprint is the hub's id.
/// </summary>
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
            var jwk = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyJson.Default.Jwk);
            return SigningKey.FromJwk(jwk ?? throw new JsonException()).Value;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is not a private P-256 JWK. Restore it from your backup: "
                + "without it nobody can check earlier receipts, and all profiles must be issued anew.");
        }
    }

    /// <summary>
    /// A secret of the hub for one purpose, 32 bytes (HKDF-SHA256, RFC 5869): the same whenever the hub starts, and
    /// useless for any other purpose.
    /// </summary>
    /// <param name="key">The hub's key.</param>
    /// <param name="purpose">What for; never change it.</param>
    public static byte[] Derive(SigningKey key, string purpose)
    {
        var root = Base64Url.DecodeFromChars(key.ToPrivateJwk().D!);
        try
        {
            var info = Encoding.UTF8.GetBytes("hotline hub: " + purpose);
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, root, outputLength: 32, info: info);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }
}
