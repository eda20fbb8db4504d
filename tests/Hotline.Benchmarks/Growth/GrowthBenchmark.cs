using System.Globalization;
using Hotline.Benchmarks.Hub;
using Hotline.Benchmarks.Report;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing.Hubs;

namespace Hotline.Benchmarks.Growth;

/// <summary>
/// What a hub does at ten thousand entries, and a hundred thousand, and a million: a journal of each size, and a hub on
/// it as shipped. Processor time of the hub alone counts, so that little depends on what
/// else the machine does.
/// </summary>
/// <param name="clock">Measures.</param>
/// <param name="sizes">How many entries, smallest first.</param>
/// <param name="keep">Where the data directories are left for others to look at; null when they are not.</param>
internal sealed class GrowthBenchmark(TimeProvider clock, IReadOnlyList<long> sizes, string? keep)
{
    private const int Blocks = 7;
    private const int Starts = 5;
    private const int Messages = 150;
    private const int Feed = 100;

    /// <summary>Runs it and prints what it found.</summary>
    public async Task RunAsync()
    {
        var place = Directory.CreateDirectory(keep
            ?? Path.Combine(AppContext.BaseDirectory, $"growth-{Environment.ProcessId}"));
        try
        {
            var table = new GrowthTable(sizes);
            foreach (var size in sizes)
            {
                await MeasureAsync(size, Path.Combine(place.FullName, FormattableString.Invariant($"{size}")), table);
                await Console.Error.WriteLineAsync($"{table}");
            }
            Console.WriteLine(table);
        }
        finally
        {
            if (keep is null)
            {
                place.Delete(recursive: true);
            }
        }
    }

    /// <summary>A journal of its own for each size, so that all of it but the last minute is in the past.</summary>
    private async Task MeasureAsync(long size, string data, GrowthTable table)
    {
        await using var hub = await MeasuredHub.StartAsync(data);
        await hub.StopAsync();
        using var journal = new GrownJournal(data, size, clock.GetUtcNow());
        Say($"growing to {size} entries …");
        await journal.GrowAsync(size);
        table.Add("file, an entry", "KiB", new FileInfo(Path.Combine(data, "journal.db")).Length / 1024.0 / size);
        Say($"measuring at {size} entries …");
        await StartUpAsync(hub, table);
        await MessagesAsync(hub, table);
        await ReadsAsync(hub, journal, table);
        table.Add("most memory", "MiB", hub.PeakMiB());
        if (keep is not null)
        {
            hub.LeaveData();
        }
    }

    private static void Say(FormattableString what) =>
        Console.Error.WriteLine(what.ToString(CultureInfo.InvariantCulture));

    private async Task StartUpAsync(MeasuredHub hub, GrowthTable table)
    {
        var (wall, processor) = (new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            if (i > 0)
            {
                await hub.StopAsync();
            }
            var start = clock.GetTimestamp();
            await hub.StartAgainAsync();
            wall.Add(clock.GetElapsedTime(start).TotalMilliseconds);
            processor.Add(hub.Processor().TotalMilliseconds);
        }
        table.Add("start-up, by the clock", "ms", GrowthTable.Median(wall));
        table.Add("start-up", "ms", GrowthTable.Median(processor));
    }

    /// <summary>A message, its acknowledgement and its answer, one after the other.</summary>
    private static async Task MessagesAsync(MeasuredHub hub, GrowthTable table)
    {
        await using Actor xa = new(hub.Profile("xa-officer")), xb = new(hub.Profile("xb-officer"));
        await SendAsync(2 * Messages);
        var (processor, log) = (new List<double>(), hub.LogPages());
        var before = hub.Writes();
        for (var block = 0; block < Blocks; block++)
        {
            var start = hub.Processor();
            await SendAsync(Messages);
            processor.Add((hub.Processor() - start).TotalMilliseconds / Messages);
            log.Look();
        }
        var writes = WriteFigures.Of(before, hub.Writes(), Blocks * Messages, log.PerCommit);
        log.Dispose();
        table.Add("message with both replies", "ms", GrowthTable.Median(processor));
        table.Add("pages of a commit", "", log.PerCommit ?? double.NaN);
        table.Add("written for all three", "KiB", writes?.BytesPerMessage / 1024 ?? double.NaN);

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var opening = await xa.SubmitAsync(xa.Notify("XB"));
                await xb.SubmitAsync(xb.Messages.Acknowledge(opening.Envelope).Value);
                await xb.SubmitAsync(xb.Messages.Respond(opening.Envelope, null).Value);
            }
        }
    }

    private static async Task ReadsAsync(MeasuredHub hub, GrownJournal journal, GrowthTable table)
    {
        await using Actor xa = new(hub.Profile("xa-officer")), xb = new(hub.Profile("xb-officer")), xz = new(
            hub.Profile("xz-coordinator"));
        var (random, head) = (new Random(1), await xa.HeadAsync());
        var day = $"from={Instant.Write(journal.LastDay)}&to={Instant.Write(journal.LastDay.AddDays(1))}";
        await ManyAsync("open list, first page", 20, xa, () => HttpPaths.Exchanges + "?state=open&limit=100");
        await ManyAsync("open list, any page", 20, xa,
            () => $"{HttpPaths.Exchanges}?state=open&limit=100&before={random.NextInt64(head / 2, head)}");
        await ManyAsync("what waits for a desk", 200, xb, () => HttpPaths.Exchanges + "?turn=ours&limit=100");
        await ManyAsync("board: what it is to reach", 200, xz, () => HttpPaths.Exchanges + "?turn=ours&limit=100");
        await ManyAsync("board: what is open", 20, xz, () => HttpPaths.Exchanges + "?state=open&limit=100");
        await ManyAsync("one exchange of any time", 200, xb,
            () => $"{HttpPaths.Exchanges}/{journal.Some[random.Next(journal.Some.Count)]}");
        await ManyAsync("record page, not in memory", 50, xa,
            () => $"{HttpPaths.Feed}?after={random.NextInt64(head / 4)}&limit={Feed}");
        await ManyAsync("a day's report", 3, xz, () => $"{HttpPaths.Report}?{day}");

        async Task ManyAsync(string what, int count, Actor reader, Func<string> path)
        {
            var processor = new List<double>();
            for (var block = -2; block < Blocks; block++)
            {
                var (token, start) = (reader.Token(), hub.Processor());
                for (var i = 0; i < count; i++)
                {
                    var (status, body, _) = await reader.CallAsync(HttpMethod.Get, path(), token);
                    if (status != 200)
                    {
                        throw new InvalidOperationException($"{what}: {status} {body}");
                    }
                }
                if (block >= 0)
                {
                    processor.Add((hub.Processor() - start).TotalMilliseconds / count);
                }
            }
            table.Add(what, "ms", GrowthTable.Median(processor));
        }
    }
}
