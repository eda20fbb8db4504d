using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail.Postfix;

/// <summary>Sending to a Postfix of the test's own.</summary>
internal static class Relaying
{
    internal static RelaySettings To(int port, string name = "first") =>
        new() { Name = name, Host = "127.0.0.1", Port = port, Tls = ServerTls.None };

    internal static RelayPipeline Pipeline(MailSettings settings, TimeProvider? clock = null) =>
        new([.. settings.Relays.Select(r => new SmtpRelay(r, RealTime.Clock))], settings, clock ?? RealTime.Clock,
            () => 0.5, NullLogger<RelayPipeline>.Instance);

    internal static MailSettings SettingsOf(params RelaySettings[] relays) => new()
    {
        Relays = relays,
        AttemptTimeout = TimeSpan.FromSeconds(relays.Length > 1 ? 10 : 20),
        RetryDelay = TimeSpan.FromMilliseconds(50),
    };

    internal static Task<NoticeOutcome> Send(
        RelayPipeline pipeline, OutgoingMail mail, Precedence precedence = Precedence.Priority) =>
        pipeline.SendAsync(mail, precedence, CancellationToken.None);
}
