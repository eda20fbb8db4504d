using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

/// <summary>Nothing is said to a relay before its certificate was checked: no password, no address.</summary>
public sealed class RelayTlsTests : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    private static Func<string, string?> Script(params string[] offers) =>
        ScriptedRelay.But("nothing", "", ["STARTTLS", "AUTH PLAIN", .. offers]);

    private async Task<ScriptedRelay> StartAsync(
        bool atOnce, string host = "localhost", int days = 30, string? purpose = null,
        Func<string, string?>? script = null)
    {
        if (purpose is null)
        {
            await RelayCertificate.WriteAsync(_files, host, "ca.pem", "relay.pem", days);
        }
        else
        {
            await RelayCertificate.WriteAsync(_files, host, "ca.pem", "relay.pem", days, purpose);
        }
        return new ScriptedRelay(script ?? Script())
        {
            Certificate = RelayCertificate.Load(_files, "relay.pem"),
            Implicit = atOnce,
        };
    }

    private Task<RelayAnswer> Send(ScriptedRelay relay, bool atOnce, string? authorities = "ca.pem") =>
        new SmtpRelay(
            new RelaySettings
            {
                Name = "one", Host = "localhost", Port = relay.Port, User = "hub", Password = "hunter2",
                Tls = atOnce ? ServerTls.Implicit : ServerTls.StartTls,
                CaFile = authorities is null ? null : _files[authorities],
            }, RealTime.Clock).SendAsync(SomeMail.Mail(), CancellationToken.None);

    private static void NothingWasSaid(ScriptedRelay relay) => Assert.All(
        relay.Lines, line => Assert.True(line == "STARTTLS" || line == "QUIT" || line[..4] == "EHLO", line));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_relay_with_the_right_certificate_hears_password_and_mail_under_TLS(bool atOnce)
    {
        using var relay = await StartAsync(atOnce);
        Assert.Equal(new RelayAnswer(RelayVerdict.Took, "one"), await Send(relay, atOnce));
        Assert.Equal(!atOnce, relay.Lines.Contains("STARTTLS"));
        Assert.Contains(relay.Lines, line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
        Assert.Single(relay.Mails);
    }

    public static TheoryData<string, bool> Wrong
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var what in new[] { "authority", "the system's authorities", "name", "expired", "purpose" })
            {
                all.Add(what, false);
                all.Add(what, true);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_relay_with_a_wrong_certificate_hears_neither_password_nor_mail(string what, bool atOnce)
    {
        using var relay = await StartAsync(
            atOnce, what == "name" ? "relay.xd.example" : "localhost", what == "expired" ? -1 : 30,
            what == "purpose" ? ClientAuthentication : null);
        await RelayCertificate.WriteAsync(_files, "localhost", "other-ca.pem", "other.pem");
        var authorities = what switch
        {
            "authority" => "other-ca.pem",
            "the system's authorities" => null,
            _ => "ca.pem",
        };
        var answer = await Send(relay, atOnce, authorities);
        Assert.Equal(
            new RelayAnswer(
                RelayVerdict.Faulty, "one", "one: TLS failed: its certificate is not for that host, or from nobody who "
                    + "is trusted; check the relay's host and caFile",
                RelayStage.Tls), answer);
        NothingWasSaid(relay);
    }

    [Theory]
    [InlineData("EHLO", "250 HELP")]
    [InlineData("STARTTLS", "454 4.7.0 not now")]
    [InlineData("STARTTLS", "")]
    public async Task A_relay_that_does_not_begin_TLS_hears_neither_password_nor_mail(string line, string reply)
    {
        using var relay = await StartAsync(
            atOnce: false, script: ScriptedRelay.But(line, reply, "STARTTLS", "AUTH PLAIN"));
        var answer = await Send(relay, atOnce: false);
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Tls), (answer.Verdict, answer.Stage));
        NothingWasSaid(relay);
    }

    [Fact]
    public async Task What_was_put_in_before_TLS_began_is_not_taken_for_what_the_relay_says()
    {
        using var relay = await StartAsync(
            atOnce: false, script: ScriptedRelay.But(
                "STARTTLS", "220 go on\r\n250-relay.xd.example\r\n250 AUTH LOGIN", "STARTTLS", "AUTH PLAIN"));
        await Send(relay, atOnce: false);
        Assert.DoesNotContain(relay.Lines, line => line.StartsWith("AUTH LOGIN", StringComparison.Ordinal));
    }
}
