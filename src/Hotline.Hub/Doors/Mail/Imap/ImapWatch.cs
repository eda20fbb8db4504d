using System.Net.Sockets;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Hotline.Hub.Doors.Mail.Imap;

/// <summary>
/// Watches the folders of a mailbox, each over a connection of its own, for as long as the hub runs: a connection that
/// ends, or cannot be made, is made anew after a pause that grows up to a bound.
/// </summary>
public sealed class ImapWatch : BackgroundService
{
    /// <summary>The first pause; doubles.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, when the server cannot be reached.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The shortest pause when it refuses our password: a server locks out who tries it again and again.
    /// </summary>
    public static readonly TimeSpan AfterRefusedLogin = TimeSpan.FromSeconds(30);

    private readonly ImapParts _parts;
    private readonly ImapState _state;
    private readonly Func<double> _randomizer;

    /// <summary>Watches nothing yet.</summary>
    /// <param name="parts">What it needs.</param>
    /// <param name="state">Says how the folders stand.</param>
    /// <param name="randomizer">Numbers from 0 up to 1, for jitter.</param>
    public ImapWatch(ImapParts parts, ImapState state, Func<double> randomizer)
    {
        (_parts, _state, _randomizer) = (parts, state, randomizer);
        foreach (var folder in parts.Settings.Folders)
        {
            state.Set(folder, "not yet connected");
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_parts.Settings.Folders.Select(folder => WatchAsync(folder, stoppingToken)));

    private async Task WatchAsync(string folder, CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            var opened = false;
            try
            {
                using var line = new ImapFolder(folder, _parts);
                await line.OpenAsync(stop);
                (opened, failures) = (true, 0);
                InboundMailLog.Watching(_parts.Log, folder);
                InboundMeters.Watching(1);
                _state.Set(folder, null);
                while (true)
                {
                    await line.SweepAsync(stop);
                    await line.WaitAsync(stop);
                }
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // The hub stops; closing a connection under the library surfaces as one of its many failures.
            }
            catch (Exception failure)
            {
                var pause = Pause(failures++, failure);
                _state.Set(folder, Reason(failure));
                InboundMailLog.NotWatching(_parts.Log, folder, Reason(failure), pause);
                await Task.Delay(pause, _parts.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                if (opened)
                {
                    InboundMeters.Watching(-1);
                }
            }
        }
    }

    /// <summary>Half of it is sure, half is chance, so that not all folders come back at once.</summary>
    private TimeSpan Pause(int failures, Exception failure)
    {
        var pause = FirstPause * Math.Min(1 << Math.Min(failures, 10), LongestPause / FirstPause);
        if (failure is AuthenticationException && pause < AfterRefusedLogin)
        {
            pause = AfterRefusedLogin;
        }
        return pause / 2 + pause / 2 * _randomizer();
    }

    /// <summary>What went wrong and what to look at, without user, host or what the server said.</summary>
    private static string Reason(Exception failure) => failure switch
    {
        AuthenticationException => "the server refuses user or password; check mail.imap.user and passwordFile",
        SslHandshakeException { ServerCertificate: null } =>
            "no TLS is spoken there; check mail.imap.port and tls",
        SslHandshakeException =>
            "the certificate is not for that host, or from nobody who is trusted; check mail.imap.host and caFile",
        NotSupportedException => "the server offers no STARTTLS; check mail.imap.tls",
        SocketException socket => $"no connection ({socket.SocketErrorCode}); check mail.imap.host and port",
        InvalidDataException password => password.Message,
        IOException => $"no connection ({failure.GetType().Name})",
        ImapProtocolException => "the server hung up, or is none of IMAP; check mail.imap.port and tls",
        TimeoutException or OperationCanceledException => "no answer in time; check mail.imap.port and tls",
        MailKit.FolderNotFoundException => "there is no such folder; check mail.imap.folders",
        _ => failure.GetType().Name,
    };
}
