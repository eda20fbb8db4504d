using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>What became of a mail. A word about a mail that is not owed (any more) changes nothing.</summary>
internal static class MailRules
{
    public static Outcome<ImmutableArray<Fact>> Sent(Exchange state, MailSent sent) =>
        Find(state, sent.Addressee, sent.Told, sent.Poc, sent.Reply) is not (_, { State: MailState.Owed })
            ? ImmutableArray<Fact>.Empty
            : ImmutableArray.Create<Fact>(new Mailed(state.Id, sent.Addressee, sent.Told, sent.Poc, sent.Relay, sent.Reply));

    public static Outcome<ImmutableArray<Fact>> Failed(Exchange state, MailFailed failed, Circumstances now)
    {
        if (Find(state, failed.Addressee, failed.Told, failed.Poc, failed.Reply) is not ({ } addressee, { State: MailState.Owed } mail))
        {
            return ImmutableArray<Fact>.Empty;
        }
        var attempt = mail.Attempts + 1;
        if (!failed.Final && attempt <= now.Limits.MailRetries.Count)
        {
            var retry = (now.Now + now.Limits.MailRetries[attempt - 1]).ToMilliseconds();
            return ImmutableArray.Create<Fact>(new MailDeferred(state.Id, failed.Addressee, failed.Told, failed.Poc, attempt, failed.Reason, retry, failed.Reply));
        }
        return ImmutableArray.Create<Fact>(new MailDead(state.Id, failed.Addressee, failed.Told, failed.Poc, attempt, failed.Reason, failed.Reply))
            .AddRange(DueRules.MoveOn(state, addressee, mail, now));
    }

    public static Outcome<ImmutableArray<Fact>> Returned(Exchange state, MailReturned returned, Circumstances now) =>
        Find(state, returned.Addressee, returned.Told, returned.Poc, returned.Reply) is not ({ } addressee, { State: MailState.Sent } mail)
            || mail.Ordered != returned.Ordered
            ? ImmutableArray<Fact>.Empty
            : ImmutableArray.Create<Fact>(new Bounced(state.Id, returned.Addressee, returned.Told, returned.Poc, returned.Code, returned.Reply))
                .AddRange(DueRules.MoveOn(state, addressee, mail, now));

    private static (Addressee?, MailRun?) Find(Exchange state, string participant, string told, string poc, MessageId? reply)
    {
        var addressee = state.Addressee(participant);
        return (addressee, addressee?.MailTo(told, poc, reply));
    }
}
