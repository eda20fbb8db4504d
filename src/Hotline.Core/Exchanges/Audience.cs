using System.Collections.Immutable;
using Hotline.Contract.Facts;

namespace Hotline.Core.Exchanges;

/// <summary>Who may read what. The one place that says so, for every carrier and every view.</summary>
public static class Audience
{
    /// <summary>
    /// The participants in whose feed a fact about an exchange stands. The regime's coordinator reads every fact, never
    /// an envelope.
    /// </summary>
    public static ImmutableArray<string> Of(Exchange state, ExchangeFact fact)
    {
        var readers = fact.Accept(new Concerned(state));
        var coordinator = state.Opening.Coordinator;
        return [.. (coordinator is null ? readers : readers.Append(coordinator)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// True when the participant may have the envelope of a message: its sender and those whom it names.
    /// </summary>
    public static bool MayOpen(MessageHeader message, string participant) =>
        message.From == participant || message.To.Contains(participant) || message.Cc.Contains(participant);

    /// <summary>
    /// Whom each fact concerns: a message its sender and those whom it names, all else the opening side and one
    /// addressee.
    /// </summary>
    private sealed class Concerned(Exchange state) : IExchangeFactVisitor<IEnumerable<string>>
    {
        public IEnumerable<string> Visit(Accepted fact) => Named(fact.Opening);

        public IEnumerable<string> Visit(Carried fact) => OpenerAnd(fact.Addressee);

        public IEnumerable<string> Visit(Delivered fact) => OpenerAnd(fact.Addressee);

        public IEnumerable<string> Visit(Displayed fact) => OpenerAnd(fact.Addressee);

        public IEnumerable<string> Visit(Acknowledged fact) => Named(fact.Reply);

        public IEnumerable<string> Visit(Answered fact) => Named(fact.Reply);

        public IEnumerable<string> Visit(Withdrawn fact) => Named(fact.Reply);

        public IEnumerable<string> Visit(Closed fact) => Named(fact.Reply);

        public IEnumerable<string> Visit(WindowOpened fact) => OpenerAnd(fact.Addressee);

        public IEnumerable<string> Visit(WindowRevised fact) => OpenerAnd(fact.Addressee);

        public IEnumerable<string> Visit(Lapsed fact) => OpenerAnd(fact.Addressee);

        public IEnumerable<string> Visit(Escalated fact) => OpenerAnd(fact.Addressee);

        public IEnumerable<string> Visit(NoticeOrdered fact) => OpenerAnd(fact.Notice.Addressee);

        public IEnumerable<string> Visit(ReplyNoticeOrdered fact) => OpenerAnd(fact.Notice.Addressee);

        public IEnumerable<string> Visit(NoticeSent fact) => OpenerAnd(fact.Notice.Addressee);

        public IEnumerable<string> Visit(NoticeDeferred fact) => OpenerAnd(fact.Notice.Addressee);

        public IEnumerable<string> Visit(NoticeDead fact) => OpenerAnd(fact.Notice.Addressee);

        public IEnumerable<string> Visit(NoticeReturned fact) => OpenerAnd(fact.Notice.Addressee);

        private static IEnumerable<string> Named(MessageHeader message) => [message.From, .. message.To, .. message.Cc];

        private IEnumerable<string> OpenerAnd(string addressee) => [state.From, addressee];
    }
}
