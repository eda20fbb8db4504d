using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hotline.Protocol;

namespace Hotline.Hub.Settings;

/// <summary>The settings and what follows from them, or every fault they have.</summary>
/// <param name="Settings">As bound.</param>
/// <param name="Http">Where HTTP listens.</param>
/// <param name="Mqtt">Where MQTT listens; null when it is off.</param>
/// <param name="ConfigDirectory">Where <c>hotline.json</c> and <c>regimes/</c> are.</param>
/// <param name="Faults">One sentence each; empty when the hub may start.</param>
public sealed record SettingsReading(
    HubSettings Settings, IReadOnlyList<ListenAddress> Http, ListenAddress? Mqtt, string ConfigDirectory,
    IReadOnlyList<string> Faults)
{
    /// <summary>Where everything lies that the hub keeps, as a full path.</summary>
    public string DataDirectory => Path.GetFullPath(Settings.Data);
}

/// <summary>Reads and validates all settings before anything else happens.</summary>
public static class SettingsReader
{
    private const StringSplitOptions Items = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--data"] = "data",
        ["--urls"] = "listen:urls",
        ["--mqtt"] = "listen:mqtt",
    };

    /// <summary>
    /// Reads settings from the configuration directory, the environment and the command line, the last winning.
    /// </summary>
    /// <param name="args">
    /// <c>--data DIR --urls URLS --mqtt HOST:PORT|0 --config DIR</c> and <c>--set section.name=value</c>.
    /// </param>
    public static SettingsReading Read(string[] args)
    {
        var faults = new List<string>();
        var given = CommandLine(args, faults, out var config);
        var configuration = new ConfigurationBuilder();
        try
        {
            var file = Path.Combine(Path.GetFullPath(config), "hotline.json");
            faults.AddRange(SettingsForm.Faults(file));
            configuration.AddJsonFile(file, optional: true, reloadOnChange: false);
            configuration.AddEnvironmentVariables("HOTLINE__");
            configuration.AddInMemoryCollection(given);
            var settings = new HubSettings();
            SettingsBinder.Bind(configuration.Build(), settings, faults);
            var http = settings.Listen.Urls.Split(';', Items)
                .Select(url => Http(url, settings.Listen, faults)).OfType<ListenAddress>().ToList();
            if (http.Count == 0 && faults.Count == 0)
            {
                faults.Add(SettingErrors.NotAccepted("listen.urls: '' is not accepted; "
                    + "allowed: at least one address such as http://127.0.0.1:5080.").ToString());
            }
            if (settings.Data.Length == 0 || settings.Data.Contains('\0', StringComparison.Ordinal))
            {
                faults.Add(SettingErrors.NotAccepted("data: this is not accepted; "
                    + "allowed: the name of a directory such as ./data.").ToString());
            }
            var mqtt = settings.Listen.Mqtt == "0" ? null : Mqtt(settings.Listen, faults);
            CheckCertificate(settings.Listen, faults);
            faults.AddRange(ProxySettings.Faults(settings.Listen));
            faults.AddRange(settings.Mail.Faults());
            faults.AddRange(BridgeSettings.Faults(settings.Bridges));
            faults.AddRange(settings.Telemetry.Faults());
            return new SettingsReading(settings, http, mqtt, config, faults);
        }
        catch (Exception broken) when (
            broken is InvalidDataException or FormatException or ArgumentException or IOException
                or UnauthorizedAccessException)
        {
            faults.Add(SettingErrors.SettingsFile(
                config, broken.InnerException?.Message ?? broken.Message).ToString());
            return new SettingsReading(new HubSettings(), [], null, config, faults);
        }
    }

    private static Dictionary<string, string?> CommandLine(string[] args, List<string> faults, out string config)
    {
        config = Path.Combine(AppContext.BaseDirectory, "config");
        var given = new Dictionary<string, string?>();
        for (var i = 0; i < args.Length; i++)
        {
            var parts = args[i].Split('=', 2);
            var name = parts[0];
            if (!Switches.ContainsKey(name) && name is not ("--config" or "--set"))
            {
                faults.Add(SettingErrors.NoSuchOption(name).ToString());
                continue;
            }
            if (parts.Length == 1 && i + 1 == args.Length)
            {
                faults.Add(SettingErrors.NoValue(name).ToString());
                break;
            }
            var value = parts.Length == 2 ? parts[1] : args[++i];
            if (name == "--config")
            {
                config = value;
            }
            else if (name == "--set")
            {
                var pair = value.Split('=', 2);
                given[pair[0].Replace('.', ':')] = pair.ElementAtOrDefault(1) ?? "";
            }
            else
            {
                given[Switches[name]] = value;
            }
        }
        return given;
    }

    private static ListenAddress? Http(string url, ListenSettings listen, List<string> faults)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.PathAndQuery != "/" || ParseHost(uri.Host) is not { } address)
        {
            faults.Add(SettingErrors.NotAccepted($"listen.urls: '{url}' is not accepted; allowed: "
                + "http://127.0.0.1:PORT, http://localhost:PORT, or https://ADDRESS:PORT with a certificate.")
                .ToString());
            return null;
        }
        var tls = uri.Scheme == "https";
        if (tls && listen.Certificate.Length == 0)
        {
            faults.Add(SettingErrors.Together(
                $"listen.urls: '{url}' needs listen.certificate and listen.certificateKey (PEM files).").ToString());
        }
        if (!tls && !IPAddress.IsLoopback(address) && !listen.AllowPlaintext)
        {
            faults.Add(Errors.Plaintext("listen.urls", url).ToString());
        }
        return new ListenAddress(address, uri.Port, tls);
    }

    private static ListenAddress? Mqtt(ListenSettings listen, List<string> faults)
    {
        var colon = listen.Mqtt.LastIndexOf(':');
        if (colon <= 0 || ParseHost(listen.Mqtt[..colon]) is not { } address
            || !ushort.TryParse(
                listen.Mqtt[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            faults.Add(SettingErrors.NotAccepted($"listen.mqtt: '{listen.Mqtt}' is not accepted; "
                + "allowed: HOST:PORT such as 127.0.0.1:1883, or 0 for no MQTT.").ToString());
            return null;
        }
        var tls = listen.Certificate.Length > 0 && !IPAddress.IsLoopback(address);
        if (!tls && !IPAddress.IsLoopback(address) && !listen.AllowPlaintext)
        {
            faults.Add(Errors.Plaintext("listen.mqtt", listen.Mqtt).ToString());
        }
        return new ListenAddress(address, port, tls);
    }

    private static IPAddress? ParseHost(string host)
    {
        if (host == "localhost")
        {
            return IPAddress.Loopback;
        }
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : null;
    }

    private static void CheckCertificate(ListenSettings listen, List<string> faults)
    {
        var (certificate, key) = (listen.Certificate, listen.CertificateKey);
        foreach (var (setting, path) in new[] { ("listen.certificate", certificate), ("listen.certificateKey", key) })
        {
            if (path.Length > 0 && !File.Exists(path))
            {
                faults.Add(SettingErrors.NamedFile($"{setting}: there is no file '{path}'.").ToString());
            }
        }
        if (certificate.Length > 0 != key.Length > 0)
        {
            faults.Add(SettingErrors.Together(
                "listen.certificate and listen.certificateKey: set both or neither.").ToString());
        }
        else if (File.Exists(certificate) && File.Exists(key))
        {
            try
            {
                X509Certificate2.CreateFromPemFile(certificate, key).Dispose();
            }
            catch (Exception broken) when (
                broken is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                faults.Add(SettingErrors.NamedFile($"listen.certificate and listen.certificateKey: '{certificate}' "
                    + $"and '{key}' cannot be used together: {broken.Message}").ToString());
            }
        }
    }

    /// <summary>Refusals of settings that have a number: 4001 to 4001.</summary>
    internal static class Errors
    {
        /// <summary>Nothing leaves the machine without TLS.</summary>
        public static Refusal Plaintext(string key, string value) => new(4001, "plaintext", RefusalClass.Forbidden,
            $"{key}: '{value}' is not a loopback address, and without TLS others on the network could read tokens. "
            + "Use https and a certificate, bind 127.0.0.1, or set listen.allowPlaintext=true if something in front of "
            + "the hub ends TLS.");
    }
}
