using System.Security.Cryptography;

namespace Hotline.Protocol.Keys;

/// <summary>
/// A P-256 private key that signs ES256. Printing it shows its thumbprint, never the key. Thread-safe.
/// </summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>Bytes of an ES256 signature.</summary>
    internal const int SignatureSize = 64;

    private readonly EcdsaPool _pool;
    private readonly ECParameters _parameters;

    private SigningKey(ECParameters parameters)
    {
        _parameters = parameters;
        _pool = new EcdsaPool(parameters);
        Public = new VerificationKey(new ECParameters { Curve = parameters.Curve, Q = parameters.Q });
    }

    /// <summary>The public half.</summary>
    public VerificationKey Public { get; }

    /// <summary>RFC 7638 thumbprint of the public half, base64url.</summary>
    public string Id => Public.Id;

    /// <summary>Makes a new key from the system's random source.</summary>
    public static SigningKey Create()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(ecdsa.ExportParameters(includePrivateParameters: true));
    }

    /// <summary>Reads a private JWK (RFC 7517: kty EC, crv P-256, x, y, d).</summary>
    public static Outcome<SigningKey> FromJwk(Jwk jwk) =>
        jwk.ToParameters(withPrivate: true).Try(out var parameters, out var refusal)
        ? new SigningKey(parameters) : refusal;

    /// <summary>The private JWK. Whoever writes it to a file gives the file mode 0600.</summary>
    public Jwk ToPrivateJwk() => Jwk.FromParameters(_parameters);

    /// <summary>ES256 signature of the bytes: r and s, 64 bytes (RFC 7518 §3.4).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var ecdsa = _pool.Rent();
        try
        {
            var signature = new byte[SignatureSize];
            return ecdsa.TrySignData(data, signature, HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written) && written == signature.Length
                ? signature : throw new CryptographicException("An ES256 signature must have 64 bytes.");
        }
        finally
        {
            _pool.Return(ecdsa);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pool.Dispose();
        Public.Dispose();
    }

    /// <summary>The thumbprint; the key redacts itself.</summary>
    public override string ToString() => $"SigningKey {Id}";
}

/// <summary>A P-256 public key. Thread-safe.</summary>
public sealed class VerificationKey : IDisposable, IEquatable<VerificationKey>
{
    private readonly EcdsaPool _pool;
    private readonly ECParameters _parameters;

    internal VerificationKey(ECParameters parameters)
    {
        _parameters = parameters;
        _pool = new EcdsaPool(parameters);
        Id = Jwk.FromParameters(parameters).Thumbprint();
    }

    /// <summary>RFC 7638 thumbprint, SHA-256, base64url, 43 characters.</summary>
    public string Id { get; }

    /// <summary>Reads a public JWK; a private one is accepted and its secret part dropped.</summary>
    public static Outcome<VerificationKey> FromJwk(Jwk jwk) =>
        jwk.ToParameters(withPrivate: false).Try(out var parameters, out var refusal)
        ? new VerificationKey(parameters) : refusal;

    /// <summary>The public JWK.</summary>
    public Jwk ToJwk() => Jwk.FromParameters(_parameters);

    /// <summary>True when the 64 bytes are this key's ES256 signature of the data.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SigningKey.SignatureSize)
        {
            return false;
        }
        var ecdsa = _pool.Rent();
        try
        {
            return ecdsa.VerifyData(
                data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            _pool.Return(ecdsa);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    /// <inheritdoc/>
    public bool Equals(VerificationKey? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);
}
