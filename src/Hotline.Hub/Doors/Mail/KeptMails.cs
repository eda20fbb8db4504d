using Hotline.Hub.Settings;
using Hotline.Mail;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// The mails of the Maildir that the hub has dealt with: those it took or that held nothing, in <c>cur</c>, and those
/// it refused, in <c>refused</c> with their reasons. They are kept for a while and up to a number, then deleted, some
/// at a time. Whatever else lies there is let be: what waits in <c>new</c>, what another program or a person put or
/// marked there, folders, and links of any sort. Used by one caller at a time, but for <see cref="Said"/>.
/// </summary>
/// <param name="root">The Maildir.</param>
/// <param name="settings">For how long, and how many.</param>
/// <param name="clock">Says how old they are, and runs the pauses.</param>
/// <param name="log">Log.</param>
public sealed class KeptMails(string root, MailKeptSettings settings, TimeProvider clock, ILogger<KeptMails> log)
{
    /// <summary>How many are deleted before a pause.</summary>
    public const int AtATime = 100;

    /// <summary>The pause.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How the hub marks what it has dealt with; somebody who marks it otherwise keeps it.</summary>
    internal const string Dealt = ":2,S";

    private static readonly EnumerationOptions FilesOnly = new()
    {
        RecurseSubdirectories = false,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Directory,
    };

    private volatile string _said = "not yet counted";

    /// <summary>What <c>/readyz</c> says.</summary>
    public string Said => _said;

    /// <summary>Counts what is kept and deletes what is too old or too many.</summary>
    /// <param name="stop">Ends it between two mails.</param>
    public async Task PruneAsync(CancellationToken stop)
    {
        long mails = 0, bytes = 0;
        foreach (var folder in new[] { "cur", RefusedFolder.Name })
        {
            var path = Path.Combine(root, folder);
            try
            {
                var kept = IsFolder(path) ? Look(path) : [];
                var gone = await DeleteAsync(folder, path, TooMuch(kept), stop);
                var left = kept.Where(m => !gone.Contains(m)).ToList();
                mails += left.Count(m => m.Mail is not null);
                bytes += left.Sum(m => m.Bytes);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                KeptMailsLog.NotPruned(log, folder, broken.Message);
            }
        }
        _said = FormattableString.Invariant($"{mails} mails, {bytes / (1024.0 * 1024):F1} MiB");
    }

    /// <summary>A link may lead out of the Maildir: nothing behind one is counted or deleted.</summary>
    private static bool IsFolder(string path) =>
        new DirectoryInfo(path) is { Exists: true, LinkTarget: null } folder
        && !folder.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static List<Kept> Look(string path)
    {
        var files = new DirectoryInfo(path).EnumerateFiles("*", FilesOnly).Where(f => !f.Name.StartsWith('.'))
            .ToDictionary(f => f.Name, StringComparer.Ordinal);
        return Path.GetFileName(path) == RefusedFolder.Name ? Refused(files)
            : [
                .. files.Values.Where(f => f.Name.EndsWith(Dealt, StringComparison.Ordinal))
                    .Select(f => new Kept(f, null)),
            ];
    }

    /// <summary>Mails with reasons, and the reasons of mails that are gone, as a crash leaves them.</summary>
    private static List<Kept> Refused(Dictionary<string, FileInfo> files) =>
    [
        .. from file in files.Values
           where file.Name.EndsWith(RefusedFolder.ReasonSuffix, StringComparison.Ordinal)
           select new Kept(files.GetValueOrDefault(file.Name[..^RefusedFolder.ReasonSuffix.Length]), file),
    ];

    /// <summary>What is to go, the oldest first.</summary>
    private List<Kept> TooMuch(List<Kept> kept)
    {
        var eldest = clock.GetUtcNow().UtcDateTime - settings.Age;
        var surplus = kept.Where(m => m.Mail is not null).OrderByDescending(m => m.Since).Skip(settings.Mails);
        return [.. kept.Where(m => m.Since < eldest).Union(surplus).OrderBy(m => m.Since)];
    }

    private async Task<HashSet<Kept>> DeleteAsync(
        string folder, string path, List<Kept> doomed, CancellationToken stop)
    {
        var gone = new HashSet<Kept>();
        string? fault = null;
        try
        {
            foreach (var mail in doomed)
            {
                if (gone.Count > 0 && gone.Count % AtATime == 0)
                {
                    await Task.Delay(Pause, clock, stop);
                }
                stop.ThrowIfCancellationRequested();
                if (!IsFolder(path))
                {
                    break;
                }
                if (Delete(mail) is { } why)
                {
                    fault = why;
                    continue;
                }
                gone.Add(mail);
            }
        }
        finally
        {
            if (gone.Count > 0)
            {
                KeptMailsLog.Pruned(log, gone.Count, folder, gone.Sum(m => m.Bytes));
            }
            if (fault is not null)
            {
                KeptMailsLog.NotPruned(log, folder, fault);
            }
        }
        return gone;
    }

    /// <summary>
    /// The mail goes before its reasons: a refused mail is never without, and a crash between leaves reasons that go
    /// at a later look.
    /// </summary>
    /// <returns>Why it is still there; null when it is gone.</returns>
    private static string? Delete(Kept mail)
    {
        try
        {
            foreach (var file in new[] { mail.Mail, mail.Reasons }.OfType<FileInfo>())
            {
                var seen = (file.Length, file.LastWriteTimeUtc);
                file.Refresh();
                if (!file.Exists)
                {
                    continue;
                }
                if (file.LinkTarget is not null || (file.Length, file.LastWriteTimeUtc) != seen)
                {
                    return "somebody changed a file meanwhile";
                }
                file.Delete();
            }
            return null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return broken.Message;
        }
    }

    /// <summary>One mail as it lay there.</summary>
    /// <param name="Mail">Its file; null when only its reasons are left.</param>
    /// <param name="Reasons">Why it was refused; null when it was not.</param>
    private sealed record Kept(FileInfo? Mail, FileInfo? Reasons)
    {
        /// <summary>Since when it is dealt with.</summary>
        public DateTime Since { get; } = Later(Mail, Reasons);

        /// <summary>What it takes up.</summary>
        public long Bytes { get; } = (Mail?.Length ?? 0) + (Reasons?.Length ?? 0);

        private static DateTime Later(FileInfo? one, FileInfo? other)
        {
            var (first, second) = (one?.LastWriteTimeUtc ?? default, other?.LastWriteTimeUtc ?? default);
            return first > second ? first : second;
        }
    }
}

/// <summary>Has the Maildir's kept mails looked through now and then.</summary>
/// <param name="kept">The mails.</param>
/// <param name="clock">Runs the pauses.</param>
public sealed class KeptMailsWatch(KeptMails kept, TimeProvider clock) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            await kept.PruneAsync(stoppingToken);
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Log events about mails that are kept: 5050 to 5059.</summary>
internal static partial class KeptMailsLog
{
    [LoggerMessage(5050, LogLevel.Information,
        "{Mails} mails deleted from the Maildir's folder {Folder}, {Bytes} bytes: beyond what mail.kept says")]
    public static partial void Pruned(ILogger log, int mails, string folder, long bytes);

    [LoggerMessage(5051, LogLevel.Warning,
        "Mails in the Maildir's folder {Folder} that are beyond what mail.kept says could not be deleted: {Reason}")]
    public static partial void NotPruned(ILogger log, string folder, string reason);
}
