using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Hub.Settings;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Access;

/// <summary>
/// How many messages wait for their commit, by who signed them and how they came, so that nobody fills what all share.
/// Flash is counted apart. Thread-safe; nothing is kept of what has been answered.
/// </summary>
/// <param name="limits">How many may.</param>
public sealed class Underway(LimitSettings limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Of, bool Flash), int> _counts = [];

    /// <summary>Enters a message, which leaves when the result is disposed. Refusal 4042.</summary>
    public Outcome<IDisposable> Enter(SignedEnvelope envelope, Carrier carrier)
    {
        var flash = envelope.Envelope.Precedence == Precedence.Flash;
        (string Of, bool Flash)[] places =
        [
            ("key/" + envelope.KeyId, flash), ("participant/" + envelope.Envelope.From, flash),
            ("carrier/" + carrier, flash),
        ];
        lock (_lock)
        {
            if (Of(places[0]) >= limits.WaitingPerKey)
            {
                return AccessErrors.TooManyWaiting("of this key", limits.WaitingPerKey);
            }
            if (Of(places[1]) >= limits.WaitingPerParticipant)
            {
                return AccessErrors.TooManyWaiting("of this participant", limits.WaitingPerParticipant);
            }
            if (Of(places[2]) >= limits.WaitingPerCarrier)
            {
                return AccessErrors.TooManyWaiting("that came by this carrier", limits.WaitingPerCarrier);
            }
            foreach (var place in places)
            {
                _counts[place] = Of(place) + 1;
            }
        }
        return new Entered(this, places);
    }

    private int Of((string, bool) place) => _counts.GetValueOrDefault(place);

    private void Leave((string Of, bool Flash)[] places)
    {
        lock (_lock)
        {
            foreach (var place in places)
            {
                if (--_counts[place] == 0)
                {
                    _counts.Remove(place);
                }
            }
        }
    }

    private sealed class Entered(Underway owner, (string Of, bool Flash)[] places) : IDisposable
    {
        public void Dispose() => owner.Leave(places);
    }
}
