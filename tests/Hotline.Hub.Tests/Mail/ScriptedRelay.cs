using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

/// <summary>
/// A listener that misbehaves as no real relay can be made to: it answers each line of a conversation by a script, and
/// keeps what it heard.
/// </summary>
internal sealed class ScriptedRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, Ports.Take());
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<byte[]> _mails = [];

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">
    /// The reply to a line (the greeting to an empty one): null to say nothing for ever, empty to hang up. A reply that
    /// begins with 220 to STARTTLS begins TLS, one that begins with 354 takes a mail.
    /// </param>
    public ScriptedRelay(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Its certificate, with its key; null where no test begins TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>True to begin TLS before the greeting.</summary>
    public bool Implicit { get; init; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The lines of all conversations, without those of mails.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The mails that came whole, byte for byte.</summary>
    public IReadOnlyList<byte[]> Mails => [.. _mails];

    /// <summary>A relay that takes everything, but for the lines that begin as given.</summary>
    /// <param name="line">How the line begins; empty for the greeting.</param>
    /// <param name="reply">What it says to it instead.</param>
    /// <param name="offers">What it offers.</param>
    public static Func<string, string?> But(string line, string? reply, params string[] offers) => said =>
        (line.Length == 0 ? said.Length == 0 : said.StartsWith(line, StringComparison.OrdinalIgnoreCase)) ? reply
        : said.Length == 0 ? "220 relay.xc.example ESMTP"
        : said == "DATA" ? "354 go on"
        : said == "STARTTLS" ? "220 go on"
        : said.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase) ? Offer(offers)
        : said.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) ? "235 2.7.0 welcome"
        : said.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye"
        : "250 ok";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private static string Offer(string[] offers) =>
        string.Join("\r\n", offers.Select(o => $"250-{o}").Append("250 HELP").Prepend("250-relay.xc.example"));

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
                await TalkAsync(Implicit ? await SecureAsync(client.GetStream()) : client.GetStream());
            }
            catch (Exception over) when (over is OperationCanceledException or IOException
                or System.Security.Authentication.AuthenticationException)
            {
                // The other side hung up, or the test is over.
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var heard = new LineStream(stream);
        for (var line = ""; line is not null; line = await heard.ReadAsync(_stop.Token))
        {
            if (line.Length > 0)
            {
                _lines.Enqueue(line);
            }
            var reply = _answer(line);
            if (!await SayAsync(stream, reply))
            {
                return;
            }
            if (line == "STARTTLS" && reply!.StartsWith("220", StringComparison.Ordinal))
            {
                stream = await SecureAsync(stream);
                heard = new LineStream(stream);
            }
            if (reply!.StartsWith("354", StringComparison.Ordinal))
            {
                var mail = await heard.ReadMailAsync(_stop.Token);
                if (mail is null)
                {
                    return;
                }
                _mails.Enqueue(mail);
                if (!await SayAsync(stream, _answer(".")))
                {
                    return;
                }
            }
        }
    }

    /// <summary>False when the conversation is over.</summary>
    private async Task<bool> SayAsync(Stream stream, string? reply)
    {
        if (reply is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, RealTime.Clock, _stop.Token);
        }
        if (reply is null or "")
        {
            return false;
        }
        await stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), _stop.Token);
        return true;
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
        return secure;
    }
}
