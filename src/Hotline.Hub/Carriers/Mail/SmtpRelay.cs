using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Hotline.Hub.Carriers.Mail;

/// <summary>A relay over System.Net.Mail. A connection for each mail: at a hotline's volume none would still be open for the next.</summary>
public sealed class SmtpRelay : IRelay
{
    private readonly RelaySettings _settings;

    /// <summary>Makes a relay of checked settings.</summary>
    public SmtpRelay(RelaySettings settings)
    {
        _settings = settings;
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
        try
        {
            var sending = Submit(mail, stop);
            // The library ends a cancelled conversation by itself; we do not wait for it should it not. Its late exception is of no use to anybody.
            _ = sending.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await sending.WaitAsync(stop);
            return new RelayAnswer(RelayVerdict.Took, Name);
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Closing the connection under the library surfaces as one of its many failures.
            throw new OperationCanceledException(stop);
        }
        catch (Exception failure) when (failure is SmtpException or AuthenticationException or IOException or SocketException or FormatException)
        {
            return SmtpAnswers.Read(Name, mail.To, failure);
        }
    }

    private async Task Submit(OutgoingMail mail, CancellationToken stop)
    {
        using var message = MimeMail.Compose(mail);
        using var client = new SmtpClient(_settings.Host, _settings.Port)
        {
            EnableSsl = _settings.Tls == RelayTls.StartTls,
            Credentials = _settings.User is { } user ? new NetworkCredential(user, _settings.Password) : null,
        };
        await client.SendMailAsync(message, stop);
    }
}
