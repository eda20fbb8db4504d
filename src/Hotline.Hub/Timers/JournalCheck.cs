using Hotline.Journal.Checking;

namespace Hotline.Hub.Timers;

/// <summary>Has the journal read again and again in the background.</summary>
public sealed class JournalCheck(BackgroundCheck check) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => check.RunAsync(stoppingToken);
}
