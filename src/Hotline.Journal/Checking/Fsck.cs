using System.Buffers.Text;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Checking;

/// <summary>
/// Checks a journal from its bytes up, without changing it: the storage, each entry and envelope, each stream folded
/// anew, and everything derived (feeds, lists, due rows, tiles, cursors) against that. It uses all processors, needs
/// memory for a page of entries and for some thousand streams at a time, and passes nothing that it did not check.
/// </summary>
public sealed class Fsck
{
    private const int Page = 1000;
    private readonly IJournalInspection _journal;
    private readonly FsckOptions _options;
    private readonly CancellationToken _stop;
    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _storage = [];
    private readonly Frontier _tree = new();
    private readonly SpeakingKeys _keys;
    private readonly RowHash _hash = new();
    private readonly StreamsInOrder _streams;
    private readonly List<(Subtree Subtree, byte[] Hash)> _completed = [];
    private long _tiles;
    private long _messages;
    private long _verified;
    private bool _cut;

    private Fsck(IJournalInspection journal, FsckOptions options, CancellationToken stop)
    {
        _journal = journal;
        _options = options;
        _keys = new SpeakingKeys(options.Directory);
        _stop = stop;
        _streams = new StreamsInOrder(journal, options, _hash, stop);
    }

    /// <summary>Checks a journal.</summary>
    /// <param name="journal">The store, laid open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<FsckReport> RunAsync(
        IJournalInspection journal, FsckOptions? options = null, CancellationToken ct = default) =>
        new Fsck(journal, options ?? new FsckOptions(), ct).RunAsync();

    private async Task<FsckReport> RunAsync()
    {
        var exchanges = 0L;
        Report("file", 0, 1);
        var storing = Task.Run(CheckStorageAsync, _stop);
        var head = await TryAsync(CheckEntriesAsync);
        var sums = await TryAsync(() => storing);
        Report("file", 1, 1);
        _findings.InsertRange(0, _storage.Take(FsckReport.Most - _findings.Count));
        if (head is { } end && sums is not null)
        {
            await TryAsync(async () =>
            {
                await CheckCursorsAsync(end);
                Count("tiles", sums.Tiles, _tiles);
                exchanges = await CheckRowsAsync(sums);
                return true;
            });
        }
        return new FsckReport(head ?? 0, exchanges, _messages, _verified, Base64Url.EncodeToString(_tree.Root()),
            [.. _findings], _cut || _storage.Count + _findings.Count > FsckReport.Most);
    }

    /// <summary>The result; the default where the storage is too damaged to be read on, which is a finding.</summary>
    private async Task<T?> TryAsync<T>(Func<Task<T>> check)
    {
        try
        {
            return await check();
        }
        catch (StorageDamagedException damaged)
        {
            Find(Findings.DamagedFile(damaged.Message));
            return default;
        }
    }

    /// <summary>What lies in the storage, beside everything else.</summary>
    private async Task<RowSums> CheckStorageAsync()
    {
        _storage.AddRange((await _journal.CheckStorageAsync(_stop)).Select(Findings.DamagedFile));
        return await _journal.SumAsync(_hash, _stop);
    }

    /// <summary>
    /// Everything that is derived from streams: by its sums where all else is right, else stream by stream, so that
    /// whatever is wrong has a name.
    /// </summary>
    /// <returns>How many exchanges there are.</returns>
    private async Task<long> CheckRowsAsync(RowSums sums)
    {
        _streams.End();
        if (_findings.Count == 0 && _streams.Agrees(sums))
        {
            Report("streams", sums.Entries, sums.Entries);
            return _streams.Exchanges;
        }
        var streams = new StreamCheck(_journal, _options.Streams, Find, _stop);
        var exchanges = await streams.RunAsync(done => Report("streams", done, sums.Entries));
        Report("streams", sums.Entries, sums.Entries);
        Count("entries that are found by their streams", streams.Entries, sums.Entries);
        Count("rows in feeds", sums.Feeds.Rows, streams.Feeds.Expected);
        Count("streams in lists of what is open", sums.Lists.Rows, streams.Lists.Expected);
        Count("streams in lists of whose turn it is", sums.Turns.Rows, streams.Turns.Expected);
        Count("due rows", sums.Due.Rows, streams.Due.Expected);
        await new StrayCheck(_journal, _options.Streams, Find, _stop).RunAsync(sums, streams);
        if (_findings.Count == 0 && !_streams.Doubt)
        {
            Find(Findings.DamagedFile(
                "what lies beside the entries does not add up, and no row of it was found wrong"));
        }
        return exchanges;
    }

    /// <summary>
    /// Every entry by itself, and the tree over all of them. While one page is examined on all processors, the next is
    /// read, and the signatures of the one before are checked.
    /// </summary>
    private async Task<long?> CheckEntriesAsync()
    {
        var (expected, head) = (1L, await _journal.HeadAsync(_stop));
        var verifying = Task.FromResult<EntryCheck[]>([]);
        var page = await _journal.ReadAsync(0, Page, _stop);
        while (page.Count > 0)
        {
            var examining = OnAllAsync(page, EntryCheck.Of);
            var next = await _journal.ReadAsync(page[^1].Entry.Position, Page, _stop);
            var checks = await examining;
            foreach (var check in checks)
            {
                var position = check.Row.Entry.Position;
                if (position != expected)
                {
                    Find(Findings.Gap(position, expected));
                }
                expected = position + 1;
                await CheckPlaceAsync(check);
            }
            Take(await verifying);
            verifying = OnAllAsync(checks, check =>
            {
                check.Verify();
                return check;
            });
            page = next;
            Report("entries", expected - 1, Math.Max(expected - 1, head));
        }
        Take(await verifying);
        return expected - 1;
    }

    /// <summary>
    /// What depends on the entries before it: its leaf, its key, whether its message was there before.
    /// </summary>
    private async Task CheckPlaceAsync(EntryCheck check)
    {
        if (check.Entry is { } entry)
        {
            if (entry.Fact.Message?.Id is { } id)
            {
                await CheckMessageAsync(check.Row.Entry.Position, id);
                _messages++;
            }
            _keys.Hear(entry);
            check.Choose(_keys);
        }
        await _streams.TakeAsync(check.Row, check.Entry);
        _tree.Append(check.Leaf, Completed);
        await CheckTilesAsync();
    }

    private void Take(EntryCheck[] checks)
    {
        foreach (var check in checks)
        {
            check.Findings.ToList().ForEach(Find);
            _verified += check.Verified ? 1 : 0;
        }
    }

    /// <summary>Does the same with all of these, on all processors.</summary>
    private Task<TResult[]> OnAllAsync<T, TResult>(IReadOnlyList<T> all, Func<T, TResult> work) => Task.Run(() =>
    {
        var results = new TResult[all.Count];
        Parallel.For(0, all.Count, new ParallelOptions { CancellationToken = _stop }, i => results[i] = work(all[i]));
        return results;
    }, _stop);

    private async Task CheckMessageAsync(long position, MessageId id)
    {
        var found = await _journal.FindMessageAsync(id, _stop);
        if (found is null)
        {
            Find(Findings.WrongEntry(position, $"it is not found by its message {id}"));
        }
        else if (found != position)
        {
            Find(Findings.MessageTwice(Math.Max(position, found.Value), id));
        }
    }

    private void Completed(Subtree subtree, byte[] hash)
    {
        if (Trees.TreeReader.IsTile(subtree))
        {
            _completed.Add((subtree, hash));
        }
    }

    private async Task CheckTilesAsync()
    {
        foreach (var (subtree, hash) in _completed)
        {
            _tiles++;
            var found = await _journal.TileAsync(subtree, _stop);
            if (found is null || !found.AsSpan().SequenceEqual(hash))
            {
                var entries = $"the tile of level {subtree.Level} for entries {subtree.First + 1} to "
                    + $"{subtree.First + subtree.Leaves}";
                Find(Findings.WrongTile($"{entries} is {(found is null ? "missing" : "not their hash")}"));
            }
        }
        _completed.Clear();
    }

    private async Task CheckCursorsAsync(long head)
    {
        string? last = null;
        while (await _journal.CursorsAsync(last, Page, _stop) is { Count: > 0 } page)
        {
            foreach (var cursor in page.Where(c => c.Position < 0 || c.Position > head))
            {
                Find(Findings.WrongCursor(cursor.Name, cursor.Position, head));
            }
            last = page[^1].Name;
        }
    }

    private void Count(string what, long found, long expected)
    {
        if (found != expected)
        {
            Find(Findings.Stray(what, found, expected));
        }
    }

    private void Find(Finding finding)
    {
        _cut = _cut || _findings.Count == FsckReport.Most;
        if (!_cut)
        {
            _findings.Add(finding);
        }
    }

    private void Report(string step, long done, long of) => _options.Progress?.Invoke(new FsckProgress(step, done, of));
}
