using System.Collections.Concurrent;
using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail.Postfix;

/// <summary>A relay that takes mail only from those who log in, as a submission server does.</summary>
public sealed class LoginTests : IDisposable
{
    private const string Password = "correct horse battery";
    private readonly TemporaryDirectory _files = new();
    private readonly TemporaryDirectory _users = new();
    private readonly RelayLog _log = new();

    public void Dispose()
    {
        _files.Dispose();
        _users.Dispose();
    }

    [SaslFact]
    public async Task With_the_right_password_the_mail_is_taken()
    {
        await using var postfix = await StartAsync();
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(postfix, Password));
        await postfix.MailsAsync("officer", 1);
        Assert.Contains("sasl_username=hub", postfix.Log, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [SaslTheory]
    [InlineData("smtpd_delay_reject = yes")] // the recipient is refused, as a stranger's
    [InlineData("smtpd_client_restrictions = permit_sasl_authenticated, reject")]
    [InlineData("smtpd_sender_restrictions = permit_sasl_authenticated, reject")]
    public async Task With_a_wrong_password_the_mail_is_deferred_and_the_operator_told_without_the_password(string how)
    {
        await using var postfix = await StartAsync(how);
        var reason = Assert.IsType<NoticeOutcome.Temporary>(await Send(postfix, "wrong horse")).Reason;
        Assert.StartsWith("first: it did not let us log in: 535 5.7.8", reason, StringComparison.Ordinal);
        await RealTime.Until(
            () => postfix.Log.Contains("authentication failed", StringComparison.OrdinalIgnoreCase),
            "Postfix to log that it refused the password");
        var line = Assert.Single(_log.Lines);
        Assert.StartsWith("5007 Warning Check user and password of relay first: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", line + reason, StringComparison.Ordinal);
        Assert.Empty(postfix.Mails("officer"));

        // Once the operator has put the right one in, the same mail goes out.
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(postfix, Password));
    }

    [SaslTheory]
    [InlineData("PLAIN LOGIN SCRAM-SHA-256", "SCRAM-SHA-256")]
    [InlineData("PLAIN LOGIN", "PLAIN")]
    [InlineData("LOGIN", "LOGIN")]
    public async Task The_strongest_way_that_it_offers_is_taken(string offered, string taken)
    {
        await using var postfix = await StartAsync(offered, []);
        Assert.Equal(new NoticeOutcome.Sent("first"), await Send(postfix, Password));
        await postfix.MailsAsync("officer", 1);
        await RealTime.Until(
            () => postfix.Log.Contains($"sasl_method={taken}", StringComparison.Ordinal),
            $"Postfix to log {taken}; the log says: {postfix.Log}");
        Assert.IsType<NoticeOutcome.Temporary>(await Send(postfix, "wrong horse"));
        Assert.Single(_log.Lines);
    }

    private Task<PrivatePostfix> StartAsync(params string[] settings) => StartAsync("LOGIN PLAIN", settings);

    private async Task<PrivatePostfix> StartAsync(string mechanisms, string[] settings)
    {
        await RelayCertificate.WriteAsync(_files, "localhost", "ca.pem", "relay.pem");
        var users = await SaslUsers.CreateAsync(_users.Path, "hub", Password, mechanisms);
        return await PrivatePostfix.StartAsync(
        [
            "mynetworks =", "smtpd_tls_security_level = encrypt", $"smtpd_tls_chain_files = {_files["relay.pem"]}",
            .. users, .. settings,
        ]);
    }

    private Task<NoticeOutcome> Send(PrivatePostfix postfix, string password)
    {
        var relay = new RelaySettings
        {
            Name = "first", Host = "localhost", Port = postfix.Port, CaFile = _files["ca.pem"], User = "hub",
            Password = password,
        };
        var settings = new MailSettings
        {
            From = "hotline@hub.example", Relays = [relay], AttemptTimeout = TimeSpan.FromSeconds(20), Retries = 0,
        };
        Assert.Empty(settings.Faults());
        return new RelayPipeline(
            [new SmtpRelay(relay, RealTime.Clock, _log)], settings, RealTime.Clock, () => 0.5,
            NullLogger<RelayPipeline>.Instance)
            .SendAsync(SomeMail.Mail(), Precedence.Priority, CancellationToken.None);
    }

    private sealed class RelayLog : ILogger<SmtpRelay>
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{eventId.Id} {logLevel} {formatter(state, exception)} {exception}");
    }
}
