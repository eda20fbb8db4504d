using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>
/// Replies by mail. A side reads an exchange by mail when the last that is known of it there came or went by mail: the opening side when it opened by mail; an
/// addressee when it last spoke by mail, or when no program or person of it has said anything yet and a mail has gone out to it. Whoever is named in a reply and
/// reads by mail gets it by mail as well; live readers have it anyway.
/// </summary>
internal static class ForwardRules
{
    /// <summary>The mails that a reply makes owed, one fact a participant.</summary>
    /// <param name="state">The exchange before the reply.</param>
    /// <param name="reply">The reply, which the rules have accepted.</param>
    /// <param name="now">Who has which address.</param>
    public static IEnumerable<Fact> Owed(Exchange state, Envelope reply, Circumstances now)
    {
        foreach (var told in reply.To.Concat(reply.Cc).Where(p => p != reply.From).Distinct(StringComparer.Ordinal))
        {
            if (Mailboxes(told, Readers(state, told), now) is { IsEmpty: false } mail)
            {
                yield return new Forwarded(state.Id, state.Addressee(reply.From) is null ? told : reply.From, reply.Id, told, mail);
            }
        }
    }

    /// <summary>The points of contact at which a participant reads the exchange by mail; none when it does not.</summary>
    private static ImmutableArray<string> Readers(Exchange state, string participant)
    {
        if (participant == state.From)
        {
            return state.Opening.Carrier == Carrier.Mail ? [state.Opening.Opening.Sender] : [];
        }
        return state.Addressee(participant) switch
        {
            { Rung: <= Rung.Carried } mute => [.. from mail in mute.Mail where mail.Told == participant && mail is { Reply: null, State: MailState.Sent } select mail.Poc],
            { Rungs: [.., { Carrier: Carrier.Mail, By: { } by }] } => [by],
            _ => [],
        };
    }

    /// <summary>Those of them that have a mailbox, such as no machine has; when none has, the duty officers.</summary>
    private static ImmutableArray<string> Mailboxes(string participant, ImmutableArray<string> readers, Circumstances now)
    {
        var mailboxes = (now.Directory.Find(participant)?.Pocs ?? []).Where(p => p.Mail is not null).ToList();
        ImmutableArray<string> own = [.. from poc in mailboxes where readers.Contains(poc.Id) select poc.Id];
        return readers.IsEmpty || !own.IsEmpty ? own : [.. from poc in mailboxes where poc.Role == PocRole.DutyOfficer select poc.Id];
    }
}
