using System.Collections.Immutable;
using Hotline.Contract.Facts;

namespace Hotline.Core.Exchanges;

/// <summary>Who may read what. The one place that says so, for every carrier and every view.</summary>
public static class Audience
{
    /// <summary>The participants in whose feed a fact about an exchange stands. The regime's coordinator reads every fact, never an envelope.</summary>
    public static ImmutableArray<string> Of(Exchange state, Fact fact)
    {
        IEnumerable<string> readers = fact switch
        {
            Accepted opened => [opened.Opening.From, .. opened.Opening.To, .. opened.Opening.Cc],
            Act act => [act.Reply.From, .. act.Reply.To, .. act.Reply.Cc],
            Carried f => [state.From, f.Addressee],
            Mailed f => [state.From, f.Addressee],
            Delivered f => [state.From, f.Addressee],
            Displayed f => [state.From, f.Addressee],
            Lapsed f => [state.From, f.Addressee],
            Escalated f => [state.From, f.Addressee],
            Forwarded f => [state.From, f.Addressee],
            MailDeferred f => [state.From, f.Addressee],
            MailDead f => [state.From, f.Addressee],
            Bounced f => [state.From, f.Addressee],
            _ => [],
        };
        return [.. (state.Opening.Coordinator is { } coordinator ? readers.Append(coordinator) : readers).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>True when the participant may have the envelope of a message: its sender and those whom it names.</summary>
    public static bool MayOpen(MessageHeader message, string participant) =>
        message.From == participant || message.To.Contains(participant) || message.Cc.Contains(participant);
}
