using System.Threading.Channels;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// Has the Maildir read now and then. A file event only wakes it early: the events of a Maildir on a network file
/// system never come.
/// </summary>
/// <param name="maildir">The files.</param>
/// <param name="reader">Reads them.</param>
/// <param name="settings">How often.</param>
/// <param name="clock">Runs the polling.</param>
/// <param name="log">Log.</param>
public sealed class MaildirWatch(
    Maildir maildir, MaildirReader reader, MailSettings settings, TimeProvider clock, ILogger<MaildirWatch> log)
    : BackgroundService
{
    /// <summary>Reads until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var wake = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        maildir.Prepare();
        using var watcher = Watch(() => wake.Writer.TryWrite(true));
        while (!stop.IsCancellationRequested)
        {
            await reader.ScanAsync(stop);
            var soon = reader.HasUnsettled ? MaildirReader.Settling
                : reader.HasWaiting ? MailsWaiting.Again : settings.PollInterval;
            var next = soon < settings.PollInterval ? soon : settings.PollInterval;
            using var pause = new CancellationTokenSource(next, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, pause.Token);
            try
            {
                await wake.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                // Time to look again, or to stop.
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private FileSystemWatcher? Watch(Action arrived)
    {
        try
        {
            var watcher = new FileSystemWatcher(maildir.New);
            watcher.Created += (_, _) => arrived();
            watcher.Renamed += (_, _) => arrived();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception unavailable) when (unavailable is IOException or PlatformNotSupportedException)
        {
            InboundMailLog.OnlyPolled(log, unavailable.GetType().Name);
            return null;
        }
    }
}
