using Hotline.Hub.Seats;

namespace Hotline.Hub.Timers;

/// <summary>Looks every two seconds whether the operator has changed <c>directory.json</c>.</summary>
public sealed class DirectoryWatch(DirectoryKeeper directory, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            await directory.RefreshAsync(stoppingToken);
        }
    }
}
