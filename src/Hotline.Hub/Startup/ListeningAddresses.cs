using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Hotline.Contract;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Mqtt.Server;
using Hotline.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Hotline.Hub.Startup;

/// <summary>
/// The addresses that Kestrel listens on, known exactly once it has started: port 0 lets the system choose.
/// </summary>
internal sealed class ListeningAddresses(SettingsReading reading)
{
    private readonly List<ListenOptions> _http = [];
    private ListenOptions? _mqtt;

    /// <summary>The first HTTP address.</summary>
    public string Http => $"{(reading.Http[0].Tls ? "https" : "http")}://{Shown(_http[0].IPEndPoint!)}";

    /// <summary>HOST:PORT of MQTT; null when it is off.</summary>
    public string? Mqtt => _mqtt is null ? null : Shown(_mqtt.IPEndPoint!);

    /// <summary>Opens them in Kestrel.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        var limits = reading.Settings.Limits;
        var certificate = Certificate(limits.HttpPatience);
        foreach (var address in reading.Http)
        {
            kestrel.Listen(address.Address, address.Port, options =>
            {
                _http.Add(options);
                options.Protocols = address.Tls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                Count(options);
                Protect(options, address, certificate);
            });
        }
        if (reading.Mqtt is { } mqtt)
        {
            kestrel.Listen(mqtt.Address, mqtt.Port, options =>
            {
                _mqtt = options;
                options.Use(options.ApplicationServices.GetRequiredService<Farewell>().Guard);
                options.Use(options.ApplicationServices.GetRequiredService<MqttStrangers>().Guard);
                Protect(options, mqtt, Certificate(limits.MqttPatience));
                options.UseConnectionHandler<MqttConnectionHandler>();
            });
        }
    }

    /// <summary>
    /// First of all, also before TLS: whoever is too many costs a socket for a moment and nothing else.
    /// </summary>
    private static void Count(ListenOptions options)
    {
        var connections = options.ApplicationServices.GetRequiredService<HttpConnections>();
        var security = options.ApplicationServices.GetRequiredService<SecurityLog>();
        options.Use(options.ApplicationServices.GetRequiredService<Farewell>().Guard);
        options.Use(next => async connection =>
        {
            var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
            if (!connections.Enter(address, Close).Try(out var entered, out var refusal))
            {
                Close(refusal);
                return;
            }
            using (entered)
            {
                connection.Features.Set(entered);
                await next(connection);
            }

            void Close(Refusal why)
            {
                security.Refused(why, nameof(Carrier.Http), address);
                connection.Abort();
            }
        });
    }

    private static void Protect(
        ListenOptions options, ListenAddress address, HttpsConnectionAdapterOptions? certificate)
    {
        if (address.Tls)
        {
            options.UseHttps(certificate!);
        }
    }

    /// <summary>
    /// The certificate, and whatever else its file holds: clients know the root, not who stands between. Null when none
    /// is set.
    /// </summary>
    /// <param name="patience">How long a handshake may take.</param>
    private HttpsConnectionAdapterOptions? Certificate(TimeSpan patience)
    {
        var listen = reading.Settings.Listen;
        if (listen.Certificate.Length == 0)
        {
            return null;
        }
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(listen.Certificate);
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(listen.Certificate, listen.CertificateKey),
            ServerCertificateChain = chain,
            HandshakeTimeout = patience,
        };
    }

    private static string Shown(IPEndPoint end)
    {
        var host = end.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{end.Address}]" : $"{end.Address}";
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{end.Port}");
    }
}
