using System.Buffers.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.EndToEnd.Crash;

/// <summary>What must hold of a journal after any number of crashes, checked from its bytes and from what was promised outside.</summary>
public static class JournalProof
{
    /// <summary>What was there before is there still, unchanged, at its place.</summary>
    public static void Extends(IReadOnlyList<StoredEntry> earlier, IReadOnlyList<StoredEntry> now)
    {
        Assert.True(now.Count >= earlier.Count, $"The journal had {earlier.Count} entries and has {now.Count}.");
        for (var i = 0; i < earlier.Count; i++)
        {
            Assert.True(earlier[i].Equals(now[i]), $"Entry {i + 1} has changed.");
        }
    }

    /// <summary>Positions 1, 2, 3 … in order.</summary>
    public static void Gapless(IReadOnlyList<StoredEntry> journal) =>
        Assert.True(journal.Select((e, i) => e.Position == i + 1 && e.Entry.Position == i + 1).All(right => right), "Positions have gaps.");

    /// <summary>Everything promised is there once, as promised; nothing is there that nobody handed in.</summary>
    public static void KeepsItsWord(IReadOnlyList<StoredEntry> journal, Ledger ledger)
    {
        var messages = journal.Where(e => e.Entry.Fact.Message is not null).ToLookup(e => e.Entry.Fact.Message!.Id);
        Assert.All(messages, m => Assert.Single(m));
        Assert.All(messages, m => Assert.Equal(ledger.Find(m.Key)?.Envelope.Compact, m.Single().Envelope));
        foreach (var line in ledger.Lines.Where(l => l.Promised))
        {
            var entry = Assert.Single(messages[line.Envelope.Envelope.Id]);
            if (line.Receipt is { } receipt)
            {
                Assert.Equal((receipt.Position, receipt.Entry), (entry.Position, Base64Url.EncodeToString(entry.Json)));
            }
        }
    }

    /// <summary>Every head that the hub ever signed in a receipt is a head of this journal.</summary>
    public static void HoldsEveryCheckpoint(IReadOnlyList<StoredEntry> journal, Ledger ledger, VerificationKey hub)
    {
        var heads = ledger.Lines.Where(l => l.Receipt is not null).Select(l => Checkpoint.Open(l.Receipt!.Checkpoint, hub).Value).DistinctBy(c => c.Size).ToDictionary(c => c.Size, c => c.Root);
        var peaks = new Stack<(int Height, byte[] Hash)>();
        foreach (var entry in journal)
        {
            peaks.Push((0, Merkle.Leaf(entry.Json)));
            while (peaks.Count > 1 && peaks.Peek().Height == peaks.ElementAt(1).Height)
            {
                var (right, left) = (peaks.Pop(), peaks.Pop());
                peaks.Push((left.Height + 1, Merkle.Node(left.Hash, right.Hash)));
            }
            if (heads.TryGetValue(entry.Position, out var root))
            {
                Assert.Equal(root, Base64Url.EncodeToString(peaks.Skip(1).Aggregate(peaks.Peek().Hash, (right, peak) => Merkle.Node(peak.Hash, right))));
            }
        }
        Assert.All(heads.Keys, size => Assert.InRange(size, 1, journal.Count));
    }

    /// <summary>Every window is over, and was either met in time or has lapsed once; what fell due while the hub was away says so.</summary>
    public static void ForgetsNoWindow(IReadOnlyList<StoredEntry> journal)
    {
        var outages = journal.Select(e => e.Entry.Fact).OfType<HubStarted>().Select(s => s.Outage).OfType<Outage>().ToList();
        foreach (var exchange in journal.Where(e => e.Exchange is not null).GroupBy(e => e.Exchange!.Value))
        {
            var entries = exchange.Select(e => e.Entry).ToList();
            var opened = Assert.IsType<Accepted>(entries[0].Fact);
            foreach (var addressee in opened.Opening.To)
            {
                foreach (var window in opened.Windows)
                {
                    Check(entries, addressee, window, outages);
                }
                CheckSteps(entries, opened, addressee, outages);
            }
        }
    }

    private static void Check(List<Entry> entries, string addressee, OpenedWindow window, List<Outage> outages)
    {
        var met = entries.FirstOrDefault(e => Rung(e.Fact, addressee) >= window.Window.Expects() && e.At < window.Due);
        var lapses = entries.Where(e => e.Fact is Lapsed l && l.Addressee == addressee && l.Window == window.Window).ToList();
        var what = $"{window.Window} of {addressee} in {entries[0].Fact.ExchangeId}, due {Instant.Write(window.Due)}";
        Assert.True(lapses.Count == (met is null ? 1 : 0), $"{what}: {(met is null ? "not met" : $"met at {Instant.Write(met.At)}")}, {lapses.Count} lapses.");
        foreach (var lapse in lapses)
        {
            var fact = (Lapsed)lapse.Fact;
            Assert.True(fact.Due == window.Due && lapse.At >= window.Due, $"{what}: lapsed at {Instant.Write(lapse.At)} for {Instant.Write(fact.Due)}.");
            CheckOutage(what, fact.Due, fact.Outage, outages);
        }
    }

    private static void CheckSteps(List<Entry> entries, Accepted opened, string addressee, List<Outage> outages)
    {
        foreach (var step in opened.Plan)
        {
            var taken = entries.Where(e => e.Fact is Escalated s && s.Addressee == addressee && s.Step == step.Step && s.Window == step.Window).ToList();
            var needless = entries.Any(e => Rung(e.Fact, addressee) >= step.Window.Expects() && e.At < step.Due);
            var what = $"{step.Step} for {step.Window} of {addressee} in {opened.Exchange}, due {Instant.Write(step.Due)}";
            Assert.True(taken.Count == (needless ? 0 : 1), $"{what}: taken {taken.Count} times.");
            taken.ForEach(e => CheckOutage(what, ((Escalated)e.Fact).Due, ((Escalated)e.Fact).Outage, outages));
        }
    }

    private static void CheckOutage(string what, DateTimeOffset due, Outage? said, List<Outage> outages)
    {
        var own = outages.Find(o => o.From < due && due <= o.To);
        Assert.True(said == own, $"{what}: recorded with outage {said}; the hub was away {own}.");
    }

    private static Rung? Rung(Fact fact, string addressee) => fact switch
    {
        Delivered f when f.Addressee == addressee => Contract.Rung.Delivered,
        Displayed f when f.Addressee == addressee => Contract.Rung.Displayed,
        Acknowledged f when f.Reply.From == addressee => Contract.Rung.Acknowledged,
        Answered f when f.Reply.From == addressee => Contract.Rung.Answered,
        _ => null,
    };
}
