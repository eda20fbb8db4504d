using System.Collections.Immutable;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>
/// The rules: (state, command, circumstances) to facts. Pure. Whatever is due by now is settled first, in the same
/// decision, so that no act is ever judged against a window that ought to have lapsed, and it does not matter how late
/// a timer fires. A window runs up to its due time, which is not part of it: an act a millisecond before is in time, an
/// act at the due time itself is late.
/// </summary>
public static class ExchangeRules
{
    /// <summary>Decides.</summary>
    /// <param name="state">The exchange; null when there is none of that id.</param>
    /// <param name="command">What is wanted.</param>
    /// <param name="now">Everything else that counts.</param>
    /// <returns>
    /// The facts to journal, in order, possibly none; or why not. A refusal journals nothing, not even what was due.
    /// </returns>
    /// <exception cref="ArgumentException">The command is for another sort of stream.</exception>
    public static Outcome<ImmutableArray<Fact>> Decide(Exchange? state, Command command, Circumstances now)
    {
        if (state is null)
        {
            return command switch
            {
                Submit submit => OpeningRules.Open(submit, now),
                Fire => ImmutableArray<Fact>.Empty,
                ExchangeCommand other => ExchangeErrors.NoSuchExchange(other.Exchange),
                _ => throw Foreign(command),
            };
        }
        var due = DueRules.Settle(state, now);
        state = After(state, due, now.Now);
        var decided = command switch
        {
            Submit submit => ReplyRules.Reply(state, submit, now),
            Carry carry => RungRules.Carry(state, carry),
            Confirm confirm => RungRules.Confirm(state, confirm),
            Fire => ImmutableArray<Fact>.Empty,
            TellSent sent => NoticeRules.Sent(state, sent, now),
            TellFailed failed => NoticeRules.Failed(state, failed, now),
            TellReturned returned => NoticeRules.Returned(state, returned, now),
            _ => throw Foreign(command),
        };
        return decided.Try(out var facts, out var refusal) ? due.AddRange(facts) : refusal;
    }

    /// <summary>The state after facts that have no position yet.</summary>
    internal static Exchange After(Exchange state, ImmutableArray<Fact> facts, DateTimeOffset at) =>
        facts.Aggregate(state, (s, fact) => ExchangeFold.Apply(s, new Entry(0, at, fact))!);

    private static ArgumentException Foreign(Command command) =>
        new($"An exchange knows no {command.GetType().Name}.", nameof(command));
}
