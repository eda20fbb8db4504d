using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;

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
        return state.Opening.Coordinator is { } coordinator && !readers.Contains(coordinator)
            ? readers.Add(coordinator) : readers;
    }

    /// <summary>
    /// True when the participant may have the envelope of a message: its sender and those whom it names.
    /// </summary>
    public static bool MayOpen(MessageHeader message, string participant) =>
        message.From == participant || message.To.Contains(participant) || message.Cc.Contains(participant);

    /// <summary>
    /// True when a point of contact may have the envelope of a message, by its participant and its role.
    /// </summary>
    public static bool MayOpen(MessageHeader message, Seat reader) => Permissions.ReadsOf(reader.Poc) switch
    {
        Reads.All => MayOpen(message, reader.Participant),
        Reads.OwnEvents => IsOwn(message, reader),
        Reads.Nothing => false,
    };

    /// <summary>True when a point of contact may read what became of an exchange of its participant.</summary>
    /// <param name="opening">The message that opened it.</param>
    /// <param name="reader">Who reads.</param>
    public static bool MayFollow(MessageHeader opening, Seat reader) => Permissions.ReadsOf(reader.Poc) switch
    {
        Reads.All => true,
        Reads.OwnEvents => IsOwn(opening, reader),
        Reads.Nothing => false,
    };

    private static bool IsOwn(MessageHeader message, Seat reader) =>
        message.From == reader.Participant && message.Sender == reader.Poc.Id;

    /// <summary>
    /// Whom each fact concerns: a message its sender and those whom it names, all else the opening side and one
    /// addressee.
    /// </summary>
    private sealed class Concerned(Exchange state) : IExchangeFactVisitor<ImmutableArray<string>>
    {
        public ImmutableArray<string> Visit(Accepted fact) => Named(fact.Opening);

        public ImmutableArray<string> Visit(Carried fact) => OpenerAnd(fact.Addressee);

        public ImmutableArray<string> Visit(Delivered fact) => OpenerAnd(fact.Addressee);

        public ImmutableArray<string> Visit(Displayed fact) => OpenerAnd(fact.Addressee);

        public ImmutableArray<string> Visit(Acknowledged fact) => Named(fact.Reply);

        public ImmutableArray<string> Visit(Answered fact) => Named(fact.Reply);

        public ImmutableArray<string> Visit(Withdrawn fact) => Named(fact.Reply);

        public ImmutableArray<string> Visit(Closed fact) => Named(fact.Reply);

        public ImmutableArray<string> Visit(WindowOpened fact) => OpenerAnd(fact.Addressee);

        public ImmutableArray<string> Visit(WindowRevised fact) => OpenerAnd(fact.Addressee);

        public ImmutableArray<string> Visit(Lapsed fact) => OpenerAnd(fact.Addressee);

        public ImmutableArray<string> Visit(Escalated fact) => OpenerAnd(fact.Addressee);

        public ImmutableArray<string> Visit(NoticeOrdered fact) => OpenerAnd(fact.Notice.Addressee);

        public ImmutableArray<string> Visit(ReplyNoticeOrdered fact) => OpenerAnd(fact.Notice.Addressee);

        public ImmutableArray<string> Visit(NoticeSent fact) => OpenerAnd(fact.Notice.Addressee);

        public ImmutableArray<string> Visit(NoticeDeferred fact) => OpenerAnd(fact.Notice.Addressee);

        public ImmutableArray<string> Visit(NoticeDead fact) => OpenerAnd(fact.Notice.Addressee);

        public ImmutableArray<string> Visit(NoticeReturned fact) => OpenerAnd(fact.Notice.Addressee);

        private static ImmutableArray<string> Named(MessageHeader message)
        {
            var named = ImmutableArray.CreateBuilder<string>(1 + message.To.Length + message.Cc.Length);
            named.Add(message.From);
            foreach (var participant in message.To)
            {
                AddOnce(named, participant);
            }
            foreach (var participant in message.Cc)
            {
                AddOnce(named, participant);
            }
            return named.DrainToImmutable();
        }

        private static void AddOnce(ImmutableArray<string>.Builder to, string participant)
        {
            if (!to.Contains(participant))
            {
                to.Add(participant);
            }
        }

        private ImmutableArray<string> OpenerAnd(string addressee) =>
            state.From == addressee ? [addressee] : [state.From, addressee];
    }
}
