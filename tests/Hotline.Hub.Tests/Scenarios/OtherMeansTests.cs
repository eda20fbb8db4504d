using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Hub.Access;
using Hotline.Hub.Outbound;
using Hotline.Journal;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>People can be told by another means than mail, and nothing of the hub was changed for it.</summary>
public sealed class OtherMeansTests
{
    private static readonly TimeSpan JustAfterDelivery = TimeSpan.FromSeconds(21);
    private readonly SmsGateway _gateway = new();

    [Fact]
    public async Task Who_is_silent_is_told_by_every_means_that_reaches_and_each_is_on_record()
    {
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(_ => true));
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        Assert.Empty(_gateway.Asked);
        await hub.AdvanceAsync(JustAfterDelivery);
        await UntilAllAreSentAsync(hub, message, count: 2);

        Assert.Equal(Sms(message), Assert.Single(_gateway.Asked).Key);
        Assert.Equal(message.Compact, Assert.Single(_gateway.Asked).Envelope);
        Assert.Single(hub.Mails());
        var sent = (await hub.FactsAsync(message)).OfType<NoticeSent>().ToDictionary(f => f.Notice.Means);
        Assert.Equal(("gateway", (Carrier?)null), (sent[SmsGateway.Name].Relay, sent[SmsGateway.Name].Carried));
        Assert.Equal(("outbox", (Carrier?)Carrier.Mail), (sent[Means.Mail].Relay, sent[Means.Mail].Carried));
    }

    [Fact]
    public async Task Everybody_who_may_see_the_exchange_sees_by_what_means_somebody_was_told()
    {
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(_ => true));
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(JustAfterDelivery);
        await UntilAllAreSentAsync(hub, message, count: 2);
        using var sender = Visitor.At(hub, "XA/officer");

        var view = (await sender.GetAsync($"{HttpPaths.Exchanges}/{message.Envelope.Id}")).Json;
        var notices = view["addressees"]![0]!["notices"]!.AsArray();
        Assert.Equal(
            ["mail XC/officer sent", "sms XC/officer sent"],
            notices.Select(n => $"{n!["means"]} {n["to"]} {n["state"]}").Order());
        using var http = new HttpClient();
        var ready = await http.GetStringAsync(new Uri($"{hub.HttpAddress}/readyz"));
        Assert.Contains("mail: ok, nothing owed", ready, StringComparison.Ordinal);
        Assert.Contains("sms: ok, nothing owed", ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_cannot_reach_its_reader_moves_the_ladder_on_at_once()
    {
        _gateway.Answer = notice => Task.FromResult<NoticeOutcome>(notice.Key.Poc == "officer"
            ? new NoticeOutcome.Permanent("gateway: no such number") : new NoticeOutcome.Sent("gateway"));
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(_ => true));
        hub.ErrorsExpected = true;
        WithoutMail(hub, "XC", "officer");
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(JustAfterDelivery);
        await RealTime.Until(() => _gateway.Asked.Any(n => n.Key.Poc == "deputy"), "the deputy to be told");

        var facts = await hub.FactsAsync(message);
        Assert.Equal("gateway: no such number", Assert.Single(facts.OfType<NoticeDead>()).Reason);
        Assert.Contains(facts, f => f is Escalated { Step: EscalationStep.Deputy });
        Assert.DoesNotContain(facts, f => f is Lapsed { Window: Window.Acknowledgement });
        const string DeadLetter = "5031 DEAD LETTER: the sms to XC/officer";
        await RealTime.Until(
            () => hub.Errors.Any(line => line.StartsWith(DeadLetter, StringComparison.Ordinal)),
            "the dead letter's alarm");
    }

    [Fact]
    public async Task One_that_nobody_took_is_tried_again_when_it_is_due()
    {
        var tries = 0;
        _gateway.Answer = _ => Task.FromResult<NoticeOutcome>(Interlocked.Increment(ref tries) == 1
            ? new NoticeOutcome.Temporary("gateway: busy") : new NoticeOutcome.Sent("gateway"));
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(poc => poc.Role == PocRole.DutyOfficer));
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(JustAfterDelivery);
        await RealTime.Until(
            async () => (await hub.FactsAsync(message)).Any(f => f is NoticeDeferred), "the first try");
        var deferred = (await hub.FactsAsync(message)).OfType<NoticeDeferred>().Single();
        Assert.Equal(("gateway: busy", 1), (deferred.Reason, deferred.Attempt));

        await hub.AdvanceAsync(TimeSpan.FromSeconds(25));
        Assert.Single(_gateway.Asked);
        await hub.AdvanceAsync(TimeSpan.FromSeconds(6));
        await RealTime.Until(() => _gateway.Asked.Count == 2, "the second try");
    }

    [Fact]
    public async Task One_that_is_not_owed_any_more_is_not_sent_and_its_row_is_taken_away()
    {
        var slow = new TaskCompletionSource<NoticeOutcome>();
        _gateway.Answer = _ => slow.Task;
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(_ => true));
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(JustAfterDelivery);
        await RealTime.Until(() => _gateway.Asked.Count == 1, "the first try");
        var kind = DueKinds.Notice(SmsGateway.Name, message.Envelope.Precedence);
        var row = Schedule.Of(await hub.StateAsync(message)).Single(r => r.Kind == kind);
        await hub.SendAsync(hub.Some.Acknowledgement(message, "XC"));

        // As if another hub had claimed the row a moment before.
        var teller = hub.The<IEnumerable<NoticeTeller>>().Single(t => t.Means == SmsGateway.Name);
        await teller.TellAsync(new Due(StreamId.Exchange(message.Envelope.Id), row), default);
        slow.SetResult(new NoticeOutcome.Sent("gateway"));
        Assert.Single(_gateway.Asked);
        Assert.Null(await hub.The<IJournalStore>().NextDueAsync(row.Kind, default));
    }

    [Fact]
    public async Task A_sender_that_throws_has_the_notice_tried_again_a_moment_later()
    {
        var tries = 0;
        _gateway.Answer = _ => Interlocked.Increment(ref tries) == 1
            ? throw new IOException("gateway gone") : Task.FromResult<NoticeOutcome>(new NoticeOutcome.Sent("gateway"));
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(_ => true));
        hub.ErrorsExpected = true;
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(JustAfterDelivery);
        await RealTime.Until(() =>
        {
            hub.Time.Advance(TimeSpan.FromMilliseconds(100));
            return _gateway.Asked.Count >= 2;
        }, "the second try");
        await UntilAllAreSentAsync(hub, message, count: 2);
        Assert.Equal(_gateway.Asked.First().Key, _gateway.Asked.Last().Key);
        Assert.Contains(hub.Errors, line => line.StartsWith("5030 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_gateway_holds_up_nobody_elses_notice()
    {
        var slow = new TaskCompletionSource<NoticeOutcome>();
        _gateway.Answer = notice => notice.Key.Told == "XB"
            ? slow.Task : Task.FromResult<NoticeOutcome>(new NoticeOutcome.Sent("gateway"));
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way(poc => poc.Role == PocRole.DutyOfficer));
        await hub.SendAsync(hub.Some.Message(to: "XB"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(2));
        var other = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(JustAfterDelivery);
        await UntilAllAreSentAsync(hub, other, count: 2);
        slow.SetResult(new NoticeOutcome.Sent("gateway"));
    }

    private static NoticeKey Sms(SignedEnvelope message) =>
        new(SmsGateway.Name, "XC", "XC", "officer", message.Envelope.Id);

    private static Task UntilAllAreSentAsync(HubInProcess hub, SignedEnvelope message, int count) => RealTime.Until(
        async () => (await hub.AddresseeAsync(message, "XC")).Notices is var notices
            && notices.Count == count && notices.All(n => n.State == NoticeState.Sent),
        "every notice to be sent");

    private static void WithoutMail(HubInProcess hub, string participant, string poc)
    {
        var rulebook = hub.The<Rulebook>();
        var found = rulebook.Directory.Find(participant)!.Poc(poc)!;
        rulebook.Replace(rulebook.Directory.With(participant, found with { Mail = null }));
    }
}
