using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

/// <summary>Certificates of relays, from authorities of the test's own.</summary>
internal static class RelayCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>An authority, and a key and certificate of the relay signed by it.</summary>
    /// <param name="files">Where they go.</param>
    /// <param name="host">The name in the certificate.</param>
    /// <param name="authorityFile">File of the authority's certificate.</param>
    /// <param name="relayFile">File of the relay's key and certificate.</param>
    /// <param name="days">For how many days from now it is valid; it began ten days ago.</param>
    /// <param name="purpose">What it may be used for.</param>
    public static async Task WriteAsync(
        TemporaryDirectory files, string host, string authorityFile, string relayFile, int days = 30,
        string purpose = ServerAuthentication)
    {
        var (from, to) = (RealTime.Clock.GetUtcNow().AddDays(-10), RealTime.Clock.GetUtcNow().AddDays(days));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request =
            new CertificateRequest($"CN=Test authority of {authorityFile}", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = request.CreateSelfSigned(from, RealTime.Clock.GetUtcNow().AddDays(60));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        leaf.CertificateExtensions.Add(names.Build());
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        using var certificate = leaf.Create(authority, from, to, [1, 2, 3]);

        await File.WriteAllTextAsync(files[authorityFile], authority.ExportCertificatePem());
        await File.WriteAllTextAsync(
            files[relayFile], key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n");
    }

    /// <summary>The same, ready for use.</summary>
    public static X509Certificate2 Load(TemporaryDirectory files, string relayFile) =>
        X509Certificate2.CreateFromPemFile(files[relayFile], files[relayFile]);
}
