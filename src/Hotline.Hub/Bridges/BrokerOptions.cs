using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Hotline.Hub.Bridges;

/// <summary>What a bridge asks of its broker. Files are read anew each time: what was changed is in force.</summary>
internal static class BrokerOptions
{
    /// <summary>Most bytes of a packet that we take: an envelope of the largest size, four times over.</summary>
    public const int MostPacket = 1024 * 1024;

    /// <summary>What goes into CONNECT, and how the line is protected.</summary>
    /// <exception cref="BridgeDownException">A file cannot be read.</exception>
    public static MqttClientOptions Make(BridgeSettings settings, string clientId)
    {
        var options = new MqttClientOptions
        {
            ChannelOptions = new MqttClientTcpOptions
            {
                RemoteEndpoint = new DnsEndPoint(settings.Host, settings.Port),
                TlsOptions = Tls(settings),
            },
            ClientId = clientId,
            CleanSession = false,
            ProtocolVersion = settings.IsVersion5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
            KeepAlivePeriod = settings.KeepAlive,
            Timeout = settings.Timeout,

            // Else the library marks its CONNECT as that of a bridge between brokers, which only some know.
            TryPrivate = false,
        };
        if (settings.User is { } user)
        {
            options.Credentials = new MqttClientCredentials(user, Password(settings));
        }
        if (settings.IsVersion5)
        {
            options.ReceiveMaximum = (ushort)settings.InFlight;
            options.MaximumPacketSize = MostPacket;
            options.SessionExpiryInterval = (uint)settings.SessionExpiry.TotalSeconds;
        }
        return options;
    }

    /// <summary>What we take from the broker: whatever anybody submits or confirms there, and our canary.</summary>
    public static MqttClientSubscribeOptions Subscriptions(
        BridgeSettings settings, IEnumerable<string> filters) => new()
    {
        TopicFilters = [.. filters.Select(filter => new MqttTopicFilter
        {
            Topic = filter,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            RetainHandling = settings.IsVersion5
                ? MqttRetainHandling.DoNotSendOnSubscribe : MqttRetainHandling.SendAtSubscribe,
        })],
    };

    private static MqttClientTlsOptions Tls(BridgeSettings settings)
    {
        if (settings.Tls == ServerTls.None)
        {
            return new MqttClientTlsOptions { UseTls = false };
        }
        var trust = Read(settings.CaFile, () => new ServerTrust(settings.CaFile));
        var tls = new MqttClientTlsOptions
        {
            UseTls = true,
            TargetHost = settings.Host,
            CertificateValidationHandler = shown =>
                trust.Accepts(shown, shown.Certificate, shown.Chain, shown.SslPolicyErrors),
        };
        if (settings.Certificate is { } certificate)
        {
            tls.ClientCertificatesProvider = new DefaultMqttCertificatesProvider(new X509Certificate2Collection(
                Read(certificate, () => X509Certificate2.CreateFromPemFile(certificate, settings.CertificateKey))));
        }
        return tls;
    }

    private static byte[] Password(BridgeSettings settings)
    {
        var password = settings.PasswordFile is { } file
            ? Read(file, () => File.ReadLines(file).FirstOrDefault("")) : settings.Password;
        return Encoding.UTF8.GetBytes(password ?? "");
    }

    private static T Read<T>(string? file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (
            broken is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new BridgeDownException($"{Path.GetFileName(file)} cannot be read ({broken.GetType().Name})");
        }
    }
}
