using System.Globalization;
using Hotline.Journal.Trees;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Checking;

/// <summary>
/// Reads the whole store again and again, slowly, while the hub runs: every entry against its seal and the tree, each
/// envelope against its digest, and whatever lies beside them. What nobody has read for months is then found damaged
/// while there is a backup that has it. It takes no more than a twentieth of one processor.
/// </summary>
/// <param name="store">The journal.</param>
/// <param name="damage">Told what is found.</param>
/// <param name="clock">The hub's time.</param>
public sealed class BackgroundCheck(IJournalStore store, JournalDamage damage, TimeProvider clock)
{
    /// <summary>After the start others come first.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(1);

    /// <summary>Between two rounds.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromHours(6);

    private const int Step = 256; // the entries of one tile
    private const int RestPerWork = 19;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(50);

    private volatile Progress _progress = new(0, 0, null);

    /// <summary>How far it has come, for people.</summary>
    public string Said
    {
        get
        {
            var (done, of, ended) = _progress;
            var last = ended is null ? "no whole round yet" : $"last whole round ended {Instant.Write(ended.Value)}";
            return string.Create(CultureInfo.InvariantCulture, $"{done} of {of} entries, {last}");
        }
    }

    /// <summary>Checks for as long as the hub runs.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.Delay(Before, clock, stop);
        while (true)
        {
            await RoundAsync(rests: true, stop);
            await Task.Delay(Between, clock, stop);
        }
    }

    /// <summary>Checks everything once.</summary>
    /// <param name="rests">False when nobody else needs the processor.</param>
    /// <param name="stop">Gives up.</param>
    public async Task RoundAsync(bool rests, CancellationToken stop)
    {
        var head = await store.HeadAsync(stop);
        var (tree, completed) = (new Frontier(), new List<(Subtree Subtree, byte[] Hash)>());
        for (var after = 0L; after < head; after += Step)
        {
            var began = clock.GetTimestamp();
            await TryAsync(() => CheckAsync(after, Math.Min(Step, head - after), tree, completed, stop));
            _progress = _progress with { Done = Math.Min(after + Step, head), Of = head };
            JournalMeters.Checked(_progress.Done);
            await RestAsync(began);
        }
        for (object? place = null; store is IRereadable beside;)
        {
            var began = clock.GetTimestamp();
            var next = place;
            if (!await TryAsync(async () => next = await beside.RereadAsync(place, stop)))
            {
                next = beside.Skip(place);
            }
            if ((place = next) is null)
            {
                break;
            }
            await RestAsync(began);
        }
        _progress = _progress with { Ended = clock.GetUtcNow() };

        async Task RestAsync(long began)
        {
            if (rests)
            {
                var worked = clock.GetElapsedTime(began) * RestPerWork;
                await Task.Delay(worked > ShortestRest ? worked : ShortestRest, clock, stop);
            }
        }
    }

    private async Task CheckAsync(
        long after, long count, Frontier tree, List<(Subtree Subtree, byte[] Hash)> completed, CancellationToken stop)
    {
        var entries = await store.ReadAsync(after, (int)count, stop);
        foreach (var entry in entries)
        {
            if (!entry.IsSound || !IsItsEnvelope(entry))
            {
                damage.Found(entry.Position);
            }
            if (tree.Size == entry.Position - 1 && entry.Leaf is { } leaf)
            {
                tree.Append(leaf, (subtree, hash) => completed.Add((subtree, hash)));
            }
        }
        foreach (var (subtree, hash) in completed.Where(c => TreeReader.IsTile(c.Subtree)))
        {
            var kept = await store.ReadTilesAsync(subtree.Level, subtree.Index, 1, stop);
            if (kept is not [var tile] || !tile.AsSpan().SequenceEqual(hash))
            {
                damage.Found(string.Create(CultureInfo.InvariantCulture,
                    $"entries {subtree.First + 1} to {subtree.First + subtree.Leaves} are not those of the tree"));
            }
        }
        completed.Clear();
    }

    private static bool IsItsEnvelope(StoredEntry entry) => entry.Entry.Fact.Message is { } header
        ? entry.Envelope is { } compact && Jws.DigestOf(compact) == header.Digest : entry.Envelope is null;

    private async Task<bool> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (StorageDamagedException damaged)
        {
            damage.Found(damaged.Message);
            return false;
        }
    }

    private sealed record Progress(long Done, long Of, DateTimeOffset? Ended);
}

/// <summary>A store that has more than entries, and can read all of it again.</summary>
public interface IRereadable
{
    /// <summary>Reads some hundred rows on.</summary>
    /// <param name="place">Where the last call ended; null for the beginning.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Where it ended; null at the end.</returns>
    /// <exception cref="StorageDamagedException">What lies there is not what was written.</exception>
    ValueTask<object?> RereadAsync(object? place, CancellationToken ct);

    /// <summary>A place behind what is damaged; null when there is none.</summary>
    object? Skip(object? place);
}
