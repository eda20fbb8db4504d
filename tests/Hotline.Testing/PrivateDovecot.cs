using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hotline.Testing;

/// <summary>
/// A Dovecot of a test's own, for IMAP: configuration, state and mailboxes lie in a directory that is gone afterwards.
/// It listens on two high ports of 127.0.0.1 with a certificate that nobody else trusts, and knows one user,
/// <c>hub</c>, who may log in only when the connection is encrypted.
/// </summary>
public sealed class PrivateDovecot : IAsyncDisposable
{
    private const string Program = "/usr/sbin/dovecot";
    private const string User = "hub";
    private readonly TemporaryDirectory _directory = new();
    private ChildProcess? _master;
    private int _delivered;

    private PrivateDovecot()
    {
    }

    /// <summary>Why none can be started here; null when it can.</summary>
    public static string? Missing =>
        !File.Exists("/usr/lib/dovecot/imap") ? "Dovecot is not installed (Debian: apt-get install dovecot-imapd)"
        : !Environment.IsPrivilegedProcess ? "Dovecot starts only as root"
        : null;

    /// <summary>The user who may log in.</summary>
    public string Login => User;

    /// <summary>The user's password.</summary>
    public string Password { get; private set; } = "secret";

    /// <summary>Where it listens for a conversation that begins in the clear (STARTTLS).</summary>
    public int Port { get; } = Ports.Take();

    /// <summary>Where it listens for one that is encrypted from the first byte.</summary>
    public int TlsPort { get; } = Ports.Take();

    /// <summary>Its certificate, for <c>localhost</c>, as a PEM file.</summary>
    public string CertificateFile => _directory["certificate.pem"];

    /// <summary>What it has logged.</summary>
    public string Log => File.Exists(_directory["log"]) ? File.ReadAllText(_directory["log"]) : "";

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<PrivateDovecot> StartAsync()
    {
        var dovecot = new PrivateDovecot();
        await dovecot.PrepareAsync();
        await dovecot.UpAsync();
        return dovecot;
    }

    /// <summary>Puts a mail into a folder, as a mail server that delivers does.</summary>
    /// <param name="mail">The mail, LF or CR LF.</param>
    /// <param name="folder">The folder's name; null for INBOX.</param>
    /// <returns>The file's name, without the flags that IMAP clients add.</returns>
    public async Task<string> DeliverAsync(byte[] mail, string? folder = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"1700000000.{++_delivered}.localhost");
        await MakeAsync(folder);
        var place = Folder(folder);
        await File.WriteAllBytesAsync(Path.Combine(place, "tmp", name), mail);
        await RunAsync("chown", "nobody", Path.Combine(place, "tmp", name));
        File.Move(Path.Combine(place, "tmp", name), Path.Combine(place, "new", name));
        return name;
    }

    /// <summary>
    /// The mails of a folder with their flags and keywords: what stands after the last comma of each file's name.
    /// </summary>
    public IReadOnlyDictionary<string, string> Mails(string? folder = null) =>
        new[] { "new", "cur" }.Select(sub => Path.Combine(Folder(folder), sub)).Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles).Select(Path.GetFileName).ToDictionary(
                n => n!.Split([':', ','])[0], n => n!.Contains(',', StringComparison.Ordinal) ? n.Split(',')[^1] : "");

    /// <summary>Another password for the user.</summary>
    public async Task SetPasswordAsync(string password)
    {
        Password = password;
        await File.WriteAllTextAsync(_directory["users"], $"{User}:{{PLAIN}}{password}\n");
    }

    /// <summary>
    /// Gives all mails of a folder new numbers, as after a restore: its UIDVALIDITY changes. Only while it is down.
    /// </summary>
    public void Renumber(string? folder = null)
    {
        foreach (var file in Directory.EnumerateFiles(Folder(folder), "dovecot*").ToList())
        {
            if (!file.EndsWith("dovecot-keywords", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Starts it (again) and waits until it answers.</summary>
    public async Task UpAsync()
    {
        _master = ChildProcess.Start(Program, ["-F", "-c", _directory["dovecot.conf"]]);
        await RealTime.Until(AnswersAsync, $"Dovecot to answer on port {Port}; the log says: {Log}");
    }

    /// <summary>Stops it, and every conversation with it.</summary>
    public async Task DownAsync()
    {
        if (_master is { } master)
        {
            await master.SignalAsync("TERM");
            await master.EndAsync();
            await master.DisposeAsync();
            _master = null;
            await RealTime.Until(async () => await GreetingAsync() is null, $"port {Port} to be free");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DownAsync();
        _directory.Dispose();
    }

    private string Folder(string? name) =>
        name is null ? _directory[$"mail/{User}"] : _directory[$"mail/{User}/.{name}"];

    private async Task MakeAsync(string? folder)
    {
        foreach (var sub in new[] { "tmp", "new", "cur" })
        {
            Directory.CreateDirectory(Path.Combine(Folder(folder), sub));
        }
        await RunAsync("chown", "-R", "nobody", _directory["mail"]);
    }

    private async Task PrepareAsync()
    {
        foreach (var folder in new[] { "base", "state", "mail" })
        {
            Directory.CreateDirectory(_directory[folder]);
        }
        await WriteCertificateAsync();
        await SetPasswordAsync(Password);
        await File.WriteAllTextAsync(_directory["dovecot.conf"], Configuration());
        await RunAsync("chmod", "755", _directory.Path, _directory["base"], _directory["mail"]);
        await MakeAsync(folder: null);
    }

    private async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = RealTime.Clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        await File.WriteAllTextAsync(CertificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_directory["key.pem"], key.ExportPkcs8PrivateKeyPem());
    }

    private string Configuration() => $$"""
        base_dir = {{_directory["base"]}}
        state_dir = {{_directory["state"]}}
        log_path = {{_directory["log"]}}
        protocols = imap
        listen = 127.0.0.1
        default_login_user = nobody
        default_internal_user = nobody
        default_internal_group = nogroup
        first_valid_uid = 0
        ssl = yes
        ssl_cert = <{{CertificateFile}}
        ssl_key = <{{_directory["key.pem"]}}
        disable_plaintext_auth = yes
        auth_mechanisms = plain login scram-sha-256
        auth_failure_delay = 0
        mail_location = maildir:{{_directory["mail"]}}/%u
        service imap-login {
          chroot =
          inet_listener imap {
            port = {{Port}}
          }
          inet_listener imaps {
            port = {{TlsPort}}
            ssl = yes
          }
        }
        service anvil {
          chroot =
        }
        passdb {
          driver = passwd-file
          args = {{_directory["users"]}}
        }
        userdb {
          driver = static
          args = uid=65534 gid=65534 home={{_directory["mail"]}}/%u
        }

        """;

    private async Task<bool> AnswersAsync()
    {
        if (_master!.HasEnded)
        {
            throw new InvalidOperationException($"Dovecot ended. {_master.Said()}\n{Log}");
        }
        return (await GreetingAsync())?.StartsWith("* OK", StringComparison.Ordinal) == true;
    }

    /// <summary>Its first line; null when nobody listens.</summary>
    private async Task<string?> GreetingAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync() ?? "";
        }
        catch (Exception notThere) when (notThere is SocketException or IOException)
        {
            return null;
        }
    }

    private static async Task RunAsync(string program, params string[] arguments) =>
        (await ChildProcess.RunAsync(program, arguments)).Expect();
}
