using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail.Postfix;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [PostfixFact]
    public async Task A_relay_that_offers_no_TLS_gets_no_mail()
    {
        await using var postfix = await PrivatePostfix.StartAsync("smtpd_tls_security_level = none");
        var outcome = await Send(new RelaySettings { Name = "first", Host = "localhost", Port = postfix.Port });
        Assert.Contains(
            "it offers no TLS", Assert.IsType<NoticeOutcome.Temporary>(outcome).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("MAIL FROM", postfix.Log, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(postfix.Mails("officer"));
    }

    [PostfixFact]
    public async Task A_relay_that_refuses_the_handshake_gets_no_mail()
    {
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_tls_security_level = may", "smtpd_tls_chain_files = /nowhere/relay.pem");
        var relay = new RelaySettings { Name = "first", Host = "localhost", Port = postfix.Port };
        Assert.IsType<NoticeOutcome.Temporary>(await Send(relay));
        var atOnce = Assert.IsType<NoticeOutcome.Temporary>(await Send(relay with { Tls = ServerTls.Implicit }));
        Assert.Equal(
            "first: TLS failed: none is spoken there; check the relay's port and tls", atOnce.Reason);
        Assert.Empty(postfix.Mails("officer"));
    }

    [PostfixFact]
    public async Task A_certificate_of_a_private_authority_is_accepted_only_where_the_settings_name_the_authority()
    {
        await RelayCertificate.WriteAsync(_files, "localhost", "ca.pem", "relay.pem");
        await RelayCertificate.WriteAsync(_files, "localhost", "other-ca.pem", "other.pem");
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_tls_security_level = encrypt", $"smtpd_tls_chain_files = {_files["relay.pem"]}");
        var relay = new RelaySettings { Name = "first", Host = "localhost", Port = postfix.Port };

        var refused = Assert.IsType<NoticeOutcome.Temporary>(await Send(relay));
        Assert.Equal(
            "first: TLS failed: its certificate is not for that host, or from nobody who is trusted; "
                + "check the relay's host and caFile", refused.Reason);
        Assert.IsType<NoticeOutcome.Temporary>(await Send(relay with { CaFile = _files["other-ca.pem"] }));
        Assert.Empty(postfix.Mails("officer"));

        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(relay with { CaFile = _files["ca.pem"] }));
        await postfix.MailsAsync("officer", 1);
    }

    [PostfixFact]
    public async Task A_certificate_for_another_name_is_not_accepted_even_from_a_trusted_authority()
    {
        await RelayCertificate.WriteAsync(_files, "relay.xd.example", "ca.pem", "relay.pem");
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_tls_security_level = encrypt", $"smtpd_tls_chain_files = {_files["relay.pem"]}");
        Assert.IsType<NoticeOutcome.Temporary>(
            await Send(new RelaySettings
            {
                Name = "first", Host = "localhost", Port = postfix.Port, CaFile = _files["ca.pem"],
            }));
        Assert.Empty(postfix.Mails("officer"));
    }

    [PostfixFact]
    public async Task A_relay_that_demands_TLS_takes_nothing_without_it()
    {
        await RelayCertificate.WriteAsync(_files, "localhost", "ca.pem", "relay.pem");
        await using var postfix = await PrivatePostfix.StartAsync(
            "smtpd_tls_security_level = encrypt", $"smtpd_tls_chain_files = {_files["relay.pem"]}");
        var outcome = await Send(
            new RelaySettings { Name = "first", Host = "localhost", Port = postfix.Port, Tls = ServerTls.None });
        Assert.StartsWith(
            "first: 530 5.7.0", Assert.IsType<NoticeOutcome.Temporary>(outcome).Reason, StringComparison.Ordinal);
    }

    private static Task<NoticeOutcome> Send(RelaySettings relay)
    {
        var settings = new MailSettings { Relays = [relay], AttemptTimeout = TimeSpan.FromSeconds(20), Retries = 0 };
        return new RelayPipeline(
            [new SmtpRelay(relay, RealTime.Clock)], settings, RealTime.Clock, () => 0.5,
            NullLogger<RelayPipeline>.Instance)
            .SendAsync(SomeMail.Mail(), Precedence.Priority, CancellationToken.None);
    }
}
