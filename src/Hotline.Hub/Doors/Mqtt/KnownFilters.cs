using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// The filters that a point of contact may subscribe to: below <c>inbox/</c> a precedence, below <c>events/</c> a fact,
/// or all of either. A session holds no others, so it holds few.
/// </summary>
internal static class KnownFilters
{
    /// <summary>Below a participant's own root: envelopes.</summary>
    public const string Inbox = "inbox/";

    /// <summary>Below a participant's own root: what became of exchanges.</summary>
    public const string Events = "events/";

    private const string Deeper = "/#";

    /// <summary>True when the filter can match something that is published to the seat's participant.</summary>
    public static bool Knows(string filter, Seat seat) => Part(filter, seat) is var (part, name) && (
        name is "#" or "+" || (part == Inbox ? IsPrecedence(name) : FactTypes.IsKnown(name)));

    /// <summary>True when the seat's role reads it, too.</summary>
    public static bool MayHold(string filter, Seat seat) => Knows(filter, seat) && MayRead(filter, seat) is null;

    /// <summary>Null when the point of contact's role reads what the filter asks for.</summary>
    public static Refusal? MayRead(string filter, Seat seat) =>
        Part(filter, seat) is (Inbox, _) ? Permissions.CheckInbox(seat.Poc) : Permissions.CheckEvents(seat.Poc);

    private static bool IsPrecedence(string name) => Enum.GetValues<Precedence>().Any(p => p.Wire() == name);

    /// <summary>
    /// What the filter asks for; a level that nothing is published below may be followed by <c>/#</c>.
    /// </summary>
    private static (string Part, string Name)? Part(string filter, Seat seat)
    {
        var own = $"{Topics.Root}/{seat.Participant}/";
        if (!filter.StartsWith(own, StringComparison.Ordinal))
        {
            return null;
        }
        var below = filter[own.Length..];
        foreach (var part in (ReadOnlySpan<string>)[Inbox, Events])
        {
            if (below.StartsWith(part, StringComparison.Ordinal))
            {
                var name = below[part.Length..];
                return (part, name.EndsWith(Deeper, StringComparison.Ordinal) ? name[..^Deeper.Length] : name);
            }
        }
        return null;
    }
}
