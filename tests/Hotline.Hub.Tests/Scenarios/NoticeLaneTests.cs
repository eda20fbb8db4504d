using System.Collections.Concurrent;
using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Core.Notices;
using Hotline.Hub.Outbound;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>
/// Who waits for whom while a gateway dawdles, is left alone, or is back: flash for nobody, and nobody longer than the
/// gateway is away.
/// </summary>
public sealed class NoticeLaneTests
{
    private static readonly TimeSpan JustAfterRoutine = TimeSpan.FromSeconds(31);
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);
    private readonly Gateway _gateway = new();

    [Fact]
    public async Task A_flash_goes_out_at_once_while_every_sender_of_routine_waits_for_a_relay_that_dawdles()
    {
        var dawdling = new TaskCompletionSource<NoticeOutcome>();
        _gateway.Answer = notice => notice.Exchange.Opening.Precedence == Precedence.Flash
            ? Gateway.Sent : dawdling.Task;
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way);
        for (var i = 0; i < 40; i++)
        {
            await hub.SendAsync(hub.Some.Message(to: "XC", precedence: Precedence.Routine));
        }
        await hub.AdvanceAsync(JustAfterRoutine);
        await RealTime.Until(() => _gateway.Asked.Count == NoticeLane.Rest.AtOnce, "every sender to wait");

        var flash = await hub.SendAsync(hub.Some.Message(to: "XC", precedence: Precedence.Flash));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(11));
        await UntilSentAsync(hub, flash);
        Assert.Equal(NoticeLane.Rest.AtOnce + 1, _gateway.Asked.Count);
        dawdling.SetResult(new NoticeOutcome.Sent("gateway"));
        await RealTime.Until(() => _gateway.Asked.Count == 41, "all to be sent");
    }

    [Fact]
    public async Task A_gateway_that_is_left_alone_costs_no_attempt_and_when_it_is_back_all_that_waits_goes_by_precedence()
    {
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way);
        _gateway.Answer = _ => Gateway.Failed;
        var first = await hub.SendAsync(hub.Some.Message(to: "XC", precedence: Precedence.Routine));
        await hub.AdvanceAsync(JustAfterRoutine);
        await RealTime.Until(async () => (await NoticeAsync(hub, first)).Attempts == 1, "the first failure");

        // For longer than the whole ladder of retries, in which each probe fails.
        _gateway.Passage.Shut("gateway", hub.Time.GetUtcNow() + Break);
        _gateway.Answer = _ =>
        {
            _gateway.Passage.Shut("gateway", hub.Time.GetUtcNow() + Break);
            return Gateway.Failed;
        };
        var routine = await hub.SendAsync(hub.Some.Message(to: "XC", precedence: Precedence.Routine));
        var immediate = await hub.SendAsync(hub.Some.Message(to: "XC", precedence: Precedence.Immediate));
        await hub.AdvanceAsync(Outage);
        Assert.InRange((await NoticeAsync(hub, first)).Attempts, 1, 3);
        Assert.InRange((await NoticeAsync(hub, routine)).Attempts, 0, 3);

        // Back: the probe says so, and what is due in minutes does not wait for that.
        _gateway.Answer = _ =>
        {
            if (_gateway.Passage.Look(hub.Time.GetUtcNow()).State == PassageState.Probe)
            {
                _gateway.Passage.Open("gateway");
            }
            return Gateway.Sent;
        };
        _gateway.Asked.Clear();
        await hub.AdvanceAsync(Break + TimeSpan.FromSeconds(2));
        foreach (var message in new[] { immediate, first, routine })
        {
            await UntilSentAsync(hub, message);
        }
        Assert.Equal(immediate.Envelope.Id, _gateway.Asked.First().Key.Message);
        Assert.All(_gateway.Most, most => Assert.InRange(most, 1, NoticeLane.Rest.AtOnce));
    }

    [Fact]
    public async Task While_all_are_left_alone_nobody_is_asked_and_after_the_break_one_at_a_time()
    {
        await using var hub = await HubInProcess.OpenWithAsync(_gateway.Way);
        _gateway.Answer = _ => Gateway.Failed;
        _gateway.Passage.Shut("gateway", hub.Time.GetUtcNow() + TimeSpan.FromMinutes(10));
        for (var i = 0; i < 5; i++)
        {
            await hub.SendAsync(hub.Some.Message(to: "XC", precedence: Precedence.Routine));
        }
        await hub.AdvanceAsync(JustAfterRoutine);
        Assert.Empty(_gateway.Asked);

        var probe = new TaskCompletionSource<NoticeOutcome>();
        _gateway.Answer = _ => probe.Task;
        await hub.AdvanceAsync(TimeSpan.FromMinutes(10));
        await RealTime.Until(() => _gateway.Asked.Count == 1, "the probe");
        await hub.AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.Single(_gateway.Asked);
        _gateway.Answer = _ => Gateway.Sent;
        _gateway.Passage.Open("gateway");
        probe.SetResult(new NoticeOutcome.Sent("gateway"));
        await RealTime.Until(() => _gateway.Asked.Count == 5, "the others");
    }

    private static async Task<Notice> NoticeAsync(HubInProcess hub, SignedEnvelope message) =>
        (await hub.AddresseeAsync(message, "XC")).Notices.First(n => n.Key.Means == Gateway.Name);

    private static Task UntilSentAsync(HubInProcess hub, SignedEnvelope message) => RealTime.Until(
        async () => (await hub.AddresseeAsync(message, "XC")).Notices.Any(
            n => n.Key.Means == Gateway.Name && n.State == NoticeState.Sent),
        "the notice to be sent");

    /// <summary>A means whose relay can be left alone.</summary>
    private sealed class Gateway : INoticeSender
    {
        public const string Name = "gate";
        private int _now;

        public static Task<NoticeOutcome> Sent => Task.FromResult<NoticeOutcome>(new NoticeOutcome.Sent("gateway"));

        public static Task<NoticeOutcome> Failed =>
            Task.FromResult<NoticeOutcome>(new NoticeOutcome.Temporary("gateway: down"));

        public ConcurrentQueue<OwedNotice> Asked { get; } = [];

        /// <summary>How many were under way whenever one began.</summary>
        public ConcurrentQueue<int> Most { get; } = [];

        public Func<OwedNotice, Task<NoticeOutcome>> Answer { get; set; } = _ => Sent;

        public Passage Passage { get; } = new(relays: 1);

        public WayToTell Way => new(
            new MeansRule(Name, Carries: null, poc => poc.Role == PocRole.DutyOfficer), _ => this);

        public async Task<NoticeOutcome> SendAsync(OwedNotice notice, CancellationToken stop)
        {
            Asked.Enqueue(notice);
            Most.Enqueue(Interlocked.Increment(ref _now));
            try
            {
                return await Answer(notice);
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }
    }
}
