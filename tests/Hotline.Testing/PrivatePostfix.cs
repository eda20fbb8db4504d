using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hotline.Testing;

/// <summary>
/// A Postfix of a test's own: its configuration, queue, data and mailboxes lie in a directory that is gone afterwards,
/// and it listens on one high port of 127.0.0.1. It takes mail for <c>xc.example</c> and <c>hub.example</c> and
/// delivers to Maildirs; it never leaves the machine. Bounces come back to the Maildir <c>hub</c>.
/// </summary>
public sealed class PrivatePostfix : IAsyncDisposable
{
    private const string Daemons = "/usr/lib/postfix/sbin";
    private readonly TemporaryDirectory _directory = new();
    private ChildProcess? _master;

    private PrivatePostfix(int port) => Port = port;

    /// <summary>Why none can be started here; null when it can.</summary>
    public static string? Missing =>
        !File.Exists($"{Daemons}/master") ? "Postfix is not installed (Debian: apt-get install postfix)"
        : !Environment.IsPrivilegedProcess ? "Postfix starts only as root"
        : null;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>What it has logged.</summary>
    public string Log => File.Exists(_directory["log"]) ? File.ReadAllText(_directory["log"]) : "";

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="settings">Further lines of main.cf.</param>
    public static async Task<PrivatePostfix> StartAsync(params string[] settings)
    {
        var postfix = new PrivatePostfix(Ports.Take());
        await postfix.PrepareAsync(settings);
        await postfix.UpAsync();
        return postfix;
    }

    /// <summary>
    /// The Maildir of a mailbox: <c>officer</c> and <c>deputy</c> of xc.example, <c>hub</c> for hotline@hub.example.
    /// </summary>
    public string Maildir(string mailbox) => Path.Combine(_directory["mail"], mailbox);

    /// <summary>The mails that have come to a mailbox.</summary>
    public IReadOnlyList<string> Mails(string mailbox)
    {
        var folder = Path.Combine(Maildir(mailbox), "new");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Waits until a mailbox has that many mails.</summary>
    public async Task<IReadOnlyList<string>> MailsAsync(string mailbox, int count)
    {
        await RealTime.Until(
            () => Mails(mailbox).Count >= count, () => $"{count} mails for {mailbox}; the log says: {Log}");
        return Mails(mailbox);
    }

    /// <summary>Gives a mailbox, which the test made, to the user that Postfix delivers as.</summary>
    public Task OwnAsync(string mailbox) => RunAsync("chown", "-R", "nobody", Maildir(mailbox));

    /// <summary>Starts it (again) and waits until it answers.</summary>
    public async Task UpAsync()
    {
        _master = ChildProcess.Start($"{Daemons}/master", ["-c", _directory["etc"], "-d"]);
        await RealTime.Until(AnswersAsync, () => $"Postfix to answer on port {Port}; the log says: {Log}");
    }

    /// <summary>Stops it: connections are refused.</summary>
    public async Task DownAsync()
    {
        if (_master is not null)
        {
            await _master.SignalAsync("TERM");
            await _master.EndAsync();
            await _master.DisposeAsync();
            _master = null;
            // Its children hold the port for a moment longer.
            await RealTime.Until(RefusesAsync, $"port {Port} to be free");
        }
    }

    /// <summary>
    /// Stops all its processes in their tracks: connections are taken by the kernel, and nobody ever says a word.
    /// </summary>
    public Task FreezeAsync() => SignalAsync("STOP", [_master!.Id, .. Children(_master.Id)]);

    /// <summary>Lets them go on.</summary>
    public Task ThawAsync() => SignalAsync("CONT", [_master!.Id, .. Children(_master.Id)]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_master is not null)
        {
            await ThawAsync();
        }
        await DownAsync();
        _directory.Dispose();
    }

    private async Task PrepareAsync(string[] settings)
    {
        Directory.CreateDirectory(_directory["etc"]);
        await File.WriteAllLinesAsync(_directory["etc/main.cf"], [.. MainCf(), .. settings]);
        await File.WriteAllTextAsync(_directory["etc/master.cf"],
            MasterCf.Replace("PORT", Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        if (settings.FirstOrDefault(s => s.StartsWith(SaslUsers.Setting, StringComparison.Ordinal)) is { } sasl)
        {
            // Debian's Postfix looks beside main.cf, whatever the setting says.
            Directory.CreateDirectory(_directory["etc/sasl"]);
            File.Copy(Path.Combine(sasl[SaslUsers.Setting.Length..], "smtpd.conf"), _directory["etc/sasl/smtpd.conf"]);
        }
        // What 'postfix check' would make, in a tenth of its time.
        await RunAsync("sh", "-ec", """
            chmod 755 "$1"
            cd "$1"
            mkdir -p data mail queue/pid
            chown postfix data
            chown nobody mail
            cd queue
            for d in active bounce corrupt defer deferred flush hold incoming private saved trace; do mkdir -m 700 $d; chown postfix $d; done
            mkdir -m 1730 maildrop
            mkdir -m 2710 public
            chown postfix:postdrop maildrop public
            chmod 1730 maildrop
            chmod 2710 public
            """, "sh", _directory.Path);
    }

    private string[] MainCf() =>
    [
        "compatibility_level = 3.6",
        $"queue_directory = {_directory["queue"]}",
        $"data_directory = {_directory["data"]}",
        "command_directory = /usr/sbin",
        $"daemon_directory = {Daemons}",
        "mail_owner = postfix",
        "setgid_group = postdrop",
        "myhostname = relay.xc.example",
        "mydestination =",
        "mynetworks = 127.0.0.0/8",
        "inet_interfaces = 127.0.0.1",
        "inet_protocols = ipv4",
        "default_transport = error:5.4.4 this Postfix never leaves the machine",
        "alias_maps =",
        "virtual_mailbox_domains = xc.example hub.example",
        $"virtual_mailbox_base = {_directory["mail"]}",
        "virtual_mailbox_maps = inline:{officer@xc.example=officer/ deputy@xc.example=deputy/ "
            + "hotline@hub.example=hub/}",
        "virtual_uid_maps = static:65534",
        "virtual_gid_maps = static:65534",
        "smtpd_recipient_restrictions = permit_mynetworks, reject",
        $"maillog_file = {_directory["log"]}",
        $"maillog_file_prefixes = {_directory.Path}",
    ];

    private const string MasterCf = """
        127.0.0.1:PORT inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;

    private async Task<bool> RefusesAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    private async Task<bool> AnswersAsync()
    {
        if (_master!.HasEnded)
        {
            throw new InvalidOperationException($"Postfix ended. {_master.Said()}\n{Log}");
        }
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) == true;
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private static IEnumerable<int> Children(int parent) =>
        from directory in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let stat = Stat(directory)
        where stat is not null
            && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture)
        select int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture);

    private static string? Stat(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "stat"));
        }
        catch (IOException)
        {
            // Ended between the listing and the reading.
            return null;
        }
    }

    private static Task SignalAsync(string signal, params int[] processes) =>
        RunAsync("sh", ["-c", "for p in \"$@\"; do kill -" + signal + " $p 2>/dev/null || true; done", "sh",
            .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))]);

    private static async Task RunAsync(string program, params string[] arguments) =>
        (await ChildProcess.RunAsync(program, arguments)).Expect();
}
