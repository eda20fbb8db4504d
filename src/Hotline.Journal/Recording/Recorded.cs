using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal;

/// <summary>What became of a command: all of it is durable.</summary>
/// <param name="Entries">
/// What it put on record, in order; none when there was nothing to say. Of a repeated message: the entry that accepted
/// it first.
/// </param>
/// <param name="State">The stream afterwards; null when there is none.</param>
/// <param name="Receipt">Of a command that brought a message; null for everything else.</param>
/// <param name="Repeated">True when the same bytes were on record already and nothing was added.</param>
public sealed record Recorded(
    ImmutableArray<Entry> Entries, StreamState? State, Receipt? Receipt, bool Repeated = false);
