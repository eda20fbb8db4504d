using System.Diagnostics;
using Hotline.Benchmarks.Hub;
using Hotline.Benchmarks.Load;
using Hotline.Benchmarks.Machine;
using Hotline.Benchmarks.Report;
using Hotline.Client;

namespace Hotline.Benchmarks;

/// <summary>
/// Measures the machine, then each carrier against a hub of its own. What it does is told on standard error.
/// </summary>
/// <param name="clock">Measures.</param>
/// <param name="random">Jitter of the connections and client ids.</param>
/// <param name="count">How many exchanges latency is measured by.</param>
/// <param name="warmUp">How long it is loaded before.</param>
/// <param name="length">How long throughput is measured.</param>
internal sealed class HotlineBenchmark(TimeProvider clock, Random random, int count, TimeSpan warmUp, TimeSpan length)
{
    private const int WarmUp = 50;
    private const int InFlight = 256;
    private static readonly TimeSpan CeilingLength = TimeSpan.FromSeconds(3);

    private delegate Task<ILine> Open(Profile profile, TimeProvider clock, Random random);

    /// <summary>Runs everything, or one carrier.</summary>
    /// <param name="only"><c>signalr</c> or <c>mqtt</c>; null for both.</param>
    public async Task<Figures> RunAsync(string? only)
    {
        var place = Disk.NewDirectory();
        try
        {
            Console.Error.WriteLine("Measuring the machine's floor and signature ceiling …");
            var floor = Floor.Measure(place.FullName, clock);
            var figures = new Figures(
                Environment.ProcessorCount, FloorFigures.Of(floor), SignatureCeiling.Measure(clock, CeilingLength),
                Disk.FileSystem(place.FullName), MeasuredHub.Settings);
            if (only is null or "signalr")
            {
                figures.SignalR = await CarrierAsync("signalr", SignalRLine.OpenAsync, place, figures);
            }
            if (only is null or "mqtt")
            {
                figures.Mqtt = await CarrierAsync("mqtt", MqttLine.OpenAsync, place, figures);
            }
            return figures;
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private async Task<CarrierFigures> CarrierAsync(string name, Open open, DirectoryInfo place, Figures machine)
    {
        Console.Error.WriteLine($"{name}: starting a hub …");
        await using var hub = await MeasuredHub.StartAsync(Path.Combine(place.FullName, name));
        await using var correspondence = await Correspondence.OpenAsync(
            hub.Profile("xa-officer"), hub.Profile("xb-officer"), profile => open(profile, clock, random), clock);
        using var api = new HotlineApi(hub.Profile("xa-officer"), clock);

        // The load comes first: a hub that has run for a while is what people have.
        var (throughput, fsyncs) = await ThroughputAsync(name, correspondence, hub, api, machine);
        var latency = await LatencyAsync(name, correspondence, hub, api, machine);
        return new CarrierFigures(latency, throughput, fsyncs, hub.PeakMiB());
    }

    private async Task<LatencyFigures> LatencyAsync(
        string name, Correspondence correspondence, MeasuredHub hub, HotlineApi api, Figures machine)
    {
        correspondence.Spread = false;
        Console.Error.WriteLine($"{name}: one in flight, {WarmUp} + {count} …");
        for (var i = 0; i < WarmUp; i++)
        {
            await correspondence.ExchangeAsync();
        }
        using var pages = hub.LogPages();
        var (syncs, processor, writes) = (await SyncsAsync(api), hub.Processor(), hub.Writes());
        var durations = new List<TimeSpan>(count);
        for (var i = 0; i < count; i++)
        {
            durations.Add(await correspondence.ExchangeAsync());
            pages.Look();
        }
        processor = hub.Processor() - processor;
        var written = WriteFigures.Of(writes, hub.Writes(), count, pages.PerCommit);
        var samples = new Samples(durations);
        var fsyncs = (await SyncsAsync(api) - syncs) / (double)count;
        return new LatencyFigures(count, samples.P50Ms, samples.P99Ms, samples.P50Ms / machine.Floor.P50Ms, fsyncs,
            processor.TotalMilliseconds / count, written);
    }

    private async Task<(ThroughputFigures Figures, double Fsyncs)> ThroughputAsync(
        string name, Correspondence correspondence, MeasuredHub hub, HotlineApi api, Figures machine)
    {
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{name}: {InFlight} in flight, {warmUp.TotalSeconds:0} + {length.TotalSeconds:0} s …"));
        var load = new SteadyLoad(correspondence, InFlight, clock);
        await Task.Delay(warmUp, clock);
        using var pages = hub.LogPages();
        var (syncs, processor, own, writes) = (await SyncsAsync(api), hub.Processor(), Own(), hub.Writes());
        var window = load.Open();
        await pages.WatchAsync(length, clock);
        var (durations, seconds) = window.Close();
        (processor, own) = (hub.Processor() - processor, Own() - own);
        var written = WriteFigures.Of(writes, hub.Writes(), durations.Count, pages.PerCommit);
        var fsyncs = (await SyncsAsync(api) - syncs) / (double)durations.Count;
        await load.StopAsync();
        if (durations.Count == 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{name}: no exchange was complete within {seconds:0} s. Give --warm-up and --seconds more."));
        }
        var samples = new Samples(durations);
        var perSecond = samples.Count / seconds;
        return (new ThroughputFigures(
            InFlight, seconds, samples.Count, perSecond, perSecond / machine.SignatureCeilingPerSecond,
            samples.P50Ms, samples.P99Ms,
            processor.TotalMilliseconds / samples.Count, own.TotalMilliseconds / samples.Count, written), fsyncs);
    }

    private static async Task<long> SyncsAsync(HotlineApi api) => (await api.AboutAsync()).Value.Syncs;

    private static TimeSpan Own()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
