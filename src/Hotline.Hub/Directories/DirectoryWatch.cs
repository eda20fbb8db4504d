using Hotline.Hub.Access;
using DirectoryFile = Hotline.Core.Directory.DirectoryFile;

namespace Hotline.Hub.Directories;

/// <summary>
/// Puts a changed <c>directory.json</c> in force while the hub runs. A file with faults is logged and the old directory stays: a typing error
/// must not lock everybody out.
/// </summary>
public sealed class DirectoryWatch(string path, Rulebook rulebook, TimeProvider clock, ILogger<DirectoryWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = File.GetLastWriteTimeUtc(path);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            var written = File.GetLastWriteTimeUtc(path);
            if (written == seen)
            {
                continue;
            }
            seen = written;
            try
            {
                var (directory, faults) = DirectoryFile.Read(await File.ReadAllBytesAsync(path, stoppingToken));
                if (directory is null)
                {
                    HubLog.DirectoryRefused(log, string.Join(" ", faults));
                    continue;
                }
                rulebook.Replace(directory);
                HubLog.DirectoryReplaced(log, directory.Participants.Length);
            }
            catch (IOException broken)
            {
                HubLog.DirectoryRefused(log, broken.Message);
            }
        }
    }
}
