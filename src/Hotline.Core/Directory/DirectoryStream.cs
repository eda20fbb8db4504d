using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Core.Directory;

/// <summary>From which entry to which a key speaks for a point of contact.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Role">What it was for when the key was admitted.</param>
/// <param name="Title">What people called it then.</param>
/// <param name="Key">The public key.</param>
/// <param name="Since">The entry that admits it.</param>
/// <param name="SinceAt">When that was.</param>
public sealed record KeySpan(
    string Participant, string Poc, PocRole Role, string Title, Jwk Key, long Since, DateTimeOffset SinceAt)
{
    /// <summary>The key's thumbprint.</summary>
    public string KeyId { get; } = Key.Thumbprint();

    /// <summary>The entry that removes it; null while it speaks.</summary>
    public long? Until { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? UntilAt { get; init; }
}

/// <summary>One participant's keys, those that have left among them.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Spans">In the order in which they were admitted.</param>
public sealed record DirectoryState(string Participant, ImmutableArray<KeySpan> Spans) : StreamState
{
    /// <summary>True while the key speaks for the point of contact.</summary>
    public bool Speaks(string poc, string keyId) =>
        Spans.Any(s => s.Until is null && s.Poc == poc && s.KeyId == keyId);
}

/// <summary>Keys are to speak from now on. Those that do already change nothing.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Seats">Each with its key; of this participant.</param>
public sealed record AdmitKeys(string Participant, ImmutableArray<Seat> Seats)
    : Command(StreamId.Directory(Participant));

/// <summary>Keys are to speak no more. Those that do not change nothing.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Keys">Points of contact and thumbprints.</param>
public sealed record RemoveKeys(string Participant, ImmutableArray<(string Poc, string KeyId)> Keys)
    : Command(StreamId.Directory(Participant));

/// <summary>
/// Whose keys spoke when: one stream a participant, in nobody's feed. Today the hub writes it from the operator's file;
/// entries that participants sign are to stand in the same streams.
/// </summary>
public sealed class DirectoryStream : StreamSort<DirectoryState>
{
    /// <inheritdoc/>
    public override string Name => StreamId.DirectorySort;

    /// <inheritdoc/>
    public override bool BearsGaps => true;

    /// <inheritdoc/>
    protected override DirectoryState? Apply(DirectoryState? state, Entry entry) => entry.Fact is DirectoryFact fact
        ? fact.Accept(new Fold(state, entry))
        : throw new ArgumentException("The fact is not about the directory.", nameof(entry));

    /// <inheritdoc/>
    protected override Outcome<ImmutableArray<Fact>> Decide(
        DirectoryState? state, Command command, Circumstances now) => command switch
    {
        AdmitKeys admit => ImmutableArray.CreateRange<Fact>(
            from seat in admit.Seats
            where state?.Speaks(seat.Poc.Id, seat.Key.Id) != true
            select new KeyAdmitted(
                admit.Participant, seat.Poc.Id, seat.Poc.Role, seat.Poc.Title, seat.Key.ToJwk())),
        RemoveKeys remove => ImmutableArray.CreateRange<Fact>(
            from key in remove.Keys
            where state?.Speaks(key.Poc, key.KeyId) == true
            select new KeyRemoved(remove.Participant, key.Poc, key.KeyId)),
        Fire => ImmutableArray<Fact>.Empty,
        var other => throw new ArgumentException($"A directory knows no {other.GetType().Name}.", nameof(command)),
    };

    /// <inheritdoc/>
    protected override ImmutableArray<DueRow> Due(DirectoryState state) => [];

    /// <inheritdoc/>
    protected override Projection Project(DirectoryState? before, DirectoryState after, Entry entry) =>
        Projection.Nobody;

    private sealed class Fold(DirectoryState? state, Entry entry) : IDirectoryFactVisitor<DirectoryState>
    {
        public DirectoryState Visit(KeyAdmitted fact) => new(fact.Participant,
        [
            .. state?.Spans ?? [],
            new KeySpan(fact.Participant, fact.Poc, fact.Role, fact.Title, fact.Key, entry.Position, entry.At),
        ]);

        public DirectoryState Visit(KeyRemoved fact) => new(fact.Participant,
        [
            .. from span in state?.Spans ?? []
               select span.Until is null && span.Poc == fact.Poc && span.KeyId == fact.Key
                   ? span with { Until = entry.Position, UntilAt = entry.At } : span,
        ]);
    }
}
