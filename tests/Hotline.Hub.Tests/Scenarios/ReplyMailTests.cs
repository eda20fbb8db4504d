using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class ReplyMailTests
{
    [Fact]
    public async Task Who_opened_by_mail_gets_acknowledgement_and_answer_by_mail_byte_for_byte_and_each_once()
    {
        await using var stage = await Stage.OpenAsync();
        var message = stage.Some.Message(to: "XB");
        await stage.DeliverAsync("1.opening", $"From: officer@xa.example\nTo: hotline@hub.example\nSubject: x\nContent-Type: application/jose\n\n{message.Compact}\n");
        var acknowledgement = await stage.SendAsync(stage.Some.Acknowledgement(message));
        var response = await stage.SendAsync(stage.Some.Response(message));
        await stage.SendAsync(acknowledgement);
        await RealTime.Until(async () => (await stage.AddresseeAsync(message, "XB")).Mail.Count(m => m.State == MailState.Sent) == 2, "both mails to be sent");

        var mails = stage.Mails();
        Assert.Equal(new[] { acknowledgement.Compact, response.Compact }.Order(), mails.Select(m => Assert.Single(m.Envelopes)).Order());
        Assert.All(mails, m => Assert.Equal("officer@xa.example", Assert.Single(m.To)));
        Assert.Equal(2, mails.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(Rung.Answered, (await stage.AddresseeAsync(message, "XB")).Rung);
    }

    [Fact]
    public async Task A_withdrawal_follows_the_mail_that_it_takes_back_also_after_a_restart()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XC"));
        await stage.AdvanceAsync(TimeSpan.FromSeconds(21));
        await RealTime.Until(async () => (await stage.AddresseeAsync(message, "XC")).Mail is [{ State: MailState.Sent }], "the mail to be sent");
        var withdrawal = await stage.SendAsync(stage.Some.Withdrawal(message));
        await stage.VanishAsync();
        await stage.StartAsync();
        await RealTime.Until(async () => (await stage.AddresseeAsync(message, "XC")).Mail.All(m => m.State == MailState.Sent), "the withdrawal to be mailed");

        Assert.Equal([message.Compact, withdrawal.Compact], stage.Mails().Select(m => Assert.Single(m.Envelopes)));
        Assert.Single((await stage.FactsAsync(message)).OfType<Forwarded>());
    }

    [Fact]
    public async Task A_reply_that_comes_back_is_on_record_and_escalates_nothing()
    {
        await using var stage = await Stage.OpenAsync();
        var message = await stage.SendAsync(stage.Some.Message(to: "XB"), Carrier.Mail);
        await stage.SendAsync(stage.Some.Acknowledgement(message));
        await RealTime.Until(async () => (await stage.AddresseeAsync(message, "XB")).Mail is [{ State: MailState.Sent }], "the mail to be sent");
        await stage.DeliverAsync("1.bounce", InboundMailTests.Bounce(stage.Mails().Single().MessageId!));

        Assert.Equal(MailState.Bounced, Assert.Single((await stage.AddresseeAsync(message, "XB")).Mail).State);
        Assert.DoesNotContain(await stage.FactsAsync(message), f => f is Escalated);
    }
}
