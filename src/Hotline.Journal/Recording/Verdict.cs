using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>What was decided about one command, to be told when it is durable.</summary>
/// <param name="Command">The command.</param>
internal sealed record Verdict(QueuedCommand Command)
{
    /// <summary>Why not; null otherwise.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What it put on record.</summary>
    public ImmutableArray<Entry> Entries { get; init; } = [];

    /// <summary>The stream afterwards.</summary>
    public StreamState? State { get; init; }

    /// <summary>
    /// The entry that accepts the message that it brought, now or at any time before; a receipt is for it.
    /// </summary>
    public StoredEntry? Message { get; init; }

    /// <summary>True when the message was on record already.</summary>
    public bool Repeated { get; init; }
}
