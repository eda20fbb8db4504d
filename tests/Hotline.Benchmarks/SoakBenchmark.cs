using System.Globalization;
using Hotline.Benchmarks.Hub;
using Hotline.Benchmarks.Load;
using Hotline.Benchmarks.Machine;
using Hotline.Client;

namespace Hotline.Benchmarks;

/// <summary>
/// A hub at half of what it can carry, for long, by both carriers at once: what it holds must not grow. Nobody closes
/// an exchange, desks list theirs and lines come and go meanwhile. A line of figures a minute.
/// </summary>
/// <param name="clock">Measures and paces.</param>
/// <param name="random">Jitter of the connections and client ids.</param>
/// <param name="minutes">How long.</param>
internal sealed class SoakBenchmark(TimeProvider clock, Random random, int minutes)
{
    private const int InFlight = 128;
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(20);
    private readonly List<Holdings> _seen = [];

    /// <summary>Runs it and prints what it found.</summary>
    /// <returns>True when memory, handles and threads of the last quarter are those of the second.</returns>
    public async Task<bool> RunAsync()
    {
        var place = Disk.NewDirectory();
        try
        {
            await using var hub = await MeasuredHub.StartAsync(Path.Combine(place.FullName, "hub"));
            await using var signalR = await OpenAsync(hub, SignalRLine.OpenAsync);
            await using var mqtt = await OpenAsync(hub, MqttLine.OpenAsync);
            var half = await FullAsync(signalR, mqtt) / 2;
            Console.WriteLine(FormattableString.Invariant($"{half:0} messages a second and carrier, {minutes} min"));
            Console.WriteLine("minute  messages  MiB  handles  threads  files  data MiB  bytes a message");
            await SoakAsync(hub, [new PacedLoad(signalR, half, clock), new PacedLoad(mqtt, half, clock)]);
            return Judge();
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private Task<Correspondence> OpenAsync(
        MeasuredHub hub, Func<Profile, TimeProvider, Random, Task<ILine>> open) =>
        Correspondence.OpenAsync(
            hub.Profile("xa-officer"), hub.Profile("xb-officer"), profile => open(profile, clock, random), clock);

    /// <summary>What each carries a second when both are asked for all they can.</summary>
    private async Task<double> FullAsync(Correspondence one, Correspondence other)
    {
        SteadyLoad[] loads = [new(one, InFlight, clock), new(other, InFlight, clock)];
        await Task.Delay(Full / 2, clock);
        var windows = loads.Select(load => load.Open()).ToList();
        await Task.Delay(Full, clock);
        var perSecond = windows.Select(window => window.Close()).Sum(w => w.Durations.Count / w.Seconds);
        await Task.WhenAll(loads.Select(load => load.StopAsync()));
        return perSecond / windows.Count;
    }

    private async Task SoakAsync(MeasuredHub hub, PacedLoad[] loads)
    {
        using var enough = new CancellationTokenSource();
        var running = Task.WhenAll(loads.Select(load => load.RunAsync(enough.Token)));
        var began = hub.Holdings().DataMiB;
        for (var minute = 1; minute <= minutes && !running.IsCompleted; minute++)
        {
            var next = Task.Delay(TimeSpan.FromMinutes(1), clock);
            await ComeAndGoAsync(hub);
            await Task.WhenAny(next, running);
            var (now, messages) = (hub.Holdings(), loads.Sum(load => load.Complete));
            _seen.Add(now);
            var bytes = (now.DataMiB - began) * 1024 * 1024 / Math.Max(messages, 1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{minute,6}  {messages,8}  {now.MemoryMiB,3:0}  {now.Handles,7}  {now.Threads,7}  {now.Files,5}  "
                    + $"{now.DataMiB,8:0}  {bytes,15:0}"));
        }
        await enough.CancelAsync();
        await running;
    }

    /// <summary>What a minute brings beside messages: a desk that reads, lines that are opened and closed.</summary>
    private async Task ComeAndGoAsync(MeasuredHub hub)
    {
        using var desk = new HotlineApi(hub.Profile("xb-officer"), clock);
        if ((await desk.ExchangesAsync()).Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The desk was refused: {refusal}");
        }
        for (var line = 0; line < 5; line++)
        {
            await using var signalR = await SignalRLine.OpenAsync(hub.Profile("xb-officer"), clock, random);
            await using var mqtt = await MqttLine.OpenAsync(hub.Profile("xb-officer"), clock, random);
        }
    }

    private bool Judge()
    {
        var quarter = Math.Max(1, _seen.Count / 4);
        var (early, late) = (_seen.Skip(quarter).Take(quarter).ToList(), _seen.TakeLast(quarter).ToList());
        var memory = Ratio(early, late, seen => seen.MemoryMiB);
        var handles = Ratio(early, late, seen => seen.Handles);
        var threads = Ratio(early, late, seen => seen.Threads);
        var files = Ratio(early, late, seen => seen.Files);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Last quarter over second: memory {memory:0.00}, handles {handles:0.00}, threads {threads:0.00}, "
                + $"files {files:0.00}."));
        return new[] { memory, handles, threads, files }.All(ratio => ratio <= 1.1);
    }

    private static double Ratio(List<Holdings> early, List<Holdings> late, Func<Holdings, double> of) =>
        Median(late, of) / Median(early, of);

    private static double Median(List<Holdings> seen, Func<Holdings, double> of) =>
        seen.Select(of).Order().ElementAt(seen.Count / 2);
}
