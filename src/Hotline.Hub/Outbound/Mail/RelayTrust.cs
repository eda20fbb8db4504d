using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// Which certificate authorities are trusted for which relay. System.Net.Mail asks only one hook of the whole process;
/// this class owns it, answers by the host name of the connection, and accepts for every other host exactly what the
/// system accepts.
/// </summary>
internal static class RelayTrust
{
    // Of server authentication (RFC 5280 §4.2.1.12).
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly ConcurrentDictionary<string, X509Certificate2Collection> Authorities =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Trusts the authorities of a PEM file, and no others, for a host.</summary>
    public static void Trust(string host, string caFile)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(caFile);
        Authorities[host] = authorities;
#pragma warning disable SYSLIB0014 // Obsolete for HTTP; SmtpClient has no other way to trust a private authority.
        ServicePointManager.ServerCertificateValidationCallback = Accepts;
#pragma warning restore SYSLIB0014
    }

    private static bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (sender is not SslStream stream || !Authorities.TryGetValue(stream.TargetHostName, out var authorities))
        {
            return errors == SslPolicyErrors.None;
        }
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is null)
        {
            return false;
        }
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in chain?.ChainElements.Skip(1) ?? [])
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf);
    }
}
