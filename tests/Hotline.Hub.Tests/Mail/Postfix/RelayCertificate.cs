using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail.Postfix;

/// <summary>Certificates of relays, from authorities of the test's own.</summary>
internal static class RelayCertificate
{
    /// <summary>An authority, and a key and certificate of the relay signed by it.</summary>
    public static async Task WriteAsync(TemporaryDirectory files, string host, string authorityFile, string relayFile)
    {
        var (from, to) = (RealTime.Clock.GetUtcNow().AddDays(-1), RealTime.Clock.GetUtcNow().AddDays(30));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request =
            new CertificateRequest($"CN=Test authority of {authorityFile}", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = request.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        leaf.CertificateExtensions.Add(names.Build());
        leaf.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = leaf.Create(authority, from, to, [1, 2, 3]);

        await File.WriteAllTextAsync(files[authorityFile], authority.ExportCertificatePem());
        await File.WriteAllTextAsync(
            files[relayFile], key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n");
    }
}
