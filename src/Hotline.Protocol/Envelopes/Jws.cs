using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Hotline.Protocol.Keys;

namespace Hotline.Protocol.Envelopes;

/// <summary>The sorts of JWS that travel; the header's <c>typ</c> keeps one from being taken for another.</summary>
public static class JwsTypes
{
    /// <summary>A signed message.</summary>
    public const string Envelope = "hotline+jws";

    /// <summary>A self-issued access token.</summary>
    public const string Token = "hotline-token+jwt";

    /// <summary>A program's signed word that a message reached it.</summary>
    public const string Confirmation = "hotline-confirmation+jws";

    /// <summary>A signed head of the journal's tree.</summary>
    public const string Checkpoint = "hotline-checkpoint+jws";
}

/// <summary>
/// A JWS in compact form (RFC 7515), narrowed: ES256 only, a header of exactly <c>alg</c>, <c>kid</c> and <c>typ</c>,
/// nothing detached, canonical base64url. Reading checks the form; <see cref="SignedBy"/> checks the signature.
/// </summary>
public sealed class Jws
{
    private readonly int _signingInput;
    private readonly byte[] _signature;

    private Jws(string compact, string keyId, byte[] payload, int signingInput, byte[] signature) =>
        (Compact, KeyId, Payload, _signingInput, _signature) = (compact, keyId, payload, signingInput, signature);

    /// <summary>The compact serialisation, all ASCII.</summary>
    public string Compact { get; }

    /// <summary>The header's <c>kid</c>: the thumbprint of the key that claims to have signed.</summary>
    public string KeyId { get; }

    /// <summary>The payload's bytes, not empty.</summary>
    public byte[] Payload { get; }

    /// <summary>What it is named by: see <see cref="DigestOf"/>.</summary>
    public string Digest => DigestOf(Compact);

    /// <summary>
    /// The digest by which a JWS is named: SHA-256 of what is signed, <c>header.payload</c> as ASCII, base64url. It
    /// leaves the signature out: ECDSA gives any number of signatures for the same bytes, and whoever sees one, (r, s),
    /// can write down another, (r, n − s). All of them say the same.
    /// </summary>
    /// <param name="compact">A compact JWS; of a text without a dot, all of it counts.</param>
    public static string DigestOf(string compact)
    {
        var last = compact.LastIndexOf('.');
        var length = last < 0 ? compact.Length : last;
        var ascii = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(ascii.AsSpan(0, Encoding.ASCII.GetBytes(compact.AsSpan(0, length), ascii)), hash);
            return Base64Url.EncodeToString(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ascii);
        }
    }

    /// <summary>Reads the form of a JWS of the given <paramref name="type"/>; refusals 1001 to 1009.</summary>
    /// <param name="compact">The text; white space around it is not accepted.</param>
    /// <param name="type">One of <see cref="JwsTypes"/>.</param>
    public static Outcome<Jws> Read(string compact, string type)
    {
        if (compact.Length > EnvelopeLimits.Bytes)
        {
            return EnvelopeErrors.TooLarge(compact.Length);
        }
        var first = compact.IndexOf('.');
        var last = compact.LastIndexOf('.');
        if (first <= 0 || first == last)
        {
            return EnvelopeErrors.NotJws("it has no three parts with dots between");
        }
        var text = compact.AsSpan();
        if (last - first == 1)
        {
            return EnvelopeErrors.Detached();
        }
        if (first > EnvelopeLimits.Header)
        {
            return EnvelopeErrors.BadHeader($"it is longer than {EnvelopeLimits.Header} characters");
        }
        if (CanonicalBase64Url.Decode(text[..first]) is not { } header
            || CanonicalBase64Url.Decode(text[(first + 1)..last]) is not { } payload
            || CanonicalBase64Url.Decode(text[(last + 1)..]) is not { } signature)
        {
            return EnvelopeErrors.NotJws("a part is not canonical base64url without padding");
        }
        return ReadHeader(header, type).Try(out var keyId, out var refusal)
            ? new Jws(compact, keyId, payload, last, signature)
            : refusal;
    }

    /// <summary>Signs a payload.</summary>
    public static Jws Sign(ReadOnlySpan<byte> payload, string type, SigningKey key)
    {
        var header = Encoding.ASCII.GetBytes($$"""{"alg":"ES256","kid":"{{key.Id}}","typ":"{{type}}"}""");
        var first = Base64Url.GetEncodedLength(header.Length);
        var last = first + 1 + Base64Url.GetEncodedLength(payload.Length);
        var length = last + 1 + Base64Url.GetEncodedLength(SigningKey.SignatureSize);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var compact = rented.AsSpan(0, length);
            Base64Url.EncodeToUtf8(header, compact);
            compact[first] = (byte)'.';
            Base64Url.EncodeToUtf8(payload, compact[(first + 1)..]);
            var signature = key.Sign(compact[..last]);
            compact[last] = (byte)'.';
            Base64Url.EncodeToUtf8(signature, compact[(last + 1)..]);
            return new Jws(Encoding.ASCII.GetString(compact), key.Id, payload.ToArray(), last, signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>True when this key signed exactly these bytes and the header names it.</summary>
    public bool SignedBy(VerificationKey key)
    {
        if (key.Id != KeyId)
        {
            return false;
        }
        var input = ArrayPool<byte>.Shared.Rent(_signingInput);
        try
        {
            var length = Encoding.ASCII.GetBytes(Compact.AsSpan(0, _signingInput), input);
            return key.Verify(input.AsSpan(0, length), _signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }
    }

    private static Outcome<string> ReadHeader(byte[] utf8, string type)
    {
        if (!Utf8.IsValid(utf8))
        {
            return EnvelopeErrors.NotUtf8("header");
        }
        string? alg = null, kid = null, typ = null;
        try
        {
            using var header = JsonDocument.Parse(
                utf8, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            if (header.RootElement.ValueKind != JsonValueKind.Object)
            {
                return EnvelopeErrors.BadHeader("it is not a JSON object");
            }
            foreach (var member in header.RootElement.EnumerateObject())
            {
                if (member.Name is not ("alg" or "kid" or "typ"))
                {
                    return EnvelopeErrors.HeaderMember(member.Name);
                }
                if (member.Value.ValueKind != JsonValueKind.String)
                {
                    return EnvelopeErrors.BadHeader($"'{member.Name}' is not a string");
                }
                _ = member.Name switch
                {
                    "alg" => alg = member.Value.GetString(),
                    "kid" => kid = member.Value.GetString(),
                    _ => typ = member.Value.GetString(),
                };
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return EnvelopeErrors.BadHeader("it is not a JSON object with each member once");
        }
        if (alg != "ES256")
        {
            return EnvelopeErrors.BadAlgorithm(alg ?? "");
        }
        if (typ != type)
        {
            return EnvelopeErrors.BadType(type, typ ?? "");
        }
        return kid is { Length: 43 } && CanonicalBase64Url.IsValid(kid) ? kid : EnvelopeErrors.BadKeyId();
    }
}
