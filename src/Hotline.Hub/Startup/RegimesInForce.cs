using System.Text;
using Hotline.Contract.Facts;
using Hotline.Core.Regimes;
using Hotline.Hub.Telemetry;
using Hotline.Journal;

namespace Hotline.Hub.Startup;

/// <summary>
/// The regimes of this hub. Its files say which texts are in force; the journal has every text that ever was, so that
/// whatever ran under one can still name where its numbers come from.
/// </summary>
internal static class RegimesInForce
{
    private const int Page = 100;

    /// <summary>Reads <c>CONFIG/regimes/*.json</c>.</summary>
    /// <exception cref="StartupException">There is none, or one has faults; says all of them.</exception>
    public static IReadOnlyList<Regime> ReadFiles(string config)
    {
        var folder = Path.Combine(config, "regimes");
        var files = Files(folder);
        if (files.Count == 0)
        {
            throw new StartupException([
                StartErrors.Regime(folder, "there is no regime; expected files such as exercise.json.").ToString(),
            ]);
        }
        var readings = files.Select(f => (Path: f, Reading: RegimeFile.Read(BytesOf(f)))).ToList();
        var faults = readings.SelectMany(
            r => r.Reading.Faults.Select(fault => StartErrors.Regime(r.Path, fault.ToString()!).ToString())).ToList();
        var regimes = readings.Select(r => r.Reading.Regime).OfType<Regime>().ToList();
        foreach (var same in regimes.GroupBy(r => r.Id).Where(g => g.Count() > 1))
        {
            faults.Add(StartErrors.Regime(
                folder, $"the regime '{same.Key}' stands in {same.Count()} files.").ToString());
        }
        return faults.Count == 0 ? regimes : throw new StartupException(faults);
    }

    /// <summary>Reads every text that the journal has.</summary>
    public static async Task<IReadOnlyList<Regime>> ReadEarlierAsync(IJournalStore store, ILogger log)
    {
        var earlier = new List<Regime>();
        StreamId? after = null;
        while (true)
        {
            var page = await store.StreamsAsync(StreamId.RegimeSort, after, Page, CancellationToken.None);
            foreach (var stream in page)
            {
                var entries = await store.ReadStreamAsync(stream, CancellationToken.None);
                earlier.AddRange(entries.Where(e => e.IsSound).Select(e => e.Entry.Fact).OfType<RegimeAdopted>()
                    .Select(adopted => Read(adopted, log)).OfType<Regime>());
            }
            if (page.Count < Page)
            {
                return earlier;
            }
            after = page[^1];
        }
    }

    /// <summary>Puts on record which texts are in force from now on; those that were already, change nothing.</summary>
    public static async Task AdoptAsync(Recorder recorder, RegimeBook regimes, ILogger log, CancellationToken ct)
    {
        foreach (var regime in regimes.All)
        {
            if (!(await recorder.ExecuteAsync(new AdoptRegime(regime), ct)).Try(out var recorded, out var refusal))
            {
                throw new StartupException([refusal.ToString()]);
            }
            if (recorded.Entries.Length > 0)
            {
                HubLog.RegimeAdopted(log, regime.Id, regime.Digest);
            }
        }
    }

    private static List<string> Files(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.GetFiles(folder, "*.json")
            .Where(f => !f.EndsWith(".schema.json", StringComparison.Ordinal)).Order()];

    private static byte[] BytesOf(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StartupException([StartErrors.Regime(file, failed.Message).ToString()]);
        }
    }

    /// <summary>A later program may be stricter than the one that took the text in.</summary>
    private static Regime? Read(RegimeAdopted adopted, ILogger log)
    {
        var regime = RegimeFile.Read(Encoding.UTF8.GetBytes(adopted.Text)).Regime;
        if (regime is null)
        {
            HubLog.RegimeUnreadable(log, adopted.Regime, adopted.Digest);
        }
        return regime;
    }
}
