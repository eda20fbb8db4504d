using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hotline.Hub.Access;

/// <summary>
/// Which certificates are a server's of others (relay, mailbox, broker): those that the system accepts for its name,
/// or, where the settings name authorities, those that one of these and nobody else vouches for. Revocation is not
/// asked for: that would make each mail wait for somebody else's server.
/// </summary>
internal sealed class ServerTrust
{
    // Of server authentication (RFC 5280 §4.2.1.12).
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly X509Certificate2Collection? _authorities;

    /// <summary>Reads the authorities.</summary>
    /// <param name="caFile">PEM file of the authorities; null for the system's.</param>
    public ServerTrust(string? caFile)
    {
        if (caFile is not null)
        {
            _authorities = [];
            _authorities.ImportFromPemFile(caFile);
        }
    }

    /// <summary>True when the certificate is the server's; the name was compared by whoever asks.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_authorities is null)
        {
            return errors == SslPolicyErrors.None;
        }
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is null)
        {
            return false;
        }
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
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
