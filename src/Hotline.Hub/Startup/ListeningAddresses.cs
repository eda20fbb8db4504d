using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Hotline.Hub.Settings;
using Hotline.Mqtt.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

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
        var listen = reading.Settings.Listen;
        var certificate = listen.Certificate.Length == 0
            ? null : X509Certificate2.CreateFromPemFile(listen.Certificate, listen.CertificateKey);
        foreach (var address in reading.Http)
        {
            kestrel.Listen(address.Address, address.Port, options =>
            {
                _http.Add(options);
                options.Protocols = address.Tls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                Protect(options, address, certificate);
            });
        }
        if (reading.Mqtt is { } mqtt)
        {
            kestrel.Listen(mqtt.Address, mqtt.Port, options =>
            {
                _mqtt = options;
                options.Use(options.ApplicationServices.GetRequiredService<MqttStrangers>().Guard);
                Protect(options, mqtt, certificate, reading.Settings.Limits.MqttPatience);
                options.UseConnectionHandler<MqttConnectionHandler>();
            });
        }
    }

    private static void Protect(
        ListenOptions options, ListenAddress address, X509Certificate2? certificate, TimeSpan? handshake = null)
    {
        if (address.Tls)
        {
            options.UseHttps(certificate!, https => https.HandshakeTimeout = handshake ?? https.HandshakeTimeout);
        }
    }

    private static string Shown(IPEndPoint end)
    {
        var host = end.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{end.Address}]" : $"{end.Address}";
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{end.Port}");
    }
}
