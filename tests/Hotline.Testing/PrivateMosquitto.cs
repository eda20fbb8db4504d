using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hotline.Testing;

/// <summary>
/// A Mosquitto of a test's own, by the files in <c>ops/brokers</c>: only ports and paths are replaced, and what a test
/// says. Its users are <c>hotline</c> and XA, XB, XC, each with its own name in small letters as password.
/// </summary>
public sealed class PrivateMosquitto : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mosquitto";
    private const string Passwords = "/usr/bin/mosquitto_passwd";
    private const string Shipped = "/etc/mosquitto/hotline/";
    private readonly TemporaryDirectory _directory = new();
    private readonly PrivateAuthority _authority = new("Broker authority");
    private ChildProcess? _process;

    private PrivateMosquitto()
    {
    }

    /// <summary>Why none can be started here; null when it can.</summary>
    public static string? Missing => File.Exists(Program) && File.Exists(Passwords)
        ? null : "Mosquitto is not installed (Debian: apt-get install mosquitto)";

    /// <summary>Where users log in with passwords, over TLS.</summary>
    public int Port { get; } = Ports.Take();

    /// <summary>Where they log in with certificates.</summary>
    public int CertificatePort { get; } = Ports.Take();

    /// <summary>Its authority's certificate as a PEM file.</summary>
    public string CaFile => _directory["ca.pem"];

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="change">What a test changes in the configuration; null for nothing.</param>
    /// <param name="acl">What it changes in the ACL file; null for nothing.</param>
    public static async Task<PrivateMosquitto> StartAsync(
        Func<string, string>? change = null, Func<string, string>? acl = null)
    {
        var broker = new PrivateMosquitto();
        await broker.PrepareAsync(change ?? (text => text), acl ?? (text => text));
        await broker.UpAsync();
        return broker;
    }

    /// <summary>A certificate of the broker's authority: PEM files of it and its key.</summary>
    public (string Certificate, string Key) Certify(string user)
    {
        var (certificate, key) = (_directory[$"{user}.pem"], _directory[$"{user}.key"]);
        _authority.Certify(user, certificate, key);
        return (certificate, key);
    }

    /// <summary>Shows a certificate of another authority from the next start on.</summary>
    public async Task DisguiseAsync()
    {
        using var other = new PrivateAuthority("Somebody else");
        other.Certify("localhost", _directory["broker.pem"], _directory["broker.key"]);
        await OpenAsync();
    }

    /// <summary>Starts it (again) and waits until it answers.</summary>
    public async Task UpAsync()
    {
        _process = ChildProcess.Start(Program, ["-c", _directory["mosquitto.conf"]]);
        await RealTime.Until(async () =>
        {
            Assert.False(_process.HasEnded, $"Mosquitto ended: {_process.Said()}");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, CertificatePort);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, "Mosquitto to listen");
    }

    /// <summary>SIGKILL: what it had not written is gone.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>It stands still: its sockets stay open, and nothing is read from them any more.</summary>
    public Task FreezeAsync() => _process!.SignalAsync("STOP");

    /// <summary>It goes on.</summary>
    public Task ThawAsync() => _process!.SignalAsync("CONT");

    /// <summary>What it has logged since it was started last.</summary>
    public string Said() => _process!.Said();

    /// <summary>mosquitto_pub as a user.</summary>
    public ChildProcess Publish(string user, params string[] arguments) =>
        Tool.Start("/usr/bin/mosquitto_pub", "mosquitto-clients", [.. As(user), .. arguments]);

    /// <summary>mosquitto_sub as a user.</summary>
    public ChildProcess Subscribe(string user, params string[] arguments) =>
        Tool.Start("/usr/bin/mosquitto_sub", "mosquitto-clients", [.. As(user), .. arguments]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
        _authority.Dispose();
        _directory.Dispose();
    }

    private string[] As(string user) =>
    [
        "-h", "localhost", "-p", Port.ToString(CultureInfo.InvariantCulture), "--cafile", CaFile,
        "-u", user, "-P", user.ToLowerInvariant(),
    ];

    private async Task PrepareAsync(Func<string, string> change, Func<string, string> acl)
    {
        Directory.CreateDirectory(_directory["state"]);
        _authority.Write(CaFile);
        _authority.Certify("localhost", _directory["broker.pem"], _directory["broker.key"]);
        var shipped = Path.Combine(Checkout.Root, "ops", "brokers");
        var text = await File.ReadAllTextAsync(Path.Combine(shipped, "mosquitto.conf"));
        foreach (var (from, to) in new[]
        {
            ("listener 8883\n", $"listener {Port}\n"), ("listener 8884\n", $"listener {CertificatePort}\n"),
            (Shipped, _directory.Path + "/"), ("/var/lib/mosquitto/", _directory["state"] + "/"),
        })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }
        await File.WriteAllTextAsync(_directory["mosquitto.conf"], change(text));
        var rights = await File.ReadAllTextAsync(Path.Combine(shipped, "acl"));
        await File.WriteAllTextAsync(_directory["acl"], acl(rights));
        await File.WriteAllTextAsync(_directory["passwords"], "");
        foreach (var user in new[] { "hotline", "XA", "XB", "XC" })
        {
            (await ChildProcess.RunAsync(
                Passwords, ["-b", _directory["passwords"], user, user.ToLowerInvariant()])).Expect();
        }
        await OpenAsync();
    }

    /// <summary>Started as root it becomes a user of its own, who must be able to read all this.</summary>
    private async Task OpenAsync() =>
        (await ChildProcess.RunAsync("chmod", ["-R", "a+rwX", _directory.Path])).Expect();
}
