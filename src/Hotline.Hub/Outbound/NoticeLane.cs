using System.Collections.Immutable;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound;

/// <summary>
/// Notices that wait for one another and for nobody else: flash has a lane of its own, so that no mail to a relay that
/// dawdles stands before it.
/// </summary>
/// <param name="Precedences">Of which exchanges, in the order in which they go.</param>
/// <param name="AtOnce">How many are sent at the same time.</param>
/// <param name="PassesBreakers">True when it does not wait for a relay that is left alone.</param>
public sealed record NoticeLane(ImmutableArray<Precedence> Precedences, int AtOnce, bool PassesBreakers)
{
    /// <summary>
    /// Flash: whatever a relay is known for, it is asked. Fewer at once than a Postfix takes of one client.
    /// </summary>
    public static NoticeLane Flash { get; } = new([Precedence.Flash], AtOnce: 24, PassesBreakers: true);

    /// <summary>Everything else.</summary>
    public static NoticeLane Rest { get; } = new(
        [Precedence.Immediate, Precedence.Priority, Precedence.Routine], AtOnce: 16, PassesBreakers: false);

    /// <summary>The due rows that go by it, in order.</summary>
    public ImmutableArray<string> Kinds(string means) => [.. Precedences.Select(p => DueKinds.Notice(means, p))];
}
