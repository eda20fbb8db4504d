using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail;

public class RelayPipelineTests : RelayBench
{
    [Fact]
    public async Task The_first_relay_that_takes_the_mail_ends_it()
    {
        Assert.Equal(new NoticeOutcome.Sent("one"), await Send(Pipeline(_one, _two)));
        Assert.Equal((1, 0), (_one.Calls, _two.Calls));
    }

    [Fact]
    public async Task A_faulty_relay_is_tried_once_more_and_then_the_next_one()
    {
        _one.Answers(RelayVerdict.Faulty);
        Assert.Equal(new NoticeOutcome.Sent("two"), await Send(Pipeline(_one, _two)));
        Assert.Equal((2, 1), (_one.Calls, _two.Calls));
    }

    [Fact]
    public async Task A_password_that_was_refused_is_not_tried_again_at_once()
    {
        _one.Answers(RelayVerdict.Faulty);
        _one.LoggedOut = true;
        Assert.Equal(new NoticeOutcome.Sent("two"), await Send(Pipeline(_one, _two)));
        Assert.Equal((1, 1), (_one.Calls, _two.Calls));
    }

    [Fact]
    public async Task A_relay_that_recovers_at_the_retry_keeps_the_mail()
    {
        _one.Answers(RelayVerdict.Faulty, RelayVerdict.Took);
        Assert.Equal(new NoticeOutcome.Sent("one"), await Send(Pipeline(_one, _two)));
    }

    [Fact]
    public async Task A_relay_that_hangs_is_cut_off_by_the_inner_timeout_and_not_asked_again()
    {
        _one.Hangs = true;
        Assert.Equal(new NoticeOutcome.Sent("two"), await Send(Pipeline(_one, _two), step: TimeSpan.FromSeconds(1)));
        Assert.Equal((1, 1), (_one.Calls, _one.Cancelled));
    }

    [Fact]
    public async Task When_no_relay_takes_it_the_reasons_of_all_are_told()
    {
        _one.Hangs = true;
        _two.Answers(RelayVerdict.Faulty);
        var reason = Assert.IsType<NoticeOutcome.Temporary>(
            await Send(Pipeline(_one, _two), step: TimeSpan.FromSeconds(1))).Reason;
        Assert.Equal("one: no answer within 8 s; two: Faulty", reason);
    }

    [Fact]
    public async Task The_breaker_opens_at_the_second_failure_spares_the_relay_and_closes_when_it_is_up_again()
    {
        var pipeline = Pipeline(_one);
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        Assert.Equal(2, _one.Calls);
        Assert.True(pipeline.Health.Single().Open);

        Assert.Equal(
            new NoticeOutcome.NotTried("one: not tried, it failed moments ago"), await Send(pipeline));
        Assert.Equal(2, _one.Calls);

        _one.Answers(RelayVerdict.Took);
        _time.Advance(_settings.Breaker.Break);
        Assert.Equal(new NoticeOutcome.Sent("one"), await Send(pipeline));
        Assert.False(pipeline.Health.Single().Open);
        await Send(pipeline);
        Assert.Equal(4, _one.Calls);
    }

    [Fact]
    public async Task The_breaker_opens_even_when_failures_are_minutes_apart()
    {
        var pipeline = new RelayPipeline(
            [_one], _settings with { Retries = 0 }, _time, () => 0.5, NullLogger<RelayPipeline>.Instance);
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        Assert.False(pipeline.Health.Single().Open);
        _time.Advance(TimeSpan.FromMinutes(8));
        await Send(pipeline);
        Assert.True(pipeline.Health.Single().Open);
    }

    [Fact]
    public async Task A_timeout_counts_for_the_breaker()
    {
        var pipeline = Pipeline(_one);
        _one.Hangs = true;
        await Send(pipeline, step: TimeSpan.FromSeconds(1));
        await Send(pipeline, step: TimeSpan.FromSeconds(1));
        Assert.True(pipeline.Health.Single().Open);
    }

    [Fact]
    public async Task Each_relay_has_its_own_breaker()
    {
        var pipeline = Pipeline(_one, _two);
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        await Send(pipeline);
        Assert.Equal((2, 2), (_one.Calls, _two.Calls));
        Assert.Equal([true, false], pipeline.Health.Select(h => h.Open));
    }

    [Fact]
    public async Task Flash_passes_an_open_breaker_and_closes_it_when_the_relay_takes_it()
    {
        var pipeline = Pipeline(_one);
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        _one.Answers(RelayVerdict.Took);
        Assert.IsType<NoticeOutcome.NotTried>(await Send(pipeline, Precedence.Immediate));
        Assert.Equal(new NoticeOutcome.Sent("one"), await Send(pipeline, Precedence.Flash));
        Assert.False(pipeline.Health.Single().Open);
    }

    [Fact]
    public async Task Flash_through_an_open_breaker_still_has_its_timeout()
    {
        var pipeline = Pipeline(_one);
        _one.Answers(RelayVerdict.Faulty);
        await Send(pipeline);
        _one.Hangs = true;
        Assert.IsType<NoticeOutcome.Temporary>(await Send(pipeline, Precedence.Flash, TimeSpan.FromSeconds(1)));
        Assert.Equal(1, _one.Cancelled);
    }

    [Fact]
    public async Task A_refusal_for_now_of_one_recipient_leaves_the_relay_in_good_standing()
    {
        var pipeline = Pipeline(_one);
        _one.Answers(RelayVerdict.Later);
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<NoticeOutcome.Temporary>(await Send(pipeline));
        }
        Assert.Equal(5, _one.Calls);
        Assert.False(pipeline.Health.Single().Open);
    }

    [Fact]
    public async Task An_unknown_recipient_is_final_at_once()
    {
        _one.Answers(RelayVerdict.Undeliverable);
        Assert.IsType<NoticeOutcome.Permanent>(await Send(Pipeline(_one, _two)));
        Assert.Equal((1, 0), (_one.Calls, _two.Calls));
    }

    [Theory]
    [InlineData(RelayVerdict.Took, typeof(NoticeOutcome.Sent))]
    [InlineData(RelayVerdict.Declined, typeof(NoticeOutcome.Permanent))]
    [InlineData(RelayVerdict.Undeliverable, typeof(NoticeOutcome.Permanent))]
    [InlineData(RelayVerdict.Faulty, typeof(NoticeOutcome.Temporary))]
    [InlineData(RelayVerdict.Later, typeof(NoticeOutcome.Temporary))]
    public async Task What_one_relay_declines_the_next_one_decides(RelayVerdict second, Type outcome)
    {
        _one.Answers(RelayVerdict.Declined);
        _two.Answers(second);
        Assert.IsType(outcome, await Send(Pipeline(_one, _two)));
    }

    [Theory]
    [InlineData(RelayVerdict.Faulty)]
    [InlineData(RelayVerdict.Later)]
    public async Task A_refusal_of_the_second_relay_is_not_final_while_the_first_may_think_otherwise(RelayVerdict first)
    {
        _one.Answers(first);
        _two.Answers(RelayVerdict.Declined);
        Assert.IsType<NoticeOutcome.Temporary>(await Send(Pipeline(_one, _two)));
    }

    [Fact]
    public async Task After_thirty_seconds_in_all_it_is_over_for_now()
    {
        var (one, two) = (new FakeRelay("one") { Hangs = true }, new FakeRelay("two") { Hangs = true });
        var pipeline = new RelayPipeline(
            [one, two], _settings with { AttemptTimeout = TimeSpan.FromSeconds(20) }, _time, () => 0.5,
            NullLogger<RelayPipeline>.Instance);
        var start = _time.GetUtcNow();
        Assert.IsType<NoticeOutcome.Temporary>(await Send(pipeline, step: TimeSpan.FromSeconds(1)));
        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
        Assert.Equal(1, two.Cancelled);
    }

    [Fact]
    public async Task A_caller_that_stops_gets_no_outcome_and_the_breaker_no_failure()
    {
        _one.Hangs = true;
        var pipeline = Pipeline(_one, _two);
        using var stop = new CancellationTokenSource();
        var sending = pipeline.SendAsync(SomeMail.Mail(), Precedence.Routine, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(0, _two.Calls);
        Assert.False(pipeline.Health.First().Open);
    }

    [Fact]
    public async Task A_mail_that_may_not_be_sent_reaches_no_relay()
    {
        var outcome = await Pipeline(_one).SendAsync(
            SomeMail.Mail() with { To = "a@xc.example\r\nRCPT TO:<b@xc.example>" },
            Precedence.Flash, CancellationToken.None);
        Assert.Contains("5051", Assert.IsType<NoticeOutcome.Permanent>(outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(0, _one.Calls);
    }

    [Fact]
    public async Task A_reason_has_at_most_two_hundred_characters()
    {
        _one.Answers(RelayVerdict.Faulty);
        _one.Says = new string('x', 150);
        _two.Answers(RelayVerdict.Faulty);
        _two.Says = new string('y', 150);
        Assert.Equal(200, Assert.IsType<NoticeOutcome.Temporary>(await Send(Pipeline(_one, _two))).Reason.Length);
    }
}
