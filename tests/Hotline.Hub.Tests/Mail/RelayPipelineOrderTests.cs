using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Retry;
using Polly.Testing;
using Polly.Timeout;

namespace Hotline.Hub.Tests.Mail;

/// <summary>
/// The order of the strategies is what the words mean: a retry outside the breaker, a timeout for each attempt.
/// </summary>
public sealed class RelayPipelineOrderTests
{
    private static readonly MailSettings Settings = new() { AttemptTimeout = TimeSpan.FromSeconds(3) };

    private static ResiliencePipelineDescriptor[] Describe(MailSettings settings) =>
        [.. new RelayPipeline(
            [new Silent("one"), new Silent("two")], settings, new ManualTime(), () => 0.5,
            NullLogger<RelayPipeline>.Instance).Pipelines.Select(p => p.GetPipelineDescriptor())];

    private static Type[] Strategies(ResiliencePipelineDescriptor pipeline) =>
        [.. pipeline.Strategies.Select(s => s.Options!.GetType())];

    [Fact]
    public void Outermost_first_the_next_relay_then_retry_then_flash_past_the_breaker_then_breaker_then_timeout()
    {
        Type[] each =
        [
            typeof(RetryStrategyOptions<RelayAnswer>), typeof(FallbackStrategyOptions<RelayAnswer>),
            typeof(CircuitBreakerStrategyOptions<RelayAnswer>), typeof(TimeoutStrategyOptions),
        ];
        var both = Describe(Settings);
        Assert.Equal([typeof(FallbackStrategyOptions<RelayAnswer>), .. each], Strategies(both[0]));
        Assert.Equal(each, Strategies(both[1]));
    }

    [Fact]
    public void The_innermost_timeout_and_the_breaker_are_those_of_the_settings()
    {
        Assert.All(Describe(Settings), pipeline =>
        {
            var timeout = Assert.IsType<TimeoutStrategyOptions>(pipeline.Strategies[^1].Options);
            Assert.Equal(Settings.AttemptTimeout, timeout.Timeout);
            var breaker = Assert.IsType<CircuitBreakerStrategyOptions<RelayAnswer>>(pipeline.Strategies[^2].Options);
            Assert.Equal(
                (Settings.Breaker.MinimumThroughput, Settings.Breaker.Sampling, Settings.Breaker.Break),
                (breaker.MinimumThroughput, breaker.SamplingDuration, breaker.BreakDuration));
        });
    }

    [Fact]
    public void Without_retries_there_is_no_retry() =>
        Assert.All(
            Describe(Settings with { Retries = 0 }),
            pipeline => Assert.DoesNotContain(typeof(RetryStrategyOptions<RelayAnswer>), Strategies(pipeline)));

    private sealed class Silent(string name) : IRelay
    {
        public string Name => name;

        public Task<RelayAnswer> SendAsync(WrittenMail mail, CancellationToken stop) =>
            throw new InvalidOperationException("No mail is sent here.");
    }
}
