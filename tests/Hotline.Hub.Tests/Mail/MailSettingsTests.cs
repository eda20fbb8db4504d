using System.Text.RegularExpressions;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Tests.Mail;

public class MailSettingsTests
{
    private static readonly RelaySettings Good =
        new() { Name = "first", Host = "127.0.0.1", Port = 25, Tls = ServerTls.None };

    private static readonly RelaySettings Safe =
        new() { Name = "first", Host = "mail.xa.example", Tls = ServerTls.Implicit, User = "u", Password = "p" };

    private const string Own = "hotline@xa.example";

    private static readonly ImapSettings Mailbox =
        new() { Host = "imap.xa.example", User = "u", PasswordFile = "/proc/version" };

    [Fact]
    public void The_defaults_and_a_local_relay_have_no_faults()
    {
        Assert.Empty(new MailSettings().Faults());
        var second = new RelaySettings
        {
            Name = "second", Host = "mail.xa.example", Port = 587, Tls = ServerTls.StartTls, User = "u", Password = "p",
        };
        Assert.Empty(new MailSettings { From = Own, Relays = [Good, second] }.Faults());
        Assert.Empty(new MailSettings { From = "Hotline – 北 <hub@xa.example>", Relays = [Safe] }.Faults());
        var token = Safe with { Password = null, TokenFile = "/proc/version", Sasl = RelaySasl.XOAuth2 };
        var scram = Safe with { Name = "third", Sasl = RelaySasl.ScramSha256 };
        Assert.Empty(new MailSettings { From = Own, Relays = [token, scram] }.Faults());
        Assert.Empty(new MailSettings { From = Own, Imap = Mailbox }.Faults());
    }

    [Fact]
    public void Letters_beyond_ASCII_may_stand_in_every_address_of_the_hub()
    {
        var settings = new MailSettings
        {
            From = "Горячая линия <линия@bücher.example>", ReplyTo = "ответ@bücher.example",
            Bounces = "назад@bücher.example",
        };
        Assert.Empty(settings.Faults());
        Assert.Equal("линия@bücher.example", settings.Author.Address);
        Assert.Equal("xn--bcher-kva.example", settings.MessageDomain);
        Assert.Equal("xn--bcher-kva.example", (settings with { Domain = "bücher.example" }).MessageDomain);
    }

    [Fact]
    public void What_is_not_given_follows_from_the_hubs_address()
    {
        var settings = new MailSettings { From = "Hotline of XZ <hotline@xz.example>" };
        Assert.Equal(("hotline@xz.example", "xz.example"), (settings.Replies, settings.MessageDomain));
    }

    public static TheoryData<string, MailSettings> Bad => new()
    {
        { "mail.from", new MailSettings { From = "", Relays = [Good] } },
        { "mail.from", new MailSettings { From = "XZ, Hotline <hotline@xz.example>" } },
        { "mail.from", new MailSettings { From = "Hub <hub>" } },
        { "mail.from", new MailSettings { From = "Hub <h\u00adub@xa.example>" } },
        { "mail.from", new MailSettings { From = "Hub <hub@xa.example>, Bub <bub@xa.example>" } },
        { "mail.replyTo", new MailSettings { ReplyTo = "Hub <hub@xa.example>" } },
        { "mail.replyTo", new MailSettings { ReplyTo = "hub@xa.example\r\nBcc: x@xd.example" } },
        { "mail.bounces", new MailSettings { Bounces = "" } },
        { "mail.bounces", new MailSettings { Bounces = "bounces+x@hub.example" } },
        { "mail.bounces", new MailSettings { Bounces = new string('b', 32) + "@hub.example" } },
        { "mail.bounces", new MailSettings { Bounces = new string('ü', 16) + "@hub.example" } },
        { "mail.domain", new MailSettings { Domain = "xa.example>\r\n" } },
        { "mail.domain", new MailSettings { Domain = "http://xa.example" } },
        { "mail.domain", new MailSettings { From = $"hub@{new string('a', 60)}.{new string('b', 60)}.example" } },
        { "mail.inboundMaildir", new MailSettings { InboundMaildir = "" } },
        { "mail.imap.host", new MailSettings { Imap = new ImapSettings { Port = 143 } } },
        { "mail.imap.host", new MailSettings { Imap = new ImapSettings { Folders = ["Replies"] } } },
        { "mail.imap.host", new MailSettings { Imap = Mailbox with { Host = "imap.xa.example:993" } } },
        { "mail.imap.user", new MailSettings { Imap = Mailbox with { User = "" } } },
        { "mail.imap.passwordFile", new MailSettings { Imap = Mailbox with { PasswordFile = "" } } },
        { "mail.imap.passwordFile", new MailSettings { Imap = Mailbox with { PasswordFile = "/nowhere/password" } } },
        { "mail.imap.passwordFile", new MailSettings { Imap = Mailbox with { PasswordFile = "/dev" } } },
        { "mail.imap.passwordFile", new MailSettings { Imap = Mailbox with { PasswordFile = "/dev/null" } } },
        { "mail.imap.folders", new MailSettings { Imap = Mailbox with { Folders = [] } } },
        { "mail.imap.tls", new MailSettings { Imap = Mailbox with { Tls = ServerTls.None } } },
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
        { "mail.intake.inAll", new MailSettings { Intake = new MailIntakeSettings { PerAddress = 1, InAll = 3 } } },
        { "mail.intake.perAddress", new MailSettings { Intake = new MailIntakeSettings { PerAddress = 0 } } },
        { "mail.intake.perAddress", new MailSettings { Intake = new MailIntakeSettings { PerAddress = 151 } } },
        { "mail.kept.age", new MailSettings { Kept = new MailKeptSettings { Age = TimeSpan.FromHours(23) } } },
        { "mail.kept.mails", new MailSettings { Kept = new MailKeptSettings { Mails = 99 } } },
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
        { "mail.relays.0.password", new MailSettings { Relays = [Safe with { Password = "" }] } },
        { "mail.relays.0.host", new MailSettings { Relays = [Safe with { Host = "mail.xa.example:587" }] } },
        { "mail.relays.0.tokenFile", new MailSettings { Relays = [Safe with { TokenFile = "/proc/version" }] } },
        { "mail.relays.0.tokenFile", new MailSettings { Relays = [Safe with { PasswordFile = "/proc/version" }] } },
        {
            "mail.relays.0.passwordFile",
            new MailSettings { Relays = [Safe with { Password = null, PasswordFile = "/nowhere/password" }] }
        },
        {
            "mail.relays.0.tokenFile",
            new MailSettings { Relays = [Safe with { Password = null, TokenFile = "/nowhere/token" }] }
        },
        {
            "mail.relays.0.tokenFile",
            new MailSettings { Relays = [Safe with { Password = null, TokenFile = "/dev/null" }] }
        },
        { "mail.relays.0.sasl", new MailSettings { Relays = [Safe with { Sasl = RelaySasl.XOAuth2 }] } },
        { "mail.relays.0.sasl", new MailSettings { Relays = [Safe with { Sasl = (RelaySasl)9 }] } },
        {
            "mail.relays.0.sasl",
            new MailSettings
            {
                Relays = [Safe with { Password = null, TokenFile = "/proc/version", Sasl = RelaySasl.Plain }],
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
        var fault = Assert.Single((settings with { From = settings.From ?? Own }).Faults());
        Assert.Matches($"^410[3-6] [a-z-]+: {Regex.Escape(key)}", fault);
        Assert.DoesNotContain('\r', fault);
    }

    [Fact]
    public void Relays_need_the_hubs_address()
    {
        var fault = Assert.Single(new MailSettings { Relays = [Good] }.Faults());
        Assert.StartsWith("4105 settings-together: mail.from is missing: ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail.relays", "mail.relays.0.name")]
    [InlineData("mail.imap", "mail.imap.host")]
    [InlineData("mail", "mail.relays")]
    public void A_value_where_settings_belong_is_not_passed_over(string key, string part)
    {
        var fault = Assert.Single(SettingsReader.Read(["--set", $"{key}=mx.xa.example"]).Faults);
        Assert.StartsWith(
            $"4101 setting-is-a-section: {key}: 'mx.xa.example' is not ", fault, StringComparison.Ordinal);
        Assert.Contains(part, fault, StringComparison.Ordinal);
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
