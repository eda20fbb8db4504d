using System.Net.Sockets;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// A relay over MailKit. A connection for each mail: at a hotline's volume none would still be open for the next.
/// </summary>
public sealed class SmtpRelay : IRelay
{
    /// <summary>How long a relay has for its farewell, which nobody waits for.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly RelaySettings _settings;
    private readonly TimeProvider _clock;
    private readonly ServerTrust _trust;
    private readonly ILogger _log;

    /// <summary>Makes a relay of checked settings.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="clock">Ends a farewell that takes too long.</param>
    /// <param name="log">Log; null for none.</param>
    public SmtpRelay(RelaySettings settings, TimeProvider clock, ILogger<SmtpRelay>? log = null)
    {
        (_settings, _clock, _log) = (settings, clock, log ?? NullLogger<SmtpRelay>.Instance);
        _trust = new ServerTrust(settings.CaFile);
    }

    /// <inheritdoc/>
    public string Name => _settings.Name;

    /// <inheritdoc/>
    public async Task<RelayAnswer> SendAsync(WrittenMail mail, CancellationToken stop)
    {
        var sending = ConverseAsync(mail, stop);

        // The library ends a cancelled conversation by itself; we do not wait for it should it not. Its late exception
        // is of no use to anybody.
        _ = sending.ContinueWith(
            static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        var answer = await sending.WaitAsync(stop);
        if (answer.LoggedOut)
        {
            MailLog.LoggedOut(_log, Name, answer.Reason);
        }
        return answer;
    }

    private async Task<RelayAnswer> ConverseAsync(WrittenMail mail, CancellationToken stop)
    {
        var conversation = new RelayConversation();
        var client = new RelayClient(_settings, _trust, mail, conversation);
        try
        {
            return await HandOverAsync(client, conversation, mail, stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Closing the connection under the library surfaces as one of its many failures.
            throw new OperationCanceledException(stop);
        }
        catch (Exception failure) when (failure is CommandException or ProtocolException or InvalidOperationException
            or AuthenticationException or SslHandshakeException or NotSupportedException or IOException
            or SocketException or TimeoutException or FormatException)
        {
            return RelayAnswers.Read(Name, failure, conversation.Stage);
        }
        finally
        {
            _ = LeaveAsync(client);
        }
    }

    private async Task<RelayAnswer> HandOverAsync(
        RelayClient client, RelayConversation conversation, WrittenMail mail, CancellationToken stop)
    {
        await client.ConnectAsync(_settings.Host, _settings.Port, Protection(_settings.Tls), stop);
        if (_settings.User is not null && await LogInAsync(client, conversation, stop) is { } notLetIn)
        {
            return notLetIn;
        }
        if (mail.NeedsUtf8 && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
        {
            return RelayAnswers.WithoutUtf8(Name, mail);
        }
        await client.HandOverAsync(stop);
        return new RelayAnswer(RelayVerdict.Took, Name);
    }

    private async Task<RelayAnswer?> LogInAsync(
        RelayClient client, RelayConversation conversation, CancellationToken stop)
    {
        conversation.Reach(RelayStage.Login);
        if (!client.IsSecure)
        {
            return RelayAnswers.NoLogin(Name, "without TLS no password is sent");
        }
        SaslMechanism? mechanism;
        try
        {
            mechanism = RelayLogin.Choose(_settings, client.AuthenticationMechanisms);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return RelayAnswers.NoLogin(Name, $"the token file cannot be used ({unreadable.GetType().Name})");
        }
        if (mechanism is null)
        {
            return RelayAnswers.NoLogin(Name, "it offers no way to log in that we may use");
        }
        await client.AuthenticateAsync(mechanism, stop);
        return null;
    }

    private static SecureSocketOptions Protection(ServerTls tls) => tls switch
    {
        ServerTls.StartTls => SecureSocketOptions.StartTls,
        ServerTls.Implicit => SecureSocketOptions.SslOnConnect,
        ServerTls.None => SecureSocketOptions.None,
    };

    /// <summary>
    /// Says goodbye (RFC 5321 §4.1.1.10) while the caller goes on; the mail's fate is decided by then.
    /// </summary>
    private async Task LeaveAsync(RelayClient client)
    {
        using (client)
        using (var patience = new CancellationTokenSource(Farewell, _clock))
        {
            try
            {
                await client.DisconnectAsync(quit: true, patience.Token);
            }
            catch (Exception rude) when (rude is OperationCanceledException or CommandException or ProtocolException
                or IOException or SocketException or ServiceNotConnectedException)
            {
                // It hung up first, or says nothing any more.
            }
        }
    }
}
