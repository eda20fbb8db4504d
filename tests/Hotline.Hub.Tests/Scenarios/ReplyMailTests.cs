using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class ReplyMailTests
{
    [Fact]
    public async Task Who_opened_by_mail_gets_acknowledgement_and_answer_by_mail_byte_for_byte_and_each_once()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = hub.Some.Message(to: "XB");
        await hub.DeliverAsync(
            "1.opening",
            "From: officer@xa.example\nTo: hotline@hub.example\nSubject: x\nContent-Type: application/jose\n\n"
                + message.Compact + "\n");
        var acknowledgement = await hub.SendAsync(hub.Some.Acknowledgement(message));
        var response = await hub.SendAsync(hub.Some.Response(message));
        await hub.SendAsync(acknowledgement);
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XB")).Notices.Count(n => n.State == NoticeState.Sent) == 2,
            "both mails to be sent");

        var mails = hub.Mails();
        Assert.Equal(
            new[] { acknowledgement.Compact, response.Compact }.Order(),
            mails.Select(m => Assert.Single(m.Envelopes)).Order());
        Assert.All(mails, m => Assert.Equal("officer@xa.example", Assert.Single(m.To)));
        Assert.Equal(2, mails.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(Rung.Answered, (await hub.AddresseeAsync(message, "XB")).Rung);
    }

    [Fact]
    public async Task A_withdrawal_follows_the_mail_that_it_takes_back_also_after_a_restart()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(21));
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XC")).Notices is [{ State: NoticeState.Sent }],
            "the mail to be sent");
        var withdrawal = await hub.SendAsync(hub.Some.Withdrawal(message));
        await hub.VanishAsync();
        await hub.StartAsync();
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XC")).Notices.All(n => n.State == NoticeState.Sent),
            "the withdrawal to be mailed");

        Assert.Equal([message.Compact, withdrawal.Compact], hub.Mails().Select(m => Assert.Single(m.Envelopes)));
        Assert.Single((await hub.FactsAsync(message)).OfType<ReplyNoticeOrdered>());
    }

    [Fact]
    public async Task A_reply_that_comes_back_is_on_record_and_escalates_nothing()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XB"), Carrier.Mail);
        await hub.SendAsync(hub.Some.Acknowledgement(message));
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XB")).Notices is [{ State: NoticeState.Sent }],
            "the mail to be sent");
        await hub.DeliverAsync("1.bounce", InboundMailTests.Bounce(hub.Mails().Single().MessageId!));

        Assert.Equal(NoticeState.Returned, Assert.Single((await hub.AddresseeAsync(message, "XB")).Notices).State);
        Assert.DoesNotContain(await hub.FactsAsync(message), f => f is Escalated);
    }
}
