using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>What became of a notice. A word about one that is not owed (any more) changes nothing.</summary>
internal static class NoticeRules
{
    public static Outcome<ImmutableArray<Fact>> Sent(Exchange state, TellSent sent, Circumstances now)
    {
        if (Find(state, sent.Notice) is not (_, { State: NoticeState.Owed } notice))
        {
            return ImmutableArray<Fact>.Empty;
        }
        var toAddressee = notice is OpeningNotice && sent.Notice.Told == sent.Notice.Addressee;
        var carried = toAddressee ? now.Means.FirstOrDefault(m => m.Name == sent.Notice.Means)?.Carries : null;
        return ImmutableArray.Create<Fact>(new NoticeSent(state.Id, sent.Notice, sent.Relay, carried));
    }

    /// <summary>
    /// Taken by nobody. One that was tried before its time, because there was hope, is due when it was: that try costs
    /// it nothing.
    /// </summary>
    public static Outcome<ImmutableArray<Fact>> Failed(Exchange state, TellFailed failed, Circumstances now)
    {
        if (Find(state, failed.Notice) is not ({ } addressee, { State: NoticeState.Owed } notice))
        {
            return ImmutableArray<Fact>.Empty;
        }
        if (!failed.Final && now.Now < notice.Due)
        {
            return ImmutableArray<Fact>.Empty;
        }
        var attempt = notice.Attempts + 1;
        if (!failed.Final && attempt <= now.Limits.NoticeRetries.Count)
        {
            var retry = (now.Now + now.Limits.NoticeRetries[attempt - 1]).ToMilliseconds();
            return ImmutableArray.Create<Fact>(
                new NoticeDeferred(state.Id, failed.Notice, attempt, failed.Reason, retry));
        }
        return ImmutableArray.Create<Fact>(new NoticeDead(state.Id, failed.Notice, attempt, failed.Reason))
            .AddRange(DueRules.MoveOn(state, addressee, notice, now));
    }

    public static Outcome<ImmutableArray<Fact>> Returned(Exchange state, TellReturned returned, Circumstances now) =>
        Find(state, returned.Notice) is ({ } addressee, { State: NoticeState.Sent } notice)
        && notice.Ordered == returned.Ordered
            ? ImmutableArray.Create<Fact>(new NoticeReturned(state.Id, returned.Notice, returned.Code))
                .AddRange(DueRules.MoveOn(state, addressee, notice, now))
            : ImmutableArray<Fact>.Empty;

    private static (Addressee?, Notice?) Find(Exchange state, NoticeKey key)
    {
        var addressee = state.Addressee(key.Addressee);
        return (addressee, addressee?.Notice(key));
    }
}
