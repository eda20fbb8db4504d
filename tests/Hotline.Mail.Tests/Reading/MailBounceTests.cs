using Hotline.Protocol;

namespace Hotline.Mail.Tests;

public sealed class MailBounceTests
{
    [Theory]
    [InlineData("message/rfc822")]
    [InlineData("text/rfc822-headers")]
    public void A_bounce_says_what_failed_and_which_mail(string returned)
    {
        var mail = Mails.Good(Mails.Bounce(returned: returned));

        Assert.Equal((BounceAction.Failed, "5.1.1"), (mail.Bounce!.Action, mail.Bounce.Code));
        Assert.Equal<string>([Mails.Returned], mail.Bounce.OriginalMessageIds);
        Assert.Equal("officer@xc.example", mail.Bounce.Recipient);
        Assert.Null(mail.Bounce.EnvelopeId);
        Assert.True(mail.NullReturnPath);
        Assert.True(mail.IsAutomatic);
    }

    [Fact]
    public void The_envelope_that_a_bounce_gives_back_is_not_received_again() =>
        Assert.Empty(Mails.Good(Mails.Bounce()).Envelopes);

    [Theory]
    [InlineData("delayed", "4.4.1 (connection timed out)", BounceAction.Delayed, "4.4.1")]
    [InlineData("Failed", "", BounceAction.Failed, "5.0.0")]
    [InlineData("failed (fatal)", "5.1.1.9", BounceAction.Failed, "5.0.0")]
    [InlineData("failure", "553 too large", BounceAction.Failed, "5.0.0")]
    [InlineData("error", "5.0.0", BounceAction.Failed, "5.0.0")]
    [InlineData("delayed", "none", BounceAction.Delayed, "4.0.0")]
    public void Action_and_code_are_read_strictly(string action, string status, BounceAction expected, string code)
    {
        var bounce = Mails.Good(Mails.Bounce(action, status)).Bounce!;

        Assert.Equal((expected, code), (bounce.Action, bounce.Code));
    }

    [Theory]
    [InlineData("delivered")]
    [InlineData("relayed")]
    public void A_report_of_success_says_which_mail_reached_whom(string action)
    {
        var mail = Mails.Good(Mails.Bounce(action, "2.0.0").Replace(
            "Arrival-Date:", "Original-Envelope-Id: hotline-0a1b\nArrival-Date:", StringComparison.Ordinal));

        Assert.Equal((BounceAction.Delivered, "2.0.0"), (mail.Bounce!.Action, mail.Bounce.Code));
        Assert.Equal<string>([Mails.Returned], mail.Bounce.OriginalMessageIds);
        Assert.Equal("hotline-0a1b", mail.Bounce.EnvelopeId);
        Assert.Equal("officer@xc.example", mail.Bounce.Recipient);
        Assert.Empty(mail.Envelopes);
        Assert.True(mail.IsAutomatic);
    }

    [Fact]
    public void A_list_that_took_the_mail_says_nothing_about_any_mailbox()
    {
        var mail = Mails.Good(Mails.Bounce("expanded", "2.0.0"));

        Assert.Null(mail.Bounce);
        Assert.True(mail.IsAutomatic);
    }

    [Fact]
    public void Of_several_recipients_the_worst_counts() => Assert.Equal("5.2.2", Mails.Good(Mails.Bounce(
        "delayed", "4.0.0\n\nFinal-Recipient: rfc822; second@xc.example\nAction: failed\nStatus: 5.2.2")).Bounce!.Code);

    [Fact]
    public void Without_the_returned_mail_the_reply_headers_say_which()
    {
        var mail = Mails.Good(Mails.Bounce(returned: "image/png")
            .Replace("Auto-Submitted:", $"In-Reply-To: {Mails.Returned}\nAuto-Submitted:", StringComparison.Ordinal));

        Assert.Equal<string>([Mails.Returned], mail.Bounce!.OriginalMessageIds);
    }

    [Fact]
    public void A_bounce_of_an_unknown_mail_is_still_a_bounce() =>
        Assert.Empty(Mails.Good(Mails.Bounce(returned: "image/png")).Bounce!.OriginalMessageIds);

    [Fact]
    public void A_bounce_says_for_which_addresses_it_came()
    {
        var bounce = Mails.Good(
            "Delivered-To: bounces+0a1b@hub.example\nX-Original-To: <BOUNCES+0a1b@hub.example>\nEnvelope-To: "
            + "not an address,\n" + Mails.Bounce());
        Assert.Equal("bounces+0a1b@hub.example", Assert.Single(bounce.DeliveredTo));
        Assert.Empty(Mails.Good(Mails.Bounce()).DeliveredTo);
    }

    [Fact]
    public void A_report_without_action_is_refused() => Assert.Equal(5009, Mails.Fault(Mails.Bounce()
        .Replace("Action:", "Reaction:", StringComparison.Ordinal)
        .Replace("your message could not\nbe delivered", "it is late", StringComparison.Ordinal)));

    [Fact]
    public void A_report_without_action_whose_words_say_what_happened_is_a_bounce()
    {
        var mail = Mails.Good(Mails.Bounce().Replace("Action:", "Reaction:", StringComparison.Ordinal));

        Assert.Equal((BounceAction.Failed, "5.0.0"), (mail.Bounce!.Action, mail.Bounce.Code));
        Assert.Equal<string>([Mails.Returned], mail.Bounce.OriginalMessageIds);
    }

    [Fact]
    public void What_came_back_under_another_type_says_which_mail_it_was()
    {
        var mail = Mails.Good(Mails.Bounce(returned: "application/octet-stream"));

        Assert.Equal<string>([Mails.Returned], mail.Bounce!.OriginalMessageIds);
        Assert.Empty(mail.Envelopes);
    }

    [Fact]
    public void A_forwarded_bounce_is_not_a_bounce() =>
        Assert.Null(Mails.Good("Subject: look\nContent-Type: message/rfc822\n\n" + Mails.Bounce()).Bounce);

    [Fact]
    public void An_id_of_ours_leads_back_to_what_was_sent()
    {
        var key = new MailKey(MessageId.Parse("0198c0de-0000-7000-8000-000000000001"), "XC", "XZ", "duty-officer");
        var id = MailMessageIds.Compose(key, DateTimeOffset.FromUnixTimeMilliseconds(1772334000123), "Hub.Example");

        Assert.Equal("<0198c0de-0000-7000-8000-000000000001.xc.xz.duty-officer.1772334000123@hub.example>", id);
        foreach (var form in new[] { id, id[1..^1], id.ToUpperInvariant() })
        {
            Assert.True(MailMessageIds.TryParse(form, "hub.example", out var read));
            Assert.Equal(new MailMessageId(key, DateTimeOffset.FromUnixTimeMilliseconds(1772334000123), null), read);
        }
    }

    [Fact]
    public void A_label_in_an_id_is_read_back_in_lower_case()
    {
        var key = new MailKey(MessageId.Parse("0198c0de-0000-7000-8000-000000000001"), "XC", "XC", "officer");
        var id = MailMessageIds.Compose(
            key, DateTimeOffset.FromUnixTimeMilliseconds(1772334000123), "hub.example", "0a1B");

        Assert.Equal("<0198c0de-0000-7000-8000-000000000001.xc.xc.officer.1772334000123.0a1b@hub.example>", id);
        Assert.True(MailMessageIds.TryParse(id.ToUpperInvariant(), "hub.example", out var read));
        Assert.Equal((key, "0a1b"), (read.Mail, read.Label));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0a1b")]
    public void The_mail_of_a_reply_is_known_by_the_reply(string? label)
    {
        var key = new MailKey(MessageId.Parse("0198c0de-0000-7000-8000-000000000001"), "XB", "XA", "officer",
            MessageId.Parse("0198c0de-0000-7000-8000-000000000002"));
        var id = MailMessageIds.Compose(
            key, DateTimeOffset.FromUnixTimeMilliseconds(1772334000123), "hub.example", label);

        Assert.True(MailMessageIds.TryParse(id.ToUpperInvariant(), "hub.example", out var read));
        Assert.Equal(new MailMessageId(key, DateTimeOffset.FromUnixTimeMilliseconds(1772334000123), label), read);
        Assert.NotEqual(id, MailMessageIds.Compose(
            key with { Reply = null }, DateTimeOffset.FromUnixTimeMilliseconds(1772334000123), "hub.example", label));
    }

    [Fact]
    public void A_mail_that_a_later_step_orders_to_the_same_point_of_contact_is_another_mail()
    {
        var key = new MailKey(MessageId.Parse("0198c0de-0000-7000-8000-000000000001"), "XC", "XZ", "coordinator");
        var first = DateTimeOffset.FromUnixTimeMilliseconds(1772334000123);
        Assert.NotEqual(MailMessageIds.Compose(key, first, "hub.example"),
            MailMessageIds.Compose(key, first.AddSeconds(180), "hub.example"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("<@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer.1772334000123@other.example>")]
    [InlineData("<0198c0de-0000-4000-8000-000000000001.xc.xz.officer.1772334000123@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.officer.1772334000123@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer.1772334000123.some.more@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer.1772334000123.@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer.1772334000123.a-b@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer.1772334000123.0123456789012345678901234567890123456789012345678901234567890123x@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer.999999999999999999@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.x!.xz.officer.1772334000123@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.-.1772334000123@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer@hub.example>")]
    [InlineData("<0198c0de-0000-7000-8000-000000000001.xc.xz.officer.-1@hub.example>")]
    public void Ids_of_others_are_not_taken_for_ours(string? id) =>
        Assert.False(MailMessageIds.TryParse(id, "hub.example", out _));
}
