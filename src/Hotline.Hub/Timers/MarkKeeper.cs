using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Journal.Marks;

namespace Hotline.Hub.Timers;

/// <summary>
/// Keeps the high-water mark at most <see cref="Interval"/> behind the journal, and on disk at most
/// <see cref="MarkWriter.SyncedEvery"/> after that; no commit waits for it. The last one is written once the journal is
/// closed.
/// </summary>
public sealed class MarkKeeper(MarkWriter mark, Recorder recorder, TimeProvider clock, ILogger<MarkKeeper> log)
    : BackgroundService
{
    /// <summary>How often it is looked whether the journal has grown.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Writes it; what cannot be written is said once, and again when it can.</summary>
    internal static void Write(MarkWriter mark, Recorder recorder, ILogger log, bool durable)
    {
        var before = mark.Fault;
        try
        {
            mark.Write(recorder, durable);
            if (before is not null && mark.Fault is null)
            {
                HubLog.MarkWrittenAgain(log, mark.Position);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (before is null)
            {
                HubLog.MarkNotWritten(log, mark.Path, mark.Position, failed);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Write(mark, recorder, log, durable: false);
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }
}
