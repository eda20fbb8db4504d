using System.Collections.Immutable;
using Hotline.Hub.Settings;
using Hotline.Mail;
using Hotline.Protocol;
using Polly;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Retry;
using Outcome = Polly.Outcome;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>How a relay's breaker stands.</summary>
/// <param name="Relay">Its name in the settings.</param>
/// <param name="Open">True while the relay is left alone.</param>
public sealed record RelayHealth(string Relay, bool Open);

/// <summary>
/// Sends by the first relay that takes the mail. Per relay, outermost first: fall back to the next relay, retry, let
/// flash past an open breaker (once those whose breaker is closed did not take it), breaker, timeout. Beyond 30 seconds
/// it gives up for now; what is still owed is a durable row of the caller's. Made once and kept for the process's life:
/// the breakers are its memory.
/// </summary>
public sealed class RelayPipeline : IMailSender
{
    private static readonly ResiliencePropertyKey<WrittenMail> Mail = new("mail");
    private static readonly ResiliencePropertyKey<bool> Flash = new("flash");
    private static readonly ResiliencePropertyKey<RelayAnswer?> Said = new("said");
    private readonly ImmutableArray<Line> _lines;
    private readonly ResiliencePipeline<RelayAnswer> _total;
    private readonly MailSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<RelayPipeline> _log;

    /// <summary>Builds the pipelines.</summary>
    /// <param name="relays">In the order in which they are tried; at least one.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="clock">Runs timeouts, waits and breakers.</param>
    /// <param name="randomizer">Numbers from 0 up to 1, for jitter.</param>
    /// <param name="log">Log.</param>
    public RelayPipeline(
        IReadOnlyList<IRelay> relays, MailSettings settings, TimeProvider clock, Func<double> randomizer,
        ILogger<RelayPipeline> log)
    {
        ArgumentOutOfRangeException.ThrowIfZero(relays.Count);
        _settings = settings;
        _clock = clock;
        _log = log;
        Passage = new Passage(relays.Count);
        var lines = new Stack<Line>();
        foreach (var relay in relays.Reverse())
        {
            lines.Push(Build(relay, lines.TryPeek(out var next) ? next : null, randomizer));
        }
        _lines = [.. lines];
        _total = new ResiliencePipelineBuilder<RelayAnswer> { TimeProvider = clock }
            .AddTimeout(MailSettings.Total).Build();
    }

    /// <summary>The breakers, in the order of the relays.</summary>
    public IEnumerable<RelayHealth> Health =>
        _lines.Select(l => new RelayHealth(l.Relay.Name, l.State.CircuitState != CircuitState.Closed));

    /// <summary>The pipelines, in the order of the relays: for whoever checks of what they are made.</summary>
    public IEnumerable<ResiliencePipeline<RelayAnswer>> Pipelines => _lines.Select(l => l.Pipeline);

    /// <inheritdoc/>
    public IEnumerable<string> Resting => Health.Where(r => r.Open).Select(r => r.Relay);

    /// <inheritdoc/>
    public Passage Passage { get; }

    /// <inheritdoc/>
    public async Task<NoticeOutcome> SendAsync(OutgoingMail mail, Precedence precedence, CancellationToken stop)
    {
        if (mail.Check() is { } refusal)
        {
            MailLog.NotSendable(_log, mail.Key.Recipient, refusal.Number);
            return new NoticeOutcome.Permanent(RelayAnswers.Cut(refusal.ToString()));
        }
        return Conclude(mail.Key, await PassAsync(mail, precedence == Precedence.Flash, stop));
    }

    /// <inheritdoc/>
    public async Task<string?> AnswerAsync(AnswerMail mail, CancellationToken stop)
    {
        if (mail.Check() is { } refusal)
        {
            return RelayAnswers.Cut(refusal.ToString());
        }
        var answer = await PassAsync(mail, flash: false, stop);
        return answer.Verdict == RelayVerdict.Took ? null : answer.Reason;
    }

    private async Task<RelayAnswer> PassAsync(WrittenMail mail, bool flash, CancellationToken stop)
    {
        var context = Context(mail, flash, stop);
        try
        {
            var outcome = await _total.ExecuteOutcomeAsync(static (c, all) => all.ToFirst(c), context, this);
            stop.ThrowIfCancellationRequested();
            return Answer(_lines[0].Relay, outcome, context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>
    /// Flash goes to the relays that are well first: one that is left alone may be silent for as long as it is let.
    /// </summary>
    private async ValueTask<Polly.Outcome<RelayAnswer>> ToFirst(ResilienceContext context)
    {
        var first = _lines[0];
        if (context.Properties.GetValue(Flash, false) && Resting.Any())
        {
            var well = Context(context.Properties.GetValue(Mail, null!), flash: false, context.CancellationToken);
            try
            {
                var outcome = await first.SendAsync(well);
                if (outcome.Result is { Verdict: RelayVerdict.Took or RelayVerdict.Undeliverable }
                    || outcome.Exception is OperationCanceledException)
                {
                    return outcome;
                }
            }
            finally
            {
                ResilienceContextPool.Shared.Return(well);
            }
        }
        return await first.SendAsync(context);
    }

    private static ResilienceContext Context(WrittenMail mail, bool flash, CancellationToken stop)
    {
        var context = ResilienceContextPool.Shared.Get(stop);
        context.Properties.Set(Mail, mail);
        context.Properties.Set(Flash, flash);
        return context;
    }

    private NoticeOutcome Conclude(MailKey mail, RelayAnswer answer)
    {
        switch (answer.Verdict)
        {
            case RelayVerdict.Took:
                MailLog.Sent(_log, mail.Recipient, answer.Relay, mail.Exchange);
                return new NoticeOutcome.Sent(answer.Relay);
            case RelayVerdict.Faulty or RelayVerdict.Later:
                MailLog.Deferred(_log, mail.Recipient, mail.Exchange, answer.Reason);
                return new NoticeOutcome.Temporary(answer.Reason);
            case RelayVerdict.NotTried:
                return new NoticeOutcome.NotTried(answer.Reason);
            case RelayVerdict.Declined or RelayVerdict.Undeliverable:
                MailLog.Refused(_log, mail.Recipient, mail.Exchange, answer.Reason);
                return new NoticeOutcome.Permanent(answer.Reason);
            default:
                throw new InvalidOperationException($"{answer.Verdict}");
        }
    }

    private Line Build(IRelay relay, Line? next, Func<double> randomizer)
    {
        var state = new CircuitBreakerStateProvider();
        var control = new CircuitBreakerManualControl();
        var builder = new ResiliencePipelineBuilder<RelayAnswer> { TimeProvider = _clock, Name = relay.Name };
        if (next is not null)
        {
            builder.AddFallback(ToNext(relay, next));
        }
        if (_settings.Retries > 0)
        {
            builder.AddRetry(Retry(randomizer));
        }
        var pipeline = builder
            .AddFallback(FlashPastBreaker(relay, control))
            .AddCircuitBreaker(Breaker(relay, state, control))
            .AddTimeout(_settings.AttemptTimeout)
            .Build();
        return new Line(relay, pipeline, state);
    }

    private static FallbackStrategyOptions<RelayAnswer> ToNext(IRelay relay, Line next) => new()
    {
        ShouldHandle = args => RelayOutcomes.Is(args.Outcome, RelayOutcomes.IsWorthAnotherRelay),
        FallbackAction = async args =>
        {
            var second = await AnswerAsync(next, args.Context);
            return Outcome.FromResult(RelayOutcomes.Both(Answer(relay, args.Outcome, args.Context), second));
        },
    };

    /// <summary>
    /// Not after a timeout: a relay that hangs has had its time, and the next one waits. Not with a password that was
    /// refused: a relay locks out who tries it again and again.
    /// </summary>
    private RetryStrategyOptions<RelayAnswer> Retry(Func<double> randomizer) => new()
    {
        ShouldHandle = args => ValueTask.FromResult(
            args.Outcome.Result is { Verdict: RelayVerdict.Faulty, LoggedOut: false }),
        MaxRetryAttempts = _settings.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _settings.RetryDelay,
        MaxDelay = TimeSpan.FromSeconds(5),
        Randomizer = randomizer,
    };

    private FallbackStrategyOptions<RelayAnswer> FlashPastBreaker(IRelay relay, CircuitBreakerManualControl control)
    {
        var timed = new ResiliencePipelineBuilder<RelayAnswer> { TimeProvider = _clock, Name = relay.Name }
            .AddTimeout(_settings.AttemptTimeout).Build();
        return new FallbackStrategyOptions<RelayAnswer>
        {
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Exception is BrokenCircuitException && args.Context.Properties.GetValue(Flash, false)),
            FallbackAction = async args =>
            {
                var outcome = await timed.ExecuteOutcomeAsync(Attempt, args.Context, relay);
                if (outcome.Result is { Verdict: RelayVerdict.Took })
                {
                    await control.CloseAsync(CancellationToken.None);
                }
                return outcome;
            },
        };
    }

    private CircuitBreakerStrategyOptions<RelayAnswer> Breaker(
        IRelay relay, CircuitBreakerStateProvider state, CircuitBreakerManualControl control) => new()
    {
        ShouldHandle = args => RelayOutcomes.Is(args.Outcome, v => v is RelayVerdict.Faulty),
        MinimumThroughput = _settings.Breaker.MinimumThroughput,
        FailureRatio = _settings.Breaker.FailureRatio,
        SamplingDuration = _settings.Breaker.Sampling,
        BreakDuration = _settings.Breaker.Break,
        StateProvider = state,
        ManualControl = control,
        OnOpened = args =>
        {
            Passage.Shut(relay.Name, _clock.GetUtcNow() + args.BreakDuration);
            MailLog.BreakerOpened(
                _log, relay.Name, args.BreakDuration, Answer(relay, args.Outcome, args.Context).Reason);
            return default;
        },
        OnClosed = _ =>
        {
            Passage.Open(relay.Name);
            MailLog.BreakerClosed(_log, relay.Name);
            return default;
        },
    };

    private static RelayAnswer Answer(IRelay relay, Polly.Outcome<RelayAnswer> outcome, ResilienceContext context) =>
        RelayOutcomes.Answer(relay, outcome, context.Properties.GetValue(Said, null));

    private static async ValueTask<Polly.Outcome<RelayAnswer>> Attempt(ResilienceContext context, IRelay relay)
    {
        try
        {
            var mail = context.Properties.GetValue(Mail, null!);
            var answer = await relay.SendAsync(mail, context.CancellationToken);
            context.Properties.Set(Said, answer);
            return Outcome.FromResult(answer);
        }
        catch (OperationCanceledException stopped)
        {
            return Outcome.FromException<RelayAnswer>(stopped);
        }
    }

    /// <summary>A context of its own, because the strategies of two pipelines may not share one.</summary>
    private static async ValueTask<RelayAnswer> AnswerAsync(Line line, ResilienceContext outer)
    {
        var context = Context(
            outer.Properties.GetValue(Mail, null!), outer.Properties.GetValue(Flash, false), outer.CancellationToken);
        try
        {
            return Answer(line.Relay, await line.SendAsync(context), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private sealed record Line(
        IRelay Relay, ResiliencePipeline<RelayAnswer> Pipeline, CircuitBreakerStateProvider State)
    {
        public ValueTask<Polly.Outcome<RelayAnswer>> SendAsync(ResilienceContext context) =>
            Pipeline.ExecuteOutcomeAsync(Attempt, context, Relay);
    }
}
