using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Hotline.Hub.Settings;
using Hotline.Mqtt.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hotline.Hub.Startup;

/// <summary>
/// The addresses that Kestrel listens on, known exactly once it has started: port 0 lets the system choose.
/// </summary>
public sealed class ListeningAddresses(SettingsReading reading)
{
    private readonly List<ListenOptions> _http = [];
    private ListenOptions? _mqtt;

    /// <summary>The first HTTP address.</summary>
    public string HttpAddress => $"{(reading.Http[0].Tls ? "https" : "http")}://{Host(_http[0].IPEndPoint!)}";

    /// <summary>HOST:PORT of MQTT; null when it is off.</summary>
    public string? MqttAddress => _mqtt is null ? null : Host(_mqtt.IPEndPoint!);

    /// <summary>Opens them in Kestrel.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        var certificate = reading.Settings.Listen.Certificate.Length == 0 ? null
            : X509Certificate2.CreateFromPemFile(reading.Settings.Listen.Certificate, reading.Settings.Listen.CertificateKey);
        foreach (var address in reading.Http)
        {
            kestrel.Listen(address.Address, address.Port, listen =>
            {
                _http.Add(listen);
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                if (address.Tls)
                {
                    listen.UseHttps(certificate!);
                }
                else
                {
                    listen.Protocols = HttpProtocols.Http1;
                }
            });
        }
        if (reading.Mqtt is { } mqtt)
        {
            kestrel.Listen(mqtt.Address, mqtt.Port, listen =>
            {
                _mqtt = listen;
                if (mqtt.Tls)
                {
                    listen.UseHttps(certificate!);
                }
                listen.UseConnectionHandler<MqttConnectionHandler>();
            });
        }
    }

    private static string Host(IPEndPoint endPoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{(endPoint.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{endPoint.Address}]" : endPoint.Address.ToString())}:{endPoint.Port}");
}
