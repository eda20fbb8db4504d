using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail.Imap;

/// <summary>
/// An IMAP server of one folder that is as poor, or as wrong, as a test wants it: it answers what the hub asks, unless
/// the script says something else. It keeps what it heard.
/// </summary>
internal sealed partial class ScriptedMailbox : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, Ports.Take());
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly Lock _lock = new();
    private readonly SortedDictionary<uint, Kept> _mails = [];

    /// <summary>Starts to listen.</summary>
    public ScriptedMailbox()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What it can.</summary>
    public string Capabilities { get; init; } = "IMAP4rev1";

    /// <summary>READ-WRITE or READ-ONLY.</summary>
    public string Access { get; init; } = "READ-WRITE";

    /// <summary>The flags that it says it keeps.</summary>
    public string PermanentFlags { get; init; } = @"\Seen \Flagged \*";

    /// <summary>
    /// What it says to a command instead: null for what is right, empty to hang up. TAG becomes the command's; without
    /// it the server hangs up after what it said.
    /// </summary>
    public Func<string, string?> Instead { get; set; } = _ => null;

    /// <summary>What follows for ever after a reply without TAG; null when it hangs up then.</summary>
    public byte[]? Endless { get; init; }

    /// <summary>Bytes that were sent of what is endless.</summary>
    public long Sent { get; private set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The commands of all conversations, without their tags.</summary>
    public IReadOnlyList<string> Heard => [.. _heard];

    public void Deliver(uint uid, byte[] mail)
    {
        lock (_lock)
        {
            _mails[uid] = new Kept(mail, []);
        }
    }

    public IReadOnlyList<string> Flags(uint uid)
    {
        lock (_lock)
        {
            return _mails.TryGetValue(uid, out var mail) ? [.. mail.Flags.Order(StringComparer.Ordinal)] : [];
        }
    }

    /// <summary>Takes a mail away.</summary>
    public void Remove(uint uid)
    {
        lock (_lock)
        {
            _mails.Remove(uid);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception over) when (over is OperationCanceledException or IOException)
            {
                // The other side hung up, or the test is over.
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        var heard = new LineStream(stream);
        await SayAsync(stream, $"* OK [CAPABILITY {Capabilities}] here\r\n");
        while (await heard.ReadAsync(_stop.Token) is { } line)
        {
            var (tag, command) = line.Split(' ', 2) is [var t, var c] ? (t, c) : ("*", line);
            _heard.Enqueue(command);
            var reply = Instead(command) ?? Right(command);
            if (reply.Length == 0)
            {
                return;
            }
            await SayAsync(stream, reply.Replace("TAG", tag, StringComparison.Ordinal));
            while (Endless is { } more && !reply.Contains("TAG", StringComparison.Ordinal))
            {
                await stream.WriteAsync(more, _stop.Token);
                Sent += more.Length;
            }
            if (!reply.Contains("TAG", StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    private Task SayAsync(NetworkStream stream, string words) =>
        stream.WriteAsync(Encoding.Latin1.GetBytes(words), _stop.Token).AsTask();

    private string Right(string command)
    {
        lock (_lock)
        {
            return command.Split(' ') switch
            {
                ["CAPABILITY", ..] => $"* CAPABILITY {Capabilities}\r\nTAG OK done\r\n",
                ["LIST", _, "\"\"", ..] => "* LIST (\\Noselect) \"/\" \"\"\r\nTAG OK done\r\n",
                ["LIST" or "LSUB", ..] => "* LIST () \"/\" INBOX\r\nTAG OK done\r\n",
                ["SELECT", ..] => $"* {_mails.Count} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Flagged)\r\n"
                    + $"* OK [PERMANENTFLAGS ({PermanentFlags})] kept\r\n* OK [UIDVALIDITY 7] numbers\r\n"
                    + $"* OK [UIDNEXT 1000] next\r\nTAG OK [{Access}] open\r\n",
                ["NOOP", ..] => $"* {_mails.Count} EXISTS\r\nTAG OK done\r\n",
                ["UID", "SEARCH", ..] => Search(command),
                ["UID", "FETCH", var set, ..] => Fetch(set, command),
                ["UID", "STORE", var set, ..] => Store(set, command),
                ["LOGOUT", ..] => "* BYE\r\nTAG OK done\r\n",
                _ => "TAG OK done\r\n",
            };
        }
    }

    private string Search(string command)
    {
        var found = _mails.Where(m => !m.Value.Flags.Any(f => command.Contains(f, StringComparison.Ordinal)))
            .Select(m => m.Key.ToString(CultureInfo.InvariantCulture));
        return $"* SEARCH {string.Join(' ', found)}\r\nTAG OK done\r\n";
    }

    private string Fetch(string set, string command)
    {
        var text = new StringBuilder();
        var number = 0;
        foreach (var (uid, mail) in _mails)
        {
            number++;
            if (!Numbers(set).Contains(uid))
            {
                continue;
            }
            text.Append(CultureInfo.InvariantCulture, $"* {number} FETCH (UID {uid} ");
            text.Append(command.Contains("BODY", StringComparison.Ordinal)
                ? $"BODY[] {{{mail.Bytes.Length}}}\r\n{Encoding.Latin1.GetString(mail.Bytes)})\r\n"
                : FormattableString.Invariant($"RFC822.SIZE {mail.Bytes.Length})\r\n"));
        }
        return text.Append("TAG OK done\r\n").ToString();
    }

    private string Store(string set, string command)
    {
        foreach (var uid in Numbers(set).Where(_mails.ContainsKey))
        {
            _mails[uid].Flags.UnionWith(Flag().Matches(command).Select(m => m.Value));
        }
        return "TAG OK done\r\n";
    }

    private static IEnumerable<uint> Numbers(string set) => set.Split(',').SelectMany(range =>
    {
        var ends = range.Split(':').Select(n => uint.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Range((int)ends[0], (int)(ends[^1] - ends[0]) + 1).Select(n => (uint)n);
    });

    [GeneratedRegex(@"[\\$][A-Za-z]+")]
    private static partial Regex Flag();

    private sealed record Kept(byte[] Bytes, HashSet<string> Flags);
}
