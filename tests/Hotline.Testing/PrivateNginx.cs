using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Hotline.Testing;

/// <summary>
/// An nginx of a test's own in front of a hub, by <c>ops/proxy/nginx.conf</c>: only ports and paths are replaced, and
/// what a test says. It is called <see cref="Name"/>, and nobody but <see cref="Handler"/> knows where that is.
/// </summary>
public sealed class PrivateNginx : IAsyncDisposable
{
    /// <summary>The name in its certificate.</summary>
    public const string Name = "hotline.example";

    private const string Program = "/usr/sbin/nginx";
    private readonly TemporaryDirectory _directory = new();
    private readonly PrivateAuthority _authority = new("Proxy authority");
    private ChildProcess? _process;

    /// <summary>Why none can be started here; null when it can.</summary>
    public static string? Missing => File.Exists(Program)
        ? null : "nginx is not installed (Debian: apt-get install nginx-light)";

    /// <summary>Where it listens.</summary>
    public int Port { get; } = Ports.Take();

    /// <summary>What browsers call the pages behind it.</summary>
    public string Origin => $"https://{Name}:{Port}";

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="hub">Where the hub is, such as http://127.0.0.1:40001.</param>
    /// <param name="change">What a test changes in the configuration; null for nothing.</param>
    public async Task StartAsync(string hub, Func<string, string>? change = null)
    {
        _authority.Certify(Name, _directory["proxy.pem"], _directory["proxy.key"]);
        var site = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "ops", "proxy", "nginx.conf"));
        foreach (var (from, to) in new[]
        {
            ("listen 443 ", $"listen 127.0.0.1:{Port} "), ("/etc/hotline/", _directory.Path + "/"),
            ("http://127.0.0.1:5080", hub),
        })
        {
            Assert.Contains(from, site, StringComparison.Ordinal);
            site = site.Replace(from, to, StringComparison.Ordinal);
        }
        await File.WriteAllTextAsync(_directory["site.conf"], change is null ? site : change(site));
        var folders = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }
            .Select(kind => $"    {kind}_temp_path {_directory[kind]};\n"));
        await File.WriteAllTextAsync(_directory["nginx.conf"],
            $"{(Environment.UserName == "root" ? "user root;\n" : "")}daemon off;\npid {_directory["nginx.pid"]};\n"
            + $"error_log stderr warn;\nevents {{ worker_connections 512; }}\nhttp {{\n    access_log off;\n{folders}"
            + $"    include {_directory["site.conf"]};\n}}\n");
        _process = ChildProcess.Start(
            Program, ["-e", "stderr", "-p", _directory.Path, "-c", _directory["nginx.conf"]]);
        await RealTime.Until(async () =>
        {
            Assert.False(_process.HasEnded, $"nginx ended: {_process.Said()}");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, "nginx to listen");
    }

    /// <summary>Somebody who knows where <see cref="Name"/> is and trusts its authority alone.</summary>
    public SocketsHttpHandler Handler()
    {
        _authority.Write(_directory["ca.pem"]);
        return new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(_directory["ca.pem"]) },
                },
            },
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.SignalAsync("TERM");
            await process.EndAsync();
            await process.DisposeAsync();
        }
        _authority.Dispose();
        _directory.Dispose();
    }
}
