using Hotline.Contract.Errors;
using Hotline.Protocol;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Keeps a second hub process out of the data directory, for as long as it is not disposed. The operating system drops
/// the lock with the process, so that a crash leaves the file and no lock.
/// </summary>
public sealed class DataLock : IDisposable
{
    /// <summary>EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    private static readonly int[] LockedElsewhere = [11, 35, 32];

    private readonly FileStream _file;

    private DataLock(FileStream file) => _file = file;

    /// <summary>Takes the directory, making it when it is not there. Refusal 3010.</summary>
    public static Outcome<DataLock> Take(string directory)
    {
        Directory.CreateDirectory(directory);
        try
        {
            var file = Path.Combine(directory, "hotline.lock");
            return new DataLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException locked) when (LockedElsewhere.Contains(locked.HResult & 0xFFFF))
        {
            return JournalErrors.InUse(directory);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
