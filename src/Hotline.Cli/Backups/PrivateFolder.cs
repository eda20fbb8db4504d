using System.Security.Cryptography;
using Hotline.Protocol;

namespace Hotline.Cli.Backups;

/// <summary>
/// A directory that is filled from nothing: only its user may read what is in it, and what did not come about is taken
/// away again.
/// </summary>
internal sealed class PrivateFolder : IDisposable
{
    private const UnixFileMode MyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Chunk = 128 * 1024;

    private readonly bool _made;
    private bool _kept;

    private PrivateFolder(string path, bool made) => (FullPath, _made) = (path, made);

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>Takes an empty directory, or makes one. Refusals 6060, 6044.</summary>
    public static Outcome<PrivateFolder> Take(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
            {
                return CliErrors.NotEmpty(path);
            }
            var made = !Directory.Exists(full);
            MakeDirectory(full);
            return new PrivateFolder(full, made);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return CliErrors.NotWritable(path, failed.Message);
        }
    }

    /// <summary>Copies a file into it, on disk when this returns, and says what was copied.</summary>
    /// <param name="from">The file.</param>
    /// <param name="path">Below this directory, with forward slashes.</param>
    public BackupFile Copy(string from, string path)
    {
        var to = Path.Combine(FullPath, path);
        MakeDirectory(Path.GetDirectoryName(to)!);
        using var source = File.OpenRead(from);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = MyFile;
        }
        using var target = new FileStream(to, options);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (chunk, length) = (new byte[Chunk], 0L);
        for (int read; (read = source.Read(chunk)) > 0; length += read)
        {
            digest.AppendData(chunk.AsSpan(0, read));
            target.Write(chunk.AsSpan(0, read));
        }
        target.Flush(flushToDisk: true);
        return new BackupFile(path, length, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    /// <summary>What is in it is whole, and stays.</summary>
    public void Keep() => _kept = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_kept)
        {
            return;
        }
        foreach (var entry in new DirectoryInfo(FullPath).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
        if (_made)
        {
            Directory.Delete(FullPath);
        }
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, MyFile | UnixFileMode.UserExecute);
        }
    }
}
