using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// A relay over System.Net.Mail. A connection for each mail: at a hotline's volume none would still be open for the
/// next.
/// </summary>
public sealed class SmtpRelay : IRelay
{
    private readonly RelaySettings _settings;
    private readonly ILogger _log;

    /// <summary>Makes a relay of checked settings.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="log">Log; null for none.</param>
    public SmtpRelay(RelaySettings settings, ILogger<SmtpRelay>? log = null)
    {
        (_settings, _log) = (settings, log ?? NullLogger<SmtpRelay>.Instance);
        if (settings.CaFile is { } file)
        {
            RelayTrust.Trust(settings.Host, file);
        }
    }

    /// <inheritdoc/>
    public string Name => _settings.Name;

    /// <inheritdoc/>
    public async Task<RelayAnswer> SendAsync(OutgoingMail mail, CancellationToken stop)
    {
        var sending = Submit(mail, stop);

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

    private async Task<RelayAnswer> Submit(OutgoingMail mail, CancellationToken stop)
    {
        MailMessage? message = null;
        try
        {
            message = MimeMail.Compose(mail);
            using var client = new SmtpClient(_settings.Host, _settings.Port)
            {
                EnableSsl = _settings.Tls == RelayTls.StartTls,
                Credentials = _settings.User is { } user ? new NetworkCredential(user, _settings.Password) : null,
            };
            await client.SendMailAsync(message, stop);
            return new RelayAnswer(RelayVerdict.Took, Name);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Closing the connection under the library surfaces as one of its many failures.
            throw new OperationCanceledException(stop);
        }
        catch (Exception failure) when (failure
            is SmtpException or AuthenticationException or IOException or SocketException or FormatException)
        {
            return SmtpAnswers.Read(_settings, mail.To, failure, message is not null && MimeMail.Begun(message));
        }
        finally
        {
            message?.Dispose();
        }
    }
}
