using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Tests.Mail;

/// <summary>Relays that are left alone: who passes, and what a try that was none costs.</summary>
public sealed class RelayPassageTests : RelayBench
{
    [Fact]
    public async Task Flash_goes_to_a_relay_that_is_well_before_one_that_is_left_alone()
    {
        var pipeline = Pipeline(_one, _two);
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        Assert.Equal([true, false], pipeline.Health.Select(h => h.Open));
        _one.Hangs = true;
        Assert.Equal(
            new NoticeOutcome.Sent("two"),
            await pipeline.SendAsync(SomeMail.Mail(), Precedence.Flash, CancellationToken.None));
        Assert.Equal((2, 2), (_one.Calls, _two.Calls));

        _one.Hangs = false;
        _one.Answers(RelayVerdict.Took);
        _two.Answers(RelayVerdict.Later);
        Assert.Equal(new NoticeOutcome.Sent("one"), await Send(pipeline, Precedence.Flash));
    }

    [Fact]
    public async Task A_relay_whose_breaker_opens_between_two_tries_has_been_asked()
    {
        var pipeline = Pipeline(_one);
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        _time.Advance(_settings.Breaker.Break);
        Assert.Equal(new NoticeOutcome.Temporary("one: Faulty"), await Send(pipeline));
        Assert.Equal(3, _one.Calls);
    }

    [Fact]
    public async Task Where_all_are_left_alone_one_may_be_tried_after_the_break_and_each_return_is_counted()
    {
        var pipeline = Pipeline(_one, _two);
        PassageState State() => pipeline.Passage.Look(_time.GetUtcNow()).State;
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        Assert.Equal(PassageState.Open, State());
        _two.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        await Send(pipeline);
        Assert.Equal(PassageState.Shut, State());

        var changed = pipeline.Passage.Look(_time.GetUtcNow()).Changed;
        _time.Advance(_settings.Breaker.Break);
        Assert.Equal((PassageState.Probe, false), (State(), changed.IsCompleted));
        _one.Answers(RelayVerdict.Took);
        await Send(pipeline);
        Assert.True(changed.IsCompleted);
        Assert.Equal((PassageState.Open, 1), (State(), pipeline.Passage.Look(_time.GetUtcNow()).Recoveries));
    }
}
