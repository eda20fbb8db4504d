using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Notices;
using Hotline.Core.Streams;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>
/// Replies by a means of telling. A side reads an exchange by e-mail (or another means) when the last that is known of
/// it there came or went that way: the opening side when it opened by it; an addressee when it last spoke by it, or
/// when no program or person of it has said anything yet and a notice has gone out to it. Whoever is named in a reply
/// and reads that way gets it that way as well; live readers have it anyway.
/// </summary>
internal static class ReplyNotices
{
    /// <summary>The notices that a reply makes owed.</summary>
    /// <param name="state">The exchange before the reply.</param>
    /// <param name="reply">The reply, which the rules have accepted.</param>
    /// <param name="now">Who can be reached how.</param>
    public static IEnumerable<Fact> Owed(Exchange state, Envelope reply, Circumstances now) =>
        from told in reply.To.Concat(reply.Cc).Where(p => p != reply.From).Distinct(StringComparer.Ordinal)
        let account = state.Addressee(reply.From) is null ? told : reply.From
        from means in now.Means
        from poc in Reachable(told, Readers(state, told, means), means, now)
        select new ReplyNoticeOrdered(state.Id, new NoticeKey(means.Name, account, told, poc, reply.Id));

    /// <summary>
    /// The points of contact at which a participant reads the exchange by a means; none when it does not.
    /// </summary>
    private static ImmutableArray<string> Readers(Exchange state, string participant, MeansRule means)
    {
        if (participant == state.From)
        {
            return state.Opening.Carrier == means.Carries ? [state.Opening.Opening.Sender] : [];
        }
        return state.Addressee(participant) switch
        {
            { Rung: <= Rung.Carried } mute =>
            [
                .. from notice in mute.Notices.OfType<OpeningNotice>()
                   where notice.State == NoticeState.Sent
                       && notice.Key.Told == participant && notice.Key.Means == means.Name
                   select notice.Key.Poc,
            ],
            { Rungs: [.., { By: { } by } last] } when last.Carrier == means.Carries => [by],
            _ => [],
        };
    }

    /// <summary>Those of them that can be reached, such as no machine can; when none can, the duty officers.</summary>
    private static ImmutableArray<string> Reachable(
        string participant, ImmutableArray<string> readers, MeansRule means, Circumstances now)
    {
        var reachable = (now.Directory.Find(participant)?.Pocs ?? [])
            .Where(poc => means.Reaches(poc) && Permissions.ReadsOf(poc) == Reads.All).ToList();
        ImmutableArray<string> own = [.. from poc in reachable where readers.Contains(poc.Id) select poc.Id];
        return readers.IsEmpty || !own.IsEmpty ? own
            : [.. from poc in reachable where poc.Role == PocRole.DutyOfficer select poc.Id];
    }
}
