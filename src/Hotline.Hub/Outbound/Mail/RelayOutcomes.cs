using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>What follows from the outcome of one relay's pipeline, and from those of two.</summary>
internal static class RelayOutcomes
{
    /// <summary>Whether the next relay is asked as well.</summary>
    public static bool IsWorthAnotherRelay(RelayVerdict verdict) => verdict switch
    {
        RelayVerdict.Faulty or RelayVerdict.NotTried or RelayVerdict.Later or RelayVerdict.Declined => true,
        RelayVerdict.Took or RelayVerdict.Undeliverable => false,
    };

    /// <summary>Whether it is no answer in time, or nobody was asked, or a verdict of some sort.</summary>
    public static ValueTask<bool> Is(Polly.Outcome<RelayAnswer> outcome, Func<RelayVerdict, bool> verdict) =>
        ValueTask.FromResult(outcome.Exception is TimeoutRejectedException or BrokenCircuitException
            || (outcome.Result is { } answer && verdict(answer.Verdict)));

    /// <summary>
    /// What an outcome says of a relay; whatever is no answer (cancelled, or a fault of ours) is thrown on. One whose
    /// breaker opened between two tries has been asked all the same.
    /// </summary>
    /// <param name="relay">Which.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="said">What it said last; null when it was not asked.</param>
    public static RelayAnswer Answer(IRelay relay, Polly.Outcome<RelayAnswer> outcome, RelayAnswer? said)
    {
        switch (outcome.Exception)
        {
            case null:
                return outcome.Result!;
            case TimeoutRejectedException late:
                return Faulty(
                    relay, FormattableString.Invariant($"no answer within {late.Timeout.TotalSeconds:0.#} s"));
            case BrokenCircuitException:
                return said
                    ?? Faulty(relay, "not tried, it failed moments ago") with { Verdict = RelayVerdict.NotTried };
            default:
                outcome.ThrowIfException();
                throw new InvalidOperationException();
        }
    }

    private static RelayAnswer Faulty(IRelay relay, string what) =>
        new(RelayVerdict.Faulty, relay.Name, RelayAnswers.Reason(relay.Name, what));

    /// <summary>
    /// What two relays say together: the second decides when it took the mail or knows the recipient is none; a refusal
    /// is final only from both.
    /// </summary>
    public static RelayAnswer Both(RelayAnswer first, RelayAnswer second) => second.Verdict switch
    {
        RelayVerdict.Took or RelayVerdict.Undeliverable => second,
        RelayVerdict.Declined when first.Verdict == RelayVerdict.Declined =>
            second with { Reason = Join(first, second) },
        RelayVerdict.NotTried when first.Verdict == RelayVerdict.NotTried =>
            second with { Reason = Join(first, second) },
        RelayVerdict.NotTried or RelayVerdict.Faulty or RelayVerdict.Later or RelayVerdict.Declined =>
            new RelayAnswer(RelayVerdict.Later, second.Relay, Join(first, second)),
    };

    private static string Join(RelayAnswer first, RelayAnswer second) =>
        RelayAnswers.Cut($"{first.Reason}; {second.Reason}");
}
