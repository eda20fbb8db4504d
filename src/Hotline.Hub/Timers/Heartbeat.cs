using Hotline.Journal;

namespace Hotline.Hub.Timers;

/// <summary>Leaves word that the hub is alive, so that after a crash it knows how long it was away.</summary>
public sealed class Heartbeat(Recorder recorder, TimeProvider clock) : BackgroundService
{
    /// <summary>How often; so precise is an outage known when nothing else is recorded.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            recorder.Beat();
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }
}
