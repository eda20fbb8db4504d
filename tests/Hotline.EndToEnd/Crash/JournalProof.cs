using System.Buffers.Text;
using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.EndToEnd.Crash;

/// <summary>
/// What must hold of a journal after any number of crashes, checked from its bytes and from what was promised outside.
/// </summary>
public static class JournalProof
{
    /// <summary>What was there before is there still, unchanged, at its place.</summary>
    public static void Extends(IReadOnlyList<StoredEntry> earlier, IReadOnlyList<StoredEntry> now)
    {
        Assert.True(now.Count >= earlier.Count, $"The journal had {earlier.Count} entries and has {now.Count}.");
        for (var i = 0; i < earlier.Count; i++)
        {
            Assert.True(earlier[i].Equals(now[i]),
                $"Entry {i + 1} has changed from\n{Text(earlier[i])}\nto\n{Text(now[i])}");
        }
    }

    /// <summary>Positions 1, 2, 3 … in order.</summary>
    public static void Gapless(IReadOnlyList<StoredEntry> journal)
    {
        for (var i = 0; i < journal.Count; i++)
        {
            Assert.True(journal[i].Position == i + 1 && journal[i].Entry.Position == i + 1,
                $"At place {i + 1} is the entry of position {journal[i].Position}:\n{Text(journal[i])}");
        }
    }

    /// <summary>Everything promised is there once, as promised; nothing is there that nobody handed in.</summary>
    public static void KeepsItsWord(IReadOnlyList<StoredEntry> journal, HandInBook book)
    {
        var messages = journal.Where(e => e.Entry.Fact.Message is not null).ToLookup(e => e.Entry.Fact.Message!.Id);
        foreach (var message in messages)
        {
            var line = book.Find(message.Key);
            Assert.True(message.Count() == 1,
                $"On record {message.Count()} times: {line}\n{string.Join('\n', message.Select(Text))}");
            Assert.True(line is not null, $"On record, and nobody handed it in:\n{Text(message.Single())}");
            Assert.True(line.Envelope.Compact == message.Single().Envelope,
                $"On record with other bytes: {line}\n{message.Single().Envelope}");
        }
        foreach (var line in book.Lines.Where(l => l.Promised))
        {
            var entry = messages[line.Envelope.Envelope.Id].SingleOrDefault();
            Assert.True(entry is not null, $"Promised and not on record: {line}");
            if (line.Receipt is { } receipt)
            {
                Assert.True((receipt.Position, receipt.Entry) == (entry.Position, new Base64UrlBytes(entry.Json)),
                    $"The receipt has {receipt.Position}, {receipt.Entry}: {line}; on record is\n{Text(entry)}");
            }
        }
    }

    /// <summary>Every head that the hub ever signed in a receipt is a head of this journal.</summary>
    public static void HoldsEveryCheckpoint(IReadOnlyList<StoredEntry> journal, HandInBook book, VerificationKey hub)
    {
        var heads = (from line in book.Lines
                     where line.Receipt is not null
                     let signed = Checkpoint.Open(line.Receipt!.Checkpoint, hub).Value
                     select (line, signed.Size, signed.Root)).ToLookup(h => h.Size);
        var peaks = new Stack<(int Height, byte[] Hash)>();
        foreach (var entry in journal)
        {
            peaks.Push((0, Merkle.Leaf(entry.Json)));
            while (peaks.Count > 1 && peaks.Peek().Height == peaks.ElementAt(1).Height)
            {
                var (right, left) = (peaks.Pop(), peaks.Pop());
                peaks.Push((left.Height + 1, Merkle.Node(left.Hash, right.Hash)));
            }
            if (heads.Contains(entry.Position))
            {
                var hash = peaks.Skip(1).Aggregate(peaks.Peek().Hash, (right, peak) => Merkle.Node(peak.Hash, right));
                var root = Base64Url.EncodeToString(hash);
                foreach (var head in heads[entry.Position])
                {
                    Assert.True(head.Root == root,
                        $"Signed was the root {head.Root} of {head.Size} entries, which have {root}: {head.line}");
                }
            }
        }
        foreach (var head in heads.SelectMany(h => h))
        {
            Assert.True(head.Size >= 1 && head.Size <= journal.Count,
                $"Signed were {head.Size} entries of {journal.Count}: {head.line}");
        }
    }

    /// <summary>
    /// Every window is over, and was either met in time or has lapsed once; what fell due while the hub was away says
    /// so.
    /// </summary>
    public static void ForgetsNoWindow(IReadOnlyList<StoredEntry> journal)
    {
        var outages = journal.Select(e => e.Entry.Fact)
            .OfType<HubStarted>().Select(s => s.Outage).OfType<Outage>().ToList();
        foreach (var exchange in journal.Where(e => e.Stream.AsExchange is not null).GroupBy(e => e.Stream))
        {
            var entries = exchange.Select(e => e.Entry).ToList();
            var opened = entries[0].Fact as Accepted;
            Assert.True(opened is not null,
                $"The first entry of {exchange.Key} does not open it:\n{Text(exchange.First())}");
            foreach (var asked in opened.Asked.Where(a => a.Role == AddresseeRole.Action))
            {
                foreach (var window in asked.Windows)
                {
                    Check(entries, asked.Participant, window, outages);
                }
                CheckSteps(entries, opened.Exchange, asked, outages);
            }
        }
    }

    /// <summary>An entry, for the message of a failed test.</summary>
    public static string Text(StoredEntry entry) => Encoding.UTF8.GetString(entry.Json);

    private static void Check(List<Entry> entries, string addressee, WindowTerms window, List<Outage> outages)
    {
        var met = entries.FirstOrDefault(e => Rung(e.Fact, addressee) >= window.Window.Expects() && e.At < window.Due);
        var lapses =
            entries.Where(e => e.Fact is Lapsed l && l.Addressee == addressee && l.Window == window.Window).ToList();
        var what = $"{window.Window} of {addressee} in {entries[0].Fact.Stream}, due {Instant.Write(window.Due)}";
        Assert.True(lapses.Count == (met is null ? 1 : 0),
            $"{what}: {(met is null ? "not met" : $"met at {Instant.Write(met.At)}")}, {lapses.Count} lapses.");
        foreach (var lapse in lapses)
        {
            var fact = (Lapsed)lapse.Fact;
            Assert.True(fact.Due == window.Due && lapse.At >= window.Due,
                $"{what}: lapsed at {Instant.Write(lapse.At)} for {Instant.Write(fact.Due)}.");
            CheckOutage(what, fact.Due, fact.Outage, outages);
        }
    }

    private static void CheckSteps(List<Entry> entries, MessageId exchange, Asked asked, List<Outage> outages)
    {
        var addressee = asked.Participant;
        foreach (var step in asked.Plan)
        {
            var taken = entries.Where(e => e.Fact is Escalated s
                && s.Addressee == addressee && s.Step == step.Step && s.Window == step.Window).ToList();
            var needless = entries.Any(e => Rung(e.Fact, addressee) >= step.Window.Expects() && e.At < step.Due);
            var what = $"{step.Step} for {step.Window} of {addressee} in {exchange}, due {Instant.Write(step.Due)}";
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
