using System.Diagnostics.Metrics;
using System.Globalization;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Telemetry;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Microsoft.Extensions.Logging;

namespace Hotline.Hub.Tests.Mail;

/// <summary>More envelopes come in by mail than the limits allow.</summary>
public sealed class MailIntakeTests : MaildirCase
{
    private const string Officer = "officer@xc.example";
    private const string Flooder = "flood@xq.example";
    private static readonly MailKey Key = new(SomeMail.Id(), "XC", "XC", "officer");
    private static readonly Refusal Away = new(3001, "store-unavailable", RefusalClass.Unavailable, "Later.");
    private readonly LoggedLines _lines = new();
    private MailsWaiting? _waiting;

    private string Taken => string.Join(' ', In("cur").Select(n => n[..^":2,S".Length]));

    private string Left => string.Join(' ', In("new"));

    [Fact]
    public async Task What_is_beyond_an_addresss_limit_stays_and_is_taken_a_minute_later_oldest_first()
    {
        var reader = Limited(perAddress: 3, inAll: 12);
        Come(Officer, "1", "2", "3", "4", "5");
        await reader.ScanAsync(default);
        Assert.Equal(("1 2 3", "4 5"), (Taken, Left));
        Time.Advance(TimeSpan.FromSeconds(59.9));
        Come(Officer, "0", "6");
        await reader.ScanAsync(default);
        Assert.Equal("1 2 3", Taken);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        await reader.ScanAsync(default);
        Assert.Equal(("0 1 2 3 4 5", "6"), (Taken, Left));
        Assert.True(reader.HasWaiting);
        Time.Advance(IntakeRate.Span);
        await reader.ScanAsync(default);
        Assert.Equal("", Left);
        Assert.False(reader.HasWaiting);
    }

    [Fact]
    public async Task However_an_address_is_written_it_is_one()
    {
        var reader = Limited(perAddress: 2, inAll: 8);
        Come("bücher@bücher.example", "1");
        Come("BÜCHER@xn--bcher-kva.example", "2");
        Come("Bücher@BÜCHER.example", "3");
        await reader.ScanAsync(default);
        Assert.Equal(("1 2", "3"), (Taken, Left));
    }

    [Fact]
    public async Task Strangers_do_not_keep_out_who_is_in_the_directory_nor_who_answers_a_mail_of_ours()
    {
        var reader = Limited(perAddress: 2, inAll: 8);
        for (var i = 100; i < 200; i++)
        {
            Come($"s{i}@xq.example", $"{i}");
        }
        await reader.ScanAsync(default);
        Assert.Equal("100 101", Taken);
        Come("deputy@xc.example", "300");
        Come("gateway@xc.example", "301", $"In-Reply-To: {OurId()}\n");
        await reader.ScanAsync(default);
        Assert.Equal("100 101 300 301", Taken);
    }

    [Fact]
    public async Task A_label_that_is_not_ours_is_nobodys_answer()
    {
        var reader = Limited(perAddress: 1, inAll: 4);
        Come(Flooder, "1");
        Come("gateway@xc.example", "2", $"In-Reply-To: {OurId().Replace('a', 'b').Replace('1', '2')}\n");
        await reader.ScanAsync(default);
        Assert.Equal(("1", "2"), (Taken, Left));
    }

    [Fact]
    public async Task Of_several_senders_each_has_its_turn_before_one_has_a_second()
    {
        var reader = Limited(perAddress: 4, inAll: 16);
        Come(Flooder, "10", "11", "12", "13", "14", "15", "16", "17");
        Come("a@xq.example", "20", "21");
        Come("b@xq.example", "22");
        await reader.ScanAsync(default);
        Assert.Equal("10 11 20 22", Taken);
        Time.Advance(IntakeRate.Span);
        Come("c@xq.example", "30");
        await reader.ScanAsync(default);
        Assert.Equal("10 11 12 13 20 21 22 30", Taken);
    }

    [Fact]
    public async Task What_holds_no_envelope_and_reports_about_mails_of_ours_are_never_held()
    {
        var reader = Limited(perAddress: 1, inAll: 4);
        Come(Flooder, "1", "2", "3");
        Arrives("4", Mail("Thank you.\n"));
        for (var i = 5; i < 10; i++)
        {
            Arrives($"{i}", Report());
        }
        await reader.ScanAsync(default);
        Time.Advance(MaildirReader.Settling);
        await reader.ScanAsync(default);
        Assert.Equal(("1 4 5 6 7 8 9", "2 3"), (Taken, Left));
        Assert.Equal(5, Intake.Bounces.Count);
    }

    [Fact]
    public async Task A_mail_that_holds_more_than_a_minutes_is_taken_alone()
    {
        var reader = Limited(perAddress: 2, inAll: 8);
        Come(Officer, "1");
        Arrives("2", Several(3));
        await reader.ScanAsync(default);
        Assert.Equal(("1", "2"), (Taken, Left));
        Time.Advance(IntakeRate.Span);
        Come(Officer, "3");
        await reader.ScanAsync(default);
        Assert.Equal(("1 2", "3"), (Taken, Left));
        Assert.Equal(4, Intake.Submitted.Count);
    }

    [Fact]
    public async Task What_the_hub_cannot_take_uses_up_nothing()
    {
        var reader = Limited(perAddress: 1, inAll: 4);
        Intake.Answer = Away;
        Come(Officer, "1");
        await reader.ScanAsync(default);
        await reader.ScanAsync(default);
        Intake.Answer = null;
        await reader.ScanAsync(default);
        Assert.Equal("1", Taken);
    }

    [Fact]
    public async Task A_flood_that_is_refused_is_refused_in_the_end()
    {
        var reader = Limited(perAddress: 1, inAll: 4);
        Intake.Answer = EnvelopeErrors.BadSignature();
        Come(Officer, "1", "2", "3");
        for (var minute = 0; minute < 6; minute++)
        {
            await reader.ScanAsync(default);
            Time.Advance(IntakeRate.Span);
        }
        Assert.Equal("", Left);
        Assert.Equal(["1", "1.reason", "2", "2.reason", "3", "3.reason"], In("refused"));
    }

    [Fact]
    public async Task That_mails_wait_is_shown_and_measured_and_said_once_a_minute()
    {
        var (held, waits) = (0L, 0L);
        var ours = new AsyncLocal<bool> { Value = true }; // other tests measure beside this one
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == HubMeters.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            held += ours.Value && tags.ToArray().Any(t => t.Value is "held") ? value : 0);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) =>
            waits += ours.Value && instrument.Name == "hotline.mail.waiting" ? value : 0);
        listener.Start();
        var reader = Limited(perAddress: 1, inAll: 4);
        Assert.Equal("ok, 0 envelopes in the last minute", _waiting!.Said);
        Come(Officer, "1", "2", "3");
        Come(Flooder, "4", "5");
        for (var i = 0; i < 4; i++)
        {
            await reader.ScanAsync(default);
            Time.Advance(TimeSpan.FromSeconds(10));
        }
        Assert.Equal(
            "SLOWED, 3 mails from 2 senders wait for their turn, 2 envelopes in the last minute", _waiting.Said);
        Assert.Single(Warnings());
        Assert.Equal((3L, 3L), (held, waits));
        Time.Advance(TimeSpan.FromSeconds(20));
        await reader.ScanAsync(default);
        Assert.Equal(2, Warnings().Length);
        Assert.DoesNotContain("@", Warnings()[1], StringComparison.Ordinal);
        Time.Advance(IntakeRate.Span);
        await reader.ScanAsync(default);
        Assert.Equal("ok, 1 envelopes in the last minute", _waiting.Said);
        Assert.Equal(2, Warnings().Length);
    }

    private string[] Warnings() =>
        [.. _lines.All.Where(l => l.Contains("wait where they came in", StringComparison.Ordinal))];

    private MaildirReader Limited(int perAddress, int inAll)
    {
        var rate = SomeDoor.Rate(Time, perAddress, inAll);
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_lines));
        _waiting = new MailsWaiting(rate, Time, factory.CreateLogger<MailsWaiting>());
        return SomeDoor.Reader(new Maildir(Root), Intake, SomeMail.Labels(), Time, Answers, rate, _waiting);
    }

    private void Come(string from, params string[] names)
    {
        var headers = names is [_, var last] && last.Contains(':', StringComparison.Ordinal) ? last : "";
        foreach (var name in names.Where(n => n != headers))
        {
            Deliver(name, $"From: {from}\nTo: hotline@hub.example\nSubject: Re\n{headers}MIME-Version: 1.0\n"
                + $"Content-Type: application/jose; name=ack.jws\n\n{Compact}\n");
        }
    }

    private void Deliver(string name, string mail) => File.WriteAllText(Path.Combine(Root, "new", name), mail);

    private static string OurId() => SomeMail.Labels().MessageId(Key, SomeMail.Noon);

    private string Several(int count)
    {
        var parts = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"--b\nContent-Type: application/jose; name={i}.jws\n\n{Envelope(i)}\n"));
        return $"From: {Officer}\nSubject: Re\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
            + string.Concat(parts) + "--b--\n";
    }

    private static string Envelope(int number) =>
        SignedEnvelope.Sign(SomeMail.Envelope(subject: $"Pump {number}"), SomeMail.Key).Value.Compact;

    /// <summary>A report about a mail of ours that gives back what it held.</summary>
    private string Report() => Mail($"""
        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.xc.example

        Final-Recipient: rfc822; officer@xc.example
        Action: failed
        Status: 5.1.1

        --r
        Content-Type: message/rfc822

        Message-ID: {OurId()}
        MIME-Version: 1.0
        Content-Type: application/jose; name=message.jws

        {Compact}

        --r--

        """, "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n");
}
