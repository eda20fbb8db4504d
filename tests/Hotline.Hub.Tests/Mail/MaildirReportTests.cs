using Hotline.Hub.Access;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Tests.Mail;

/// <summary>What programs report of mails of ours.</summary>
public sealed class MaildirReportTests : MaildirCase
{
    private static readonly MailKey Key = new(SomeMail.Id(), "XC", "XC", "officer");

    /// <summary>The Message-ID that the hub gave a mail of its own.</summary>
    private static string OurId(MailSettings? settings = null) =>
        SomeMail.Labels(settings).MessageId(Key, SomeMail.Noon);

    private static string Report(
        string messageId, string action = "failed", string status = "5.1.1", string headers = "") => Mail($"""
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

            """,
            "MIME-Version: 1.0\n"
                + "Content-Type: multipart/report; report-type=disposition-notification; boundary=r\n"));
        await Scan();
        Assert.Empty(Intake.Submitted);
        Assert.Empty(Intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_failed_delivery_is_told_with_the_mail_that_it_gives_back()
    {
        Arrives("1.a.host", Report(OurId()));
        await Scan();
        Assert.Equal([(Key, SomeMail.Noon, "5.1.1")], Intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task What_is_signed_in_a_mail_that_came_back_to_somebody_else_counts()
    {
        Arrives("1.a.host", GivingBack("<reply@xc.example>"));
        await Scan();
        Assert.Equal([Compact], Intake.Submitted.Distinct());
        Assert.Empty(Intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_report_that_gives_a_refused_envelope_back_counts_and_is_not_refused()
    {
        Intake.Answer = EnvelopeErrors.BadSignature();
        Arrives("1.a.host", GivingBack(OurId()));
        await Scan();
        Assert.Equal([(Key, SomeMail.Noon, "5.1.1")], Intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
        Assert.Empty(Answered);
    }

    [Fact]
    public async Task What_came_back_waits_while_the_hub_cannot_take_it()
    {
        Intake.Answer = new Refusal(3001, "store-unavailable", RefusalClass.Unavailable, "Later.");
        Arrives("1.a.host", GivingBack("<reply@xc.example>"));
        await Scan();
        Assert.Equal(["1.a.host"], In("new"));
        Intake.Answer = null;
        await Scan();
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_report_beside_a_refused_envelope_is_told_all_the_same()
    {
        Intake.Answer = EnvelopeErrors.BadSignature();
        var report = Report(OurId(), headers: "X: y\n");
        Arrives("1.a.host", Mail("--m\n" + report[report.IndexOf("Content-Type: multipart", StringComparison.Ordinal)..]
            + $"\n--m\nContent-Type: application/jose\n\n{Compact}\n--m--\n",
            "Content-Type: multipart/mixed; boundary=m\n"));
        await Scan();
        Assert.Equal((Key, SomeMail.Noon, "5.1.1"), Assert.Single(Intake.Bounces.Distinct()));
        Assert.Equal(["1.a.host", "1.a.host.reason"], In("refused"));
    }

    /// <summary>A report that gives back a mail with that id and the signed envelope in it.</summary>
    private string GivingBack(string id) => Report(id).Replace("text/rfc822-headers", "message/rfc822",
        StringComparison.Ordinal).Replace($"Message-ID: {id}\n", $"Message-ID: {id}\nFrom: officer@xc.example\n"
            + $"Content-Type: application/jose\n\n{Compact}\n", StringComparison.Ordinal);

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
        Assert.Empty(Intake.Bounces);
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
        var reader = NewReader(labels);

        Arrives("1.a.host", Report(OurId(settings), headers: "Delivered-To: bounces@hub.example\n"));
        Arrives("2.a.host", Report(OurId(settings), headers: $"Delivered-To: bounces+{label[1..]}0@hub.example\n"));
        await reader.ScanAsync(CancellationToken.None);
        Time.Advance(MaildirReader.Settling);
        await reader.ScanAsync(CancellationToken.None);
        Assert.Empty(Intake.Bounces);
        Assert.Equal(2, In("cur").Length);

        Arrives("3.a.host", Report(OurId(settings), headers: $"Delivered-To: {to.ToUpperInvariant()}\n"));
        await reader.ScanAsync(CancellationToken.None);
        Assert.Equal([(Key, SomeMail.Noon, "5.1.1")], Intake.Bounces);
    }

    [Fact]
    public void A_label_is_the_same_at_every_try_and_another_for_another_hub_and_another_mail()
    {
        Assert.Equal(OurId(), OurId());
        Assert.NotEqual(
            OurId(),
            new BounceLabels([.. Enumerable.Repeat((byte)8, 32)], new MailSettings()).MessageId(Key, SomeMail.Noon));
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
        Assert.Empty(Intake.Bounces);
        Assert.Equal(["1.a.host:2,S"], In("cur"));
    }

    [Fact]
    public async Task A_report_about_a_mail_that_is_not_ours_moves_nothing()
    {
        Arrives("1.a.host", Report("<0195.xc.xc.officer@elsewhere.example>"));
        Arrives("2.a.host", Report(OurId(new MailSettings { Domain = "elsewhere.example" })));
        await Scan();
        Assert.Empty(Intake.Bounces);
        Assert.Equal(2, In("cur").Length);
    }

    [Fact]
    public async Task A_bounce_that_cannot_be_recorded_now_stays_until_it_can()
    {
        Intake.BounceAnswer = new Refusal(3001, "store-unavailable", RefusalClass.Unavailable, "Later.");
        Arrives("1.a.host", Report(OurId()));
        await Scan();
        Assert.Equal(["1.a.host"], In("new"));
    }
}
