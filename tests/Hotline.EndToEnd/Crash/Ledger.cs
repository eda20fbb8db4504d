using System.Collections.Concurrent;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.EndToEnd.Crash;

/// <summary>A message that somebody handed in, written down before it went out.</summary>
/// <param name="Envelope">Its bytes.</param>
/// <param name="Carrier">How it went.</param>
public sealed record HandedIn(SignedEnvelope Envelope, Carrier Carrier)
{
    /// <summary>The hub's receipt; null while there is none.</summary>
    public Receipt? Receipt { get; set; }

    /// <summary>True when the hub said that it has it: by receipt, or by PUBACK.</summary>
    public bool Promised { get; set; }
}

/// <summary>What was handed in and what was promised, kept apart from the hub. Thread-safe.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<MessageId, HandedIn> _lines = new();
    private readonly ConcurrentQueue<string> _wrong = new();

    /// <summary>Everything that was ever handed in.</summary>
    public IReadOnlyCollection<HandedIn> Lines => [.. _lines.Values];

    /// <summary>How many of them were promised.</summary>
    public int Promises => _lines.Values.Count(l => l.Promised);

    /// <summary>What the hub should never have answered.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Before the first byte goes out.</summary>
    public HandedIn Enter(SignedEnvelope envelope, Carrier carrier) => _lines.GetOrAdd(envelope.Envelope.Id, new HandedIn(envelope, carrier));

    /// <summary>The line of a message.</summary>
    public HandedIn? Find(MessageId id) => _lines.GetValueOrDefault(id);

    /// <summary>What became of one attempt.</summary>
    public void Answered(HandedIn line, Outcome<Receipt> outcome)
    {
        if (outcome.Try(out var receipt, out var refusal))
        {
            if (line.Receipt is { } first && (first.Position, first.At, first.Entry) != (receipt.Position, receipt.At, receipt.Entry))
            {
                _wrong.Enqueue($"{receipt.Message} has two receipts: positions {first.Position} and {receipt.Position}.");
            }
            (line.Receipt, line.Promised) = (receipt, true);
        }
        else if (refusal.Class != RefusalClass.Unavailable)
        {
            _wrong.Enqueue($"{line.Envelope.Envelope.Id} by {line.Carrier}: {refusal}");
        }
    }

    /// <summary>Something happened that must not.</summary>
    public void Complain(string what) => _wrong.Enqueue(what);
}
