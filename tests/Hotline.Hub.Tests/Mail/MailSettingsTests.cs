using Hotline.Hub.Carriers.Mail;

namespace Hotline.Hub.Tests.Mail;

public class MailSettingsTests
{
    private static readonly RelaySettings Good = new() { Name = "first", Host = "127.0.0.1", Port = 25, Tls = RelayTls.None };

    [Fact]
    public void The_defaults_and_a_local_relay_have_no_faults()
    {
        Assert.Empty(new MailSettings().Faults());
        Assert.Empty(new MailSettings { Relays = [Good, Good with { Name = "second", Host = "mail.xa.example", Port = 587, Tls = RelayTls.StartTls, User = "u", Password = "p" }] }.Faults());
    }

    public static TheoryData<string, MailSettings> Bad => new()
    {
        { "Mail:From", new MailSettings { From = "Hub <hub@xa.example>" } },
        { "Mail:ReplyTo", new MailSettings { ReplyTo = "hub@xa.example\r\nBcc: x@xd.example" } },
        { "Mail:Domain", new MailSettings { Domain = "xa.example>\r\n" } },
        { "Mail:AttemptTimeout", new MailSettings { AttemptTimeout = TimeSpan.FromSeconds(31) } },
        { "Mail:AttemptTimeout", new MailSettings { AttemptTimeout = TimeSpan.FromMilliseconds(999) } },
        { "Mail:AttemptTimeout", new MailSettings { AttemptTimeout = TimeSpan.FromSeconds(16), Relays = [Good, Good with { Name = "second" }] } },
        { "Mail:Retries", new MailSettings { Retries = 4 } },
        { "Mail:RetryDelay", new MailSettings { RetryDelay = TimeSpan.Zero } },
        { "Mail:PollInterval", new MailSettings { PollInterval = TimeSpan.FromMilliseconds(1) } },
        { "Mail:Breaker:MinimumThroughput", new MailSettings { Breaker = new BreakerSettings { MinimumThroughput = 1 } } },
        { "Mail:Breaker:FailureRatio", new MailSettings { Breaker = new BreakerSettings { FailureRatio = 1.1 } } },
        { "Mail:Breaker:Sampling", new MailSettings { Breaker = new BreakerSettings { Sampling = TimeSpan.FromDays(1) } } },
        { "Mail:Breaker:Break", new MailSettings { Breaker = new BreakerSettings { Break = TimeSpan.Zero } } },
        { "Mail:Relays", new MailSettings { Relays = [Good, Good] } },
        { "Mail:Relays", new MailSettings { AttemptTimeout = TimeSpan.FromSeconds(1), Relays = [.. "abcde".Select(c => Good with { Name = $"{c}" })] } },
        { "Mail:Relays:0:Name", new MailSettings { Relays = [Good with { Name = "First Relay" }] } },
        { "Mail:Relays:0:Host", new MailSettings { Relays = [Good with { Host = "", Tls = RelayTls.StartTls }] } },
        { "Mail:Relays:0:Port", new MailSettings { Relays = [Good with { Port = 0 }] } },
        { "Mail:Relays:0:Tls", new MailSettings { Relays = [Good with { Host = "mail.xa.example" }] } },
        { "Mail:Relays:0:User", new MailSettings { Relays = [Good with { Tls = RelayTls.StartTls, User = "u" }] } },
        { "Mail:Relays:0:User", new MailSettings { Relays = [Good with { User = "u", Password = "p" }] } },
        { "Mail:Relays:0:CaFile", new MailSettings { Relays = [Good with { Tls = RelayTls.StartTls, CaFile = "/nowhere/ca.pem" }] } },
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
        Assert.Equal(3, new MailSettings { From = "x", Retries = -1, Relays = [Good with { Port = 70000 }] }.Faults().Count());

    [Fact]
    public void Printing_settings_shows_no_password() =>
        Assert.DoesNotContain("hunter2", (Good with { User = "u", Password = "hunter2" }).ToString(), StringComparison.Ordinal);
}
