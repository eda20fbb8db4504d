using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;

namespace Hotline.Journal.Tests;

/// <summary>
/// Whatever a store does now and then (filing, copying, compacting), nobody who reads sees any of it.
/// </summary>
public abstract partial class JournalStoreContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Feeds_and_lists_are_right_however_long_the_journal_has_grown(int seed)
    {
        var (random, expected) = (new Random(seed), new LongJournal());
        for (var position = 1L; position <= 800;)
        {
            await using (var transaction = await _store.BeginAsync(default))
            {
                for (var last = position + random.Next(1, 9); position <= last; position++)
                {
                    expected.Append(transaction, Fact(position, new HubStopped("test", "test")), random);
                }
                await transaction.CommitAsync(default);
            }
            if (random.Next(10) == 0)
            {
                await expected.AssertAsync(_store, position);
                Assert.Empty(await CheckAsync());
            }
        }
        await expected.AssertAsync(_store, 801);
        await _store.DisposeAsync();
        _store = await OpenAsync();
        await expected.AssertAsync(_store, 801);
    }

    /// <summary>Streams that open, are joined and end at random; and what feeds and lists then hold.</summary>
    private sealed class LongJournal
    {
        private static readonly ImmutableArray<string> Everybody = ["XA", "XB", "XC", "XD"];
        private readonly Dictionary<string, SortedSet<long>> _feeds = Everybody.ToDictionary(
            p => p, _ => new SortedSet<long>());
        private readonly Dictionary<string, SortedSet<long>> _lists = Everybody.ToDictionary(
            p => p, _ => new SortedSet<long>());
        private readonly Dictionary<string, SortedSet<long>> _open = Everybody.ToDictionary(
            p => p, _ => new SortedSet<long>());
        private readonly Dictionary<string, SortedSet<long>> _turns = Everybody.ToDictionary(
            p => p, _ => new SortedSet<long>());
        private readonly List<long> _running = [];
        private readonly List<long> _ended = [];

        public void Append(IJournalTransaction transaction, StoredEntry entry, Random random)
        {
            var (position, at) = (entry.Position, entry.Entry.At);
            ImmutableArray<string> readers = [.. Everybody.Where(_ => random.Next(2) == 0)];
            var kind = random.Next(10);
            if (kind < 3)
            {
                transaction.Append(new Appended(entry, at, null, readers, ListMark.Opens));
                _running.Add(position);
                Add(_lists, readers, position);
                Add(_open, readers, position);
            }
            else if (kind < 5 && _running.Count > 0)
            {
                var opening = Take(_running, random);
                ImmutableArray<string> listed = [.. Everybody.Where(p => _open[p].Contains(opening))];
                transaction.Append(
                    new Appended(entry, at, null, readers, ListMark.Ends) { Opening = opening, Listed = listed });
                Everybody.ToList().ForEach(p => _open[p].Remove(opening));
                Everybody.ToList().ForEach(p => _turns[p].Remove(opening));
                _ended.Add(opening);
            }
            else
            {
                transaction.Append(Turn(new Appended(entry, at, null, readers, ListMark.None), random));
                var (from, open) = kind == 9 ? (_ended, false) : (_running, true);
                if (kind > 7 && from.Count > 0)
                {
                    Join(transaction, entry.Stream, from[random.Next(from.Count)], open, random);
                }
            }
            Add(_feeds, readers, position);
        }

        public async Task AssertAsync(IJournalStore store, long end)
        {
            foreach (var participant in Everybody)
            {
                foreach (var from in new[] { 0, end / 2, end - 20, long.MaxValue })
                {
                    Assert.Equal(
                        _feeds[participant].Where(p => p > from).Take(50),
                        (await store.ReadForAsync(participant, from, 50, default)).Select(e => e.Position));
                    Assert.Equal(Before(_lists, from),
                        (await store.ListAsync(participant, from, 50, false, default)).Select(l => l.Opening));
                    Assert.Equal(Before(_open, from),
                        (await store.ListAsync(participant, from, 50, true, default)).Select(l => l.Opening));
                    Assert.Equal(Before(_turns, from),
                        (await store.TurnsAsync(participant, from, 50, default)).Select(l => l.Opening));
                }

                IEnumerable<long> Before(Dictionary<string, SortedSet<long>> lists, long position) =>
                    lists[participant].Reverse().Where(p => p < position).Take(50);
            }
        }

        /// <summary>With the entry the turn of some of its readers begins or is over.</summary>
        private Appended Turn(Appended entry, Random random)
        {
            if (_running.Count == 0 || random.Next(3) == 0)
            {
                return entry;
            }
            var opening = _running[random.Next(_running.Count)];
            var (begun, over) = (new List<string>(), new List<string>());
            foreach (var participant in entry.Readers.Where(p => _open[p].Contains(opening)))
            {
                (_turns[participant].Add(opening) ? begun : over).Add(participant);
            }
            over.ForEach(p => _turns[p].Remove(opening));
            return entry with { Opening = opening, TurnsBegun = [.. begun], TurnsOver = [.. over] };
        }

        private void Join(IJournalTransaction transaction, StreamId stream, long opening, bool open, Random random)
        {
            // Those who are in already are let in again now and then; a second opening of one's own has been in one's
            // feed from the beginning.
            var participant = Everybody[random.Next(Everybody.Length)];
            var known = _feeds[participant].Contains(opening);
            if (known && !_lists[participant].Contains(opening))
            {
                return;
            }
            transaction.Join(new Joining(stream, participant, [opening], opening, open));
            Add(_feeds, [participant], opening);
            Add(_lists, [participant], opening);
            if (open)
            {
                Add(_open, [participant], opening);
            }
        }

        private static long Take(List<long> from, Random random)
        {
            var index = random.Next(from.Count);
            var taken = from[index];
            from.RemoveAt(index);
            return taken;
        }

        private static void Add(
            Dictionary<string, SortedSet<long>> to, ImmutableArray<string> participants, long position) =>
            participants.ToList().ForEach(p => to[p].Add(position));
    }
}
