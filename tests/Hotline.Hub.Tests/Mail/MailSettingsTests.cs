using Hotline.Hub.Settings;

namespace Hotline.Hub.Tests.Mail;

public class MailSettingsTests
{
    private static readonly RelaySettings Good =
        new() { Name = "first", Host = "127.0.0.1", Port = 25, Tls = ServerTls.None };

    private static readonly RelaySettings Safe =
        new() { Name = "first", Host = "mail.xa.example", Tls = ServerTls.Implicit, User = "u", Password = "p" };

    [Fact]
    public void The_defaults_and_a_local_relay_have_no_faults()
    {
        Assert.Empty(new MailSettings().Faults());
        var second = new RelaySettings
        {
            Name = "second", Host = "mail.xa.example", Port = 587, Tls = ServerTls.StartTls, User = "u", Password = "p",
        };
        Assert.Empty(new MailSettings { Relays = [Good, second] }.Faults());
        Assert.Empty(new MailSettings { From = "Hotline – 北 <hub@xa.example>", Relays = [Safe] }.Faults());
        var token = Safe with { Password = null, TokenFile = "/dev/null", Sasl = RelaySasl.XOAuth2 };
        var scram = Safe with { Name = "third", Sasl = RelaySasl.ScramSha256 };
        Assert.Empty(new MailSettings { Relays = [token, scram] }.Faults());
    }

    public static TheoryData<string, MailSettings> Bad => new()
    {
        { "mail.from", new MailSettings { From = "Hub <hub>" } },
        { "mail.from", new MailSettings { From = "Hub <hüb@xa.example>" } },
        { "mail.from", new MailSettings { From = "Hub <hub@xa.example>, Bub <bub@xa.example>" } },
        { "mail.replyTo", new MailSettings { ReplyTo = "Hub <hub@xa.example>" } },
        { "mail.replyTo", new MailSettings { ReplyTo = "hub@xa.example\r\nBcc: x@xd.example" } },
        { "mail.bounces", new MailSettings { Bounces = "" } },
        { "mail.bounces", new MailSettings { Bounces = "bounces+x@hub.example" } },
        { "mail.bounces", new MailSettings { Bounces = new string('b', 32) + "@hub.example" } },
        { "mail.domain", new MailSettings { Domain = "xa.example>\r\n" } },
        { "mail.attemptTimeout", new MailSettings { AttemptTimeout = TimeSpan.FromSeconds(31) } },
        { "mail.attemptTimeout", new MailSettings { AttemptTimeout = TimeSpan.FromMilliseconds(999) } },
        {
            "mail.attemptTimeout",
            new MailSettings
            {
                AttemptTimeout = TimeSpan.FromSeconds(16), Relays = [Good, Good with { Name = "second" }],
            }
        },
        { "mail.retries", new MailSettings { Retries = 4 } },
        { "mail.retryDelay", new MailSettings { RetryDelay = TimeSpan.Zero } },
        { "mail.pollInterval", new MailSettings { PollInterval = TimeSpan.FromMilliseconds(1) } },
        {
            "mail.breaker.minimumThroughput",
            new MailSettings { Breaker = new BreakerSettings { MinimumThroughput = 1 } }
        },
        { "mail.breaker.failureRatio", new MailSettings { Breaker = new BreakerSettings { FailureRatio = 1.1 } } },
        {
            "mail.breaker.sampling",
            new MailSettings { Breaker = new BreakerSettings { Sampling = TimeSpan.FromDays(1) } }
        },
        { "mail.breaker.break", new MailSettings { Breaker = new BreakerSettings { Break = TimeSpan.Zero } } },
        { "mail.relays", new MailSettings { Relays = [Good, Good] } },
        {
            "mail.relays",
            new MailSettings
            {
                AttemptTimeout = TimeSpan.FromSeconds(1),
                Relays = [.. "abcde".Select(c => Good with { Name = $"{c}" })],
            }
        },
        { "mail.relays.0.name", new MailSettings { Relays = [Good with { Name = "First Relay" }] } },
        { "mail.relays.0.host", new MailSettings { Relays = [Good with { Host = "", Tls = ServerTls.StartTls }] } },
        { "mail.relays.0.port", new MailSettings { Relays = [Good with { Port = 0 }] } },
        { "mail.relays.0.tls", new MailSettings { Relays = [Good with { Host = "mail.xa.example" }] } },
        { "mail.relays.0.user", new MailSettings { Relays = [Good with { Tls = ServerTls.StartTls, User = "u" }] } },
        { "mail.relays.0.user", new MailSettings { Relays = [Good with { User = "u", Password = "p" }] } },
        { "mail.relays.0.user", new MailSettings { Relays = [Safe with { User = null }] } },
        { "mail.relays.0.tokenFile", new MailSettings { Relays = [Safe with { TokenFile = "/dev/null" }] } },
        {
            "mail.relays.0.tokenFile",
            new MailSettings { Relays = [Safe with { Password = null, TokenFile = "/nowhere/token" }] }
        },
        { "mail.relays.0.sasl", new MailSettings { Relays = [Safe with { Sasl = RelaySasl.XOAuth2 }] } },
        { "mail.relays.0.sasl", new MailSettings { Relays = [Safe with { Sasl = (RelaySasl)9 }] } },
        {
            "mail.relays.0.sasl",
            new MailSettings
            {
                Relays = [Safe with { Password = null, TokenFile = "/dev/null", Sasl = RelaySasl.Plain }],
            }
        },
        {
            "mail.relays.0.caFile",
            new MailSettings { Relays = [Good with { Tls = ServerTls.StartTls, CaFile = "/nowhere/ca.pem" }] }
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Each_fault_names_its_key_and_what_is_allowed(string key, MailSettings settings)
    {
        var fault = Assert.Single(settings.Faults());
        Assert.StartsWith(key, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', fault);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(
            3, new MailSettings { From = "x", Retries = -1, Relays = [Good with { Port = 70000 }] }.Faults().Count());

    [Fact]
    public void Printing_settings_shows_no_password() =>
        Assert.DoesNotContain(
            "hunter2", (Good with { User = "u", Password = "hunter2" }).ToString(), StringComparison.Ordinal);
}
