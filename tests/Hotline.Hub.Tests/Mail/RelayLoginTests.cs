using System.Text;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Mail;

/// <summary>How the hub logs in, and what it knows afterwards.</summary>
public sealed class RelayLoginTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _files = new();

    public Task InitializeAsync() => RelayCertificate.WriteAsync(_files, "localhost", "ca.pem", "relay.pem");

    public Task DisposeAsync()
    {
        _files.Dispose();
        return Task.CompletedTask;
    }

    private ScriptedRelay Relay(Func<string, string?> script) =>
        new(script) { Certificate = RelayCertificate.Load(_files, "relay.pem"), Implicit = true };

    private Task<RelayAnswer> Send(ScriptedRelay relay, Func<RelaySettings, RelaySettings>? settings = null)
    {
        var usual = new RelaySettings
        {
            Name = "one", Host = "localhost", Port = relay.Port, Tls = ServerTls.Implicit, CaFile = _files["ca.pem"],
            User = "hub", Password = "hunter2",
        };
        return new SmtpRelay(settings is null ? usual : settings(usual), RealTime.Clock)
            .SendAsync(SomeMail.Mail(), CancellationToken.None);
    }

    [Theory]
    [InlineData("AUTH CRAM-MD5 LOGIN PLAIN", RelaySasl.Strongest, "AUTH PLAIN AGh1YgBodW50ZXIy")]
    [InlineData("AUTH LOGIN PLAIN SCRAM-SHA-256", RelaySasl.Strongest, "AUTH SCRAM-SHA-256 ")]
    [InlineData("AUTH LOGIN", RelaySasl.Strongest, "AUTH LOGIN")]
    [InlineData("AUTH LOGIN PLAIN SCRAM-SHA-256", RelaySasl.Login, "AUTH LOGIN")]
    [InlineData("AUTH LOGIN PLAIN SCRAM-SHA-256", RelaySasl.Plain, "AUTH PLAIN ")]
    public async Task The_strongest_way_that_both_know_is_taken_or_the_one_that_is_set(
        string offer, RelaySasl sasl, string said)
    {
        using var relay = Relay(ScriptedRelay.But("nothing", "", offer));
        await Send(relay, s => s with { Sasl = sasl });
        Assert.StartsWith(
            said, Assert.Single(relay.Lines, l => l.StartsWith("AUTH", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_of_a_file_is_read_at_each_log_in()
    {
        foreach (var password in new[] { "hunter2", "hunter3" })
        {
            await File.WriteAllTextAsync(_files["password"], password + "\nsomething else\n");
            using var relay = Relay(ScriptedRelay.But("nothing", "", "AUTH PLAIN"));
            await Send(relay, s => s with { Password = null, PasswordFile = _files["password"] });
            Assert.Contains(
                $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0hub\0{password}"))}", relay.Lines);
        }
    }

    [Theory]
    [InlineData("HELP", RelaySasl.Strongest)]
    [InlineData("AUTH CRAM-MD5 XOAUTH2", RelaySasl.Strongest)]
    [InlineData("AUTH LOGIN PLAIN", RelaySasl.ScramSha256)]
    public async Task A_relay_without_a_way_that_we_may_use_gets_no_mail(string offer, RelaySasl sasl)
    {
        using var relay = Relay(ScriptedRelay.But("nothing", "", offer));
        var answer = await Send(relay, s => s with { Sasl = sasl });
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Login, true), (answer.Verdict, answer.Stage, answer.LoggedOut));
        Assert.DoesNotContain(relay.Lines, l => l.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("535 5.7.8 authentication credentials invalid", "5.7.8", true)]
    [InlineData("535 no", null, true)]
    [InlineData("534 5.7.9 mechanism too weak", "5.7.9", true)]
    [InlineData("454 4.7.0 temporary failure", "4.7.0", false)]
    public async Task A_refused_password_is_known_as_one_and_a_trouble_of_the_relay_as_another(
        string reply, string? status, bool loggedOut)
    {
        using var relay = Relay(ScriptedRelay.But("AUTH", reply, "AUTH PLAIN"));
        var answer = await Send(relay);
        Assert.Equal(
            (RelayVerdict.Faulty, RelayStage.Login, status, loggedOut),
            (answer.Verdict, answer.Stage, answer.Status?.ToString(), answer.LoggedOut));
        Assert.StartsWith(
            "one: it did not let us log in: " + reply[..3], answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(relay.Lines, l => l.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_logged_in_and_refused_by_policy_is_not_told_to_check_the_password()
    {
        using var relay = Relay(
            ScriptedRelay.But("RCPT", "554 5.7.1 <officer@xc.example>: relay access denied", "AUTH PLAIN"));
        var answer = await Send(relay);
        Assert.Equal((RelayVerdict.Declined, false), (answer.Verdict, answer.LoggedOut));
    }

    [Fact]
    public async Task A_lost_connection_while_logging_in_is_no_wrong_password()
    {
        using var relay = Relay(ScriptedRelay.But("AUTH", "", "AUTH PLAIN"));
        var answer = await Send(relay);
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Login, false), (answer.Verdict, answer.Stage, answer.LoggedOut));
    }

    [Fact]
    public async Task A_relay_that_cannot_prove_that_it_knows_the_password_gets_no_mail()
    {
        var usual = ScriptedRelay.But("nothing", "", "AUTH SCRAM-SHA-256");
        var forged = Convert.ToBase64String("r=not-yours,s=QSXCR+Q6sek8bf92,i=4096"u8);
        using var relay = Relay(
            line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "334 " + forged : usual(line));
        var answer = await Send(relay);
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Login), (answer.Verdict, answer.Stage));
        Assert.DoesNotContain(relay.Lines, l => l.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_TLS_no_password_is_sent_whatever_the_settings_say()
    {
        using var relay = new ScriptedRelay(ScriptedRelay.But("nothing", "", "AUTH PLAIN"));
        var answer = await Send(relay, s => s with { Host = "127.0.0.1", Tls = ServerTls.None });
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Login), (answer.Verdict, answer.Stage));
        Assert.DoesNotContain(relay.Lines, l => l.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_is_read_from_its_file_at_each_log_in()
    {
        using var relay = Relay(ScriptedRelay.But("nothing", "", "AUTH PLAIN XOAUTH2"));
        foreach (var token in new[] { "first", "second" })
        {
            await File.WriteAllTextAsync(_files["token"], token + "\n");
            var answer = await Send(relay, s => s with { Password = null, TokenFile = _files["token"] });
            Assert.Equal(RelayVerdict.Took, answer.Verdict);
        }
        Assert.Equal(
            ["user=hub\u0001auth=Bearer first\u0001\u0001", "user=hub\u0001auth=Bearer second\u0001\u0001"],
            relay.Lines.Where(l => l.StartsWith("AUTH XOAUTH2 ", StringComparison.Ordinal))
                .Select(l => Encoding.ASCII.GetString(Convert.FromBase64String(l["AUTH XOAUTH2 ".Length..]))));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_a_refused_log_in()
    {
        var usual = ScriptedRelay.But("nothing", "", "AUTH XOAUTH2");
        var asked = false;
        using var relay = Relay(line =>
        {
            var answer = line.StartsWith("AUTH", StringComparison.Ordinal) ? "334 eyJzdGF0dXMiOiI0MDEifQ=="
                : asked ? "535 5.7.8 token expired" : usual(line);
            asked = answer!.StartsWith("334", StringComparison.Ordinal);
            return answer;
        });
        await File.WriteAllTextAsync(_files["token"], "stale");
        var answer = await Send(relay, s => s with { Password = null, TokenFile = _files["token"] });
        Assert.Equal(
            (RelayVerdict.Faulty, RelayStage.Login, "5.7.8", true),
            (answer.Verdict, answer.Stage, answer.Status?.ToString(), answer.LoggedOut));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Without_a_token_there_is_no_log_in(string? content)
    {
        using var relay = Relay(ScriptedRelay.But("nothing", "", "AUTH XOAUTH2"));
        if (content is not null)
        {
            await File.WriteAllTextAsync(_files["token"], content);
        }
        var answer = await Send(relay, s => s with { Password = null, TokenFile = _files["token"] });
        Assert.Equal((RelayVerdict.Faulty, RelayStage.Login, true), (answer.Verdict, answer.Stage, answer.LoggedOut));
    }
}
