using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hotline.Testing;

/// <summary>A certificate authority of a test's own.</summary>
public sealed class PrivateAuthority : IDisposable
{
    private readonly X509Certificate2 _root;

    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="above">The authority that vouches for it; null when it vouches for itself.</param>
    public PrivateAuthority(string name, PrivateAuthority? above = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var now = RealTime.Clock.GetUtcNow();
        if (above is null)
        {
            _root = request.CreateSelfSigned(now.AddDays(-2), now.AddDays(30));
            return;
        }
        using var issued = request.Create(
            above._root, now.AddDays(-2), now.AddDays(20), RandomNumberGenerator.GetBytes(16));
        _root = issued.CopyWithPrivateKey(key);
    }

    /// <summary>Writes its certificate as a PEM file.</summary>
    public void Write(string file) => File.WriteAllText(file, _root.ExportCertificatePem());

    /// <summary>Writes a certificate for a server of this name, or a client of that common name, and its key.</summary>
    public void Certify(string name, string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = RealTime.Clock.GetUtcNow();
        using var issued = request.Create(
            _root, now.AddDays(-1), now.AddDays(7), RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(certificateFile, issued.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();
}
