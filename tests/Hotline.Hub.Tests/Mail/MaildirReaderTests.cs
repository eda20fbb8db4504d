using System.Text;
using Hotline.Hub.Access;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

public sealed class MaildirReaderTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly ManualTime _time = new();
    private readonly FakeIntake _intake = new();
    private readonly MaildirReader _reader;
    private readonly string _envelope = SignedEnvelope.Sign(SomeMail.Envelope(), SomeMail.Key).Value.Compact;

    public MaildirReaderTests()
    {
        var maildir = new Maildir(_root.Path);
        maildir.Prepare();
        _reader = new MaildirReader(
            maildir, _intake, SomeMail.Labels(), _time, NullLogger<MaildirReader>.Instance);
    }

    public void Dispose() => _root.Dispose();

    private void Arrives(string name, string mail) => File.WriteAllText(Path.Combine(_root.Path, "new", name), mail, Encoding.Latin1);

    private string[] In(string folder) => [.. Directory.EnumerateFiles(Path.Combine(_root.Path, folder)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Two looks, as far apart as a file needs to be believed.</summary>
    private async Task Scan()
    {
        await Look();
        _time.Advance(MaildirReader.Settling);
        await Look();
    }

    private Task Look() => _reader.ScanAsync(CancellationToken.None);

    private static string Mail(string body, string headers = "") => $"From: officer@xc.example\nTo: hotline@hub.example\nSubject: Re\n{headers}\n{body}";

    private string Reply(string headers = "") => Mail($"""
        --b
        Content-Type: text/plain

        Attached.
        --b
        Content-Type: application/jose; name=ack.jws
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(Encoding.ASCII.GetBytes(_envelope), Base64FormattingOptions.InsertLineBreaks)}
        --b--

        """, $"{headers}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n");

    private static readonly MailKey Key = new(SomeMail.Id(), "XC", "XC", "officer");

    /// <summary>The Message-ID that the hub gave a mail of its own.</summary>
    private static string OurId(MailSettings? settings = null) => SomeMail.Labels(settings).MessageId(Key, SomeMail.Noon);

    private static string Report(string messageId, string action = "failed", string status = "5.1.1", string headers = "") => Mail($"""
        --r
        Content-Type: text/plain

        I am sorry to have to inform you.
        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.xc.example

        Final-Recipient: rfc822; officer@xc.example
        Action: {action}
        Status: {status}

        --r
        Content-Type: text/rfc822-headers

        Message-ID: {messageId}

        --r--

        """, headers + "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n");

    [Fact]
    public async Task A_signed_envelope_is_submitted_and_its_mail_put_to_the_read_ones()
    {
        Arrives("1.a.host", Reply());
        await Look();
        Assert.Equal([_envelope], _intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
        Assert.Empty(In("new"));
    }

    [Fact]
    public async Task What_the_hub_refuses_is_kept_with_the_reason_beside_it()
    {
        _intake.Answer = EnvelopeErrors.BadSignature();
        Arrives("1.a.host", Reply());
        await Scan();
        Assert.Equal(["1.a.host", "1.a.host.reason"], In("refused"));
        Assert.StartsWith("1021 bad-signature", await File.ReadAllTextAsync(Path.Combine(_root.Path, "refused", "1.a.host.reason")), StringComparison.Ordinal);
        Assert.Empty(In("new"));
    }

    [Fact]
    public async Task What_the_hub_cannot_take_now_stays_until_it_can()
    {
        _intake.Answer = new Refusal(3001, "store-unavailable", RefusalClass.Unavailable, "Later.");
        Arrives("1.a.host", Reply());
        await Scan();
        Assert.Equal(["1.a.host"], In("new"));
        _intake.Answer = null;
        await Scan();
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_crash_before_the_moving_only_submits_the_same_bytes_again()
    {
        Arrives("1.a.host", Reply());
        _intake.Crashes = true;
        await Look();
        Assert.Equal(["1.a.host"], In("new"));
        _intake.Crashes = false;
        await Look();
        Assert.Equal([_envelope, _envelope], _intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task One_mail_that_cannot_be_handled_does_not_stop_those_behind_it()
    {
        Arrives("1.a.host", "garbage without any header");
        Arrives("2.a.host", Reply());
        await Scan();
        Assert.Equal([_envelope], _intake.Submitted);
        Assert.Contains("1.a.host.reason", In("refused"));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied\n")]
    [InlineData("Auto-Submitted: auto-generated\n")]
    [InlineData("Precedence: bulk\n")]
    [InlineData("X-Autoreply: yes\n")]
    public async Task What_a_program_sent_counts_for_nothing_whatever_it_holds(string header)
    {
        Arrives("1.a.host", Reply(header));
        await Scan();
        Assert.Empty(_intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_reply_in_words_acknowledges_nothing()
    {
        Arrives("1.a.host", Mail("We have received your message and acknowledge it.\n"));
        await Scan();
        Assert.Empty(_intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_read_receipt_counts_for_nothing()
    {
        Arrives("1.a.host", Mail("""
            --r
            Content-Type: text/plain

            Your mail was displayed.
            --r
            Content-Type: message/disposition-notification

            Disposition: manual-action/MDN-sent-manually; displayed

            --r--

            """, "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=r\n"));
        await Scan();
        Assert.Empty(_intake.Submitted);
        Assert.Empty(_intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_failed_delivery_is_told_with_the_mail_that_it_gives_back()
    {
        Arrives("1.a.host", Report(OurId()));
        await Scan();
        Assert.Equal([(Key, SomeMail.Noon, "5.1.1")], _intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    public static TheoryData<string> Forgeries => new(
        MailMessageIds.Compose(Key, SomeMail.Noon, "hub.example"),
        MailMessageIds.Compose(Key, SomeMail.Noon, "hub.example", new string('0', BounceLabels.Length)),
        // The label of another mail, which its reader has seen.
        OurId().Replace(".xc.xc.officer.", ".xc.xc.deputy.", StringComparison.Ordinal),
        OurId().Replace("1772366400000", "1772366400001", StringComparison.Ordinal),
        OurId()[..^14] + "@hub.example>");

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_report_without_the_label_of_the_mail_that_it_gives_back_moves_nothing(string messageId)
    {
        Arrives("1.a.host", Report(messageId));
        await Scan();
        Assert.Empty(_intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task With_a_mailbox_for_bounces_the_label_is_in_the_address_that_the_report_came_to_and_nowhere_else()
    {
        var settings = new MailSettings { Bounces = "bounces@hub.example" };
        var labels = SomeMail.Labels(settings);
        var to = labels.ReturnAddress(Key, SomeMail.Noon);
        var label = to["bounces+".Length..^"@hub.example".Length];
        Assert.DoesNotContain(label, OurId(settings), StringComparison.Ordinal);
        var maildir = new Maildir(_root.Path);
        var reader = new MaildirReader(maildir, _intake, labels, _time, NullLogger<MaildirReader>.Instance);

        Arrives("1.a.host", Report(OurId(settings), headers: "Delivered-To: bounces@hub.example\n"));
        Arrives("2.a.host", Report(OurId(settings), headers: $"Delivered-To: bounces+{label[1..]}0@hub.example\n"));
        await reader.ScanAsync(CancellationToken.None);
        _time.Advance(MaildirReader.Settling);
        await reader.ScanAsync(CancellationToken.None);
        Assert.Empty(_intake.Bounces);
        Assert.Equal(2, In("cur").Length);

        Arrives("3.a.host", Report(OurId(settings), headers: $"Delivered-To: {to.ToUpperInvariant()}\n"));
        await reader.ScanAsync(CancellationToken.None);
        Assert.Equal([(Key, SomeMail.Noon, "5.1.1")], _intake.Bounces);
    }

    [Fact]
    public void A_label_is_the_same_at_every_try_and_another_for_another_hub_and_another_mail()
    {
        Assert.Equal(OurId(), OurId());
        Assert.NotEqual(OurId(), new BounceLabels([.. Enumerable.Repeat((byte)8, 32)], new MailSettings()).MessageId(Key, SomeMail.Noon));
        Assert.NotEqual(Label(Key), Label(Key with { Poc = "deputy" }));

        static string Label(MailKey key) => SomeMail.Labels().MessageId(key, SomeMail.Noon).Split('.', '@')[^3];
    }

    [Theory]
    [InlineData("delayed", "4.4.1")]
    [InlineData("delivered", "2.0.0")]
    [InlineData("relayed", "2.0.0")]
    public async Task A_report_of_anything_but_failure_moves_nothing(string action, string status)
    {
        Arrives("1.a.host", Report(OurId(), action, status));
        await Scan();
        Assert.Empty(_intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_report_about_a_mail_that_is_not_ours_moves_nothing()
    {
        Arrives("1.a.host", Report("<0195.xc.xc.officer@elsewhere.example>"));
        Arrives("2.a.host", Report(OurId(new MailSettings { Domain = "elsewhere.example" })));
        await Scan();
        Assert.Empty(_intake.Bounces);
        Assert.Equal(2, In("cur").Length);
    }

    [Fact]
    public async Task A_bounce_that_cannot_be_recorded_now_stays_until_it_can()
    {
        _intake.BounceAnswer = new Refusal(3001, "store-unavailable", RefusalClass.Unavailable, "Later.");
        Arrives("1.a.host", Report(OurId()));
        await Scan();
        Assert.Equal(["1.a.host"], In("new"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public async Task A_mail_that_is_still_being_copied_is_left_until_it_is_whole(double share)
    {
        var whole = Reply();
        Arrives("1.a.host", whole[..(int)(whole.Length * share)]);
        await Look();
        _time.Advance(MaildirReader.Settling - TimeSpan.FromMilliseconds(1));
        await Look();
        Assert.Equal(["1.a.host"], In("new"));
        Arrives("1.a.host", whole);
        await Look();
        Assert.Equal([_envelope], _intake.Submitted);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_mail_that_changes_at_every_look_is_never_refused()
    {
        for (var length = 10; length < 200; length += 10)
        {
            Arrives("1.a.host", Reply()[..length]);
            await Look();
            Assert.Equal(["1.a.host"], In("new"));
            _time.Advance(MaildirReader.Settling);
        }
    }

    [Fact]
    public async Task A_mail_over_the_limit_is_refused_unread()
    {
        Arrives("1.a.host", Mail(new string('x', MailLimits.Bytes)));
        await Scan();
        Assert.StartsWith("5001", await File.ReadAllTextAsync(Path.Combine(_root.Path, "refused", "1.a.host.reason")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hidden_files_and_a_Maildir_that_is_gone_are_no_error()
    {
        Arrives(".hidden", Reply());
        await Scan();
        Assert.Empty(_intake.Submitted);
        Directory.Delete(Path.Combine(_root.Path, "new"), recursive: true);
        await Scan();
    }

    [Fact]
    public async Task A_mail_that_somebody_takes_away_meanwhile_is_no_error()
    {
        Arrives("1.a.host", Reply());
        _intake.Meanwhile = () => File.Delete(Path.Combine(_root.Path, "new", "1.a.host"));
        await Scan();
        Assert.Equal([_envelope], _intake.Submitted);
        Assert.Empty(In("cur"));
    }

    [Fact]
    public async Task A_running_reader_takes_what_was_there_and_what_comes()
    {
        Arrives("1.a.host", Reply());
        using var stop = new CancellationTokenSource();
        using var watch = new MaildirWatch(
            new Maildir(_root.Path), _reader, new MailSettings(), _time, NullLogger<MaildirWatch>.Instance);
        var running = watch.RunAsync(stop.Token);
        await RealTime.Until(() => In("cur").Length == 1, "the mail that waited");
        Arrives("2.a.host", Reply());
        await RealTime.Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return In("cur").Length == 2;
        }, "the mail that came");
        await stop.CancelAsync();
        await running;
    }

    private sealed class FakeIntake : IMailIntake
    {
        public List<string> Submitted { get; } = [];

        public List<(MailKey, DateTimeOffset, string)> Bounces { get; } = [];

        public Refusal? Answer { get; set; }

        public Refusal? BounceAnswer { get; set; }

        public bool Crashes { get; set; }

        public Action? Meanwhile { get; set; }

        public Task<Outcome<Receipt>> SubmitAsync(string compactEnvelope, CancellationToken stop)
        {
            Submitted.Add(compactEnvelope);
            Meanwhile?.Invoke();
            if (Crashes)
            {
                throw new IOException("crash after journaling");
            }
            return Task.FromResult<Outcome<Receipt>>(Answer is { } refusal ? refusal : new Receipt(SomeMail.Id(), Submitted.Count, SomeMail.Noon, "", [], ""));
        }

        public Task<Refusal?> BouncedAsync(MailKey mail, DateTimeOffset ordered, string enhancedCode, CancellationToken stop)
        {
            Bounces.Add((mail, ordered, enhancedCode));
            return Task.FromResult(BounceAnswer);
        }
    }
}
