using System.Collections.Concurrent;
using System.Globalization;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.EndToEnd.Crash;

/// <summary>A message that somebody handed in, written down before it went out.</summary>
/// <param name="Envelope">Its bytes.</param>
/// <param name="Carrier">How it went.</param>
/// <param name="When">When, as the book tells time.</param>
public sealed record HandedIn(SignedEnvelope Envelope, Carrier Carrier, string When)
{
    /// <summary>The hub's receipt; null while there is none.</summary>
    public Receipt? Receipt { get; set; }

    /// <summary>When the hub first said that it has it, by receipt or by PUBACK; null while it has not.</summary>
    public string? PromisedWhen { get; set; }

    /// <summary>True when the hub said that it has it.</summary>
    public bool Promised => PromisedWhen is not null;

    /// <summary>Who handed what in, how, when, and what came of it.</summary>
    public override string ToString()
    {
        var message = Envelope.Envelope;
        var outcome = Promised ? $"promised {PromisedWhen}" : "not promised";
        return $"{message.Id}, {message.Kind} of {message.From}/{message.Sender} to {string.Join(',', message.To)} "
            + $"by {Carrier}, handed in {When}, {outcome}";
    }
}

/// <summary>
/// What was handed in and what was promised, kept apart from the hub. Time is told from the hub's last kill or start.
/// Thread-safe.
/// </summary>
/// <param name="clock">Clock.</param>
/// <param name="tell">Is told what is wrong at once, in whole sentences: the test may end for another reason.</param>
public sealed class HandInBook(TimeProvider clock, Action<string> tell)
{
    private readonly ConcurrentDictionary<MessageId, HandedIn> _lines = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private volatile Moment _last = new("the crowd gathered", clock.GetTimestamp());

    /// <summary>Everything that was ever handed in.</summary>
    public IReadOnlyCollection<HandedIn> Lines => [.. _lines.Values];

    /// <summary>How many of them were promised.</summary>
    public int Promises => _lines.Values.Count(l => l.Promised);

    /// <summary>Something happens to the hub now, from which time is told.</summary>
    /// <param name="what">Such as <c>kill 3</c>.</param>
    public void Mark(string what) => _last = new Moment(what, clock.GetTimestamp());

    /// <summary>Before the first byte goes out.</summary>
    public HandedIn Enter(SignedEnvelope envelope, Carrier carrier) =>
        _lines.GetOrAdd(envelope.Envelope.Id, new HandedIn(envelope, carrier, Now()));

    /// <summary>The line of a message.</summary>
    public HandedIn? Find(MessageId id) => _lines.GetValueOrDefault(id);

    /// <summary>What became of one attempt.</summary>
    public void Answered(HandedIn line, Outcome<Receipt> outcome)
    {
        if (outcome.Try(out var receipt, out var refusal))
        {
            if (line.Receipt is { } first
                && (first.Position, first.At, first.Entry) != (receipt.Position, receipt.At, receipt.Entry))
            {
                Complain($"{line} has two receipts: positions {first.Position} and {receipt.Position}.");
            }
            line.Receipt = receipt;
            Promised(line);
        }
        else if (refusal.Class != RefusalClass.Unavailable)
        {
            Complain($"{line}: refused, {refusal}");
        }
    }

    /// <summary>The hub said that it has it.</summary>
    public void Promised(HandedIn line) => line.PromisedWhen ??= Now();

    /// <summary>Something happened that must not.</summary>
    public void Complain(string what)
    {
        var whole = $"{Now()}: {what}";
        _wrong.Enqueue(whole);
        tell(whole);
    }

    /// <summary>Fails the test with every complaint, each of them whole.</summary>
    public void AssertNothingWrong() => Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong));

    private string Now()
    {
        var last = _last;
        var seconds = clock.GetElapsedTime(last.At).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s after {last.What}");
    }

    private sealed record Moment(string What, long At);
}
