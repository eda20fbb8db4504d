using System.Collections.Frozen;
using System.Collections.Immutable;
using Hotline.Protocol.Keys;

namespace Hotline.Core.Directory;

/// <summary>
/// Every key that ever spoke, as the journal has it: what was accepted from a key stays checked by it when the key has
/// left. Immutable.
/// </summary>
public sealed class KeyHistory
{
    private readonly FrozenDictionary<string, Seat> _seats;

    /// <summary>The history of these participants.</summary>
    public KeyHistory(IEnumerable<DirectoryState> participants)
    {
        var spans = participants.SelectMany(p => p.Spans).ToList();
        Left = [.. spans.Where(s => s.Until is not null).OrderBy(s => s.Until)];
        var seats = new Dictionary<string, Seat>(StringComparer.Ordinal);
        foreach (var span in spans)
        {
            if (VerificationKey.FromJwk(span.Key).Try(out var key, out _))
            {
                var poc = new Poc(span.Poc, span.Role, span.Title, [], "", Mail: null, [key]);
                seats[key.Id] = new Seat(span.Participant, poc, key);
            }
        }
        _seats = seats.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Of nobody.</summary>
    public static KeyHistory Empty { get; } = new([]);

    /// <summary>Keys that speak no more for a point of contact, in the order in which they left.</summary>
    public ImmutableArray<KeySpan> Left { get; }

    /// <summary>
    /// Whom the key of that thumbprint speaks for, or spoke for last; null when it never did. What it may do now, the
    /// directory says, and never this.
    /// </summary>
    public Seat? SeatOf(string keyId) => _seats.GetValueOrDefault(keyId);

    /// <summary>The public key of that thumbprint, whether or not it still speaks; null when it never did.</summary>
    public VerificationKey? Key(string keyId) => SeatOf(keyId)?.Key;
}
