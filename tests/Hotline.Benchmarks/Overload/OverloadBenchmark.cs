using Hotline.Benchmarks.Hub;
using Hotline.Benchmarks.Load;
using Hotline.Benchmarks.Machine;

namespace Hotline.Benchmarks.Overload;

/// <summary>
/// Flash, one at a time, at a hub that is quiet and at one that is attacked: how long until its receipt, and until a
/// desk that is flooded itself has it. What the hub holds in memory meanwhile, and when all have gone.
/// </summary>
/// <param name="clock">Measures.</param>
/// <param name="count">How many flash messages a phase and carrier.</param>
/// <param name="unlimited">True for a hub whose flood is not held back by what one key may send.</param>
internal sealed class OverloadBenchmark(TimeProvider clock, int count, bool unlimited)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Wide =
    [
        "limits.connectionsPerKey=10000", "limits.httpConnectionsPerAddress=10000",
        "limits.mqttStrangersPerAddress=10000",
        "limits.mqttConnectsPerSecond=100000", "limits.mqttConnectsPerSecondPerAddress=100000",
    ];

    /// <summary>Runs it and gives what it found.</summary>
    public async Task<OverloadFigures> RunAsync(AttackOptions options)
    {
        var place = Disk.NewDirectory();
        try
        {
            Console.Error.WriteLine("Starting a hub …");
            await using var hub = await MeasuredHub.StartAsync(
                Path.Combine(place.FullName, "hub"), [.. Wide, .. unlimited ? MeasuredHub.Settings : []]);
            await using var signalR = await FlashLine.OpenAsync(hub, SignalRLine.OpenAsync, clock);
            await using var mqtt = await FlashLine.OpenAsync(hub, MqttLine.OpenAsync, clock);
            Console.Error.WriteLine("Quiet …");
            await PhaseAsync(signalR);
            var before = hub.Holdings().MemoryMiB;
            FlashFigures quietSignalR = await PhaseAsync(signalR), quietMqtt = await PhaseAsync(mqtt);
            Console.Error.WriteLine("Connecting the attackers …");
            await using var attack = await AttackProcess.StartAsync(hub, options);
            Console.Error.WriteLine("Attacked …");
            await Task.Delay(Before, clock);
            var processor = (Hub: hub.Processor(), Attack: attack.Processor(), Since: clock.GetTimestamp());
            FlashFigures loudSignalR = await PhaseAsync(signalR), loudMqtt = await PhaseAsync(mqtt);
            var seconds = clock.GetElapsedTime(processor.Since).TotalSeconds;
            var (ofHub, ofAttack) = (
                (hub.Processor() - processor.Hub).TotalSeconds, (attack.Processor() - processor.Attack).TotalSeconds);
            var during = hub.Holdings().MemoryMiB;
            var (taken, refused, reports) = await attack.EndAsync();
            var peak = hub.PeakMiB();
            var after = new List<double>();
            for (var i = 0; i < 6; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), clock);
                after.Add(hub.Holdings().MemoryMiB);
            }
            return new OverloadFigures(
                options, new PhasePair(quietSignalR, loudSignalR), new PhasePair(quietMqtt, loudMqtt),
                new MemoryFigures(before, during, peak, after), taken, refused, reports, ofHub / seconds,
                ofAttack / seconds);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private async Task<FlashFigures> PhaseAsync(FlashLine line)
    {
        var (receipts, arrivals) = (new List<TimeSpan>(), new List<TimeSpan>());
        var start = clock.GetTimestamp();
        for (var i = 0; i < count && clock.GetElapsedTime(start) < Longest; i++)
        {
            var (receipt, arrival) = await line.FlashAsync();
            receipts.Add(receipt);
            arrivals.Add(arrival);
            await Task.Delay(Between, clock);
        }
        var (received, arrived) = (new Samples(receipts), new Samples(arrivals));
        var figures = new FlashFigures(
            received.Count, received.P50Ms, received.P95Ms, received.MostMs, arrived.P50Ms, arrived.P95Ms);
        Console.Error.WriteLine(figures);
        return figures;
    }
}
