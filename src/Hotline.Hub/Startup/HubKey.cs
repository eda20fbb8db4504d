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
    /// <exception cref="StartupException">The file is there and is no key, 4123.</exception>
    public static SigningKey Open(string data)
    {
        if (Read(data) is { } key)
        {
            return key;
        }
        var made = SigningKey.Create();
        SecretFile.Write(
            PathOf(data), JsonSerializer.SerializeToUtf8Bytes(made.ToPrivateJwk(), KeyJson.Default.Jwk));
        return made;
    }

    /// <summary>Reads the key; null when there is none yet.</summary>
    /// <exception cref="StartupException">The file is there and is no key, 4123.</exception>
    public static SigningKey? Read(string data)
    {
        var path = PathOf(data);
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }
            var jwk = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyJson.Default.Jwk);
            return SigningKey.FromJwk(jwk ?? throw new JsonException("It holds no object")).Value;
        }
        catch (Exception broken) when (
            broken is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException([StartErrors.HubKey(path, broken.Message.TrimEnd('.')).ToString()]);
        }
    }

    private static string PathOf(string data) => Path.Combine(data, "hub.key.json");

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
