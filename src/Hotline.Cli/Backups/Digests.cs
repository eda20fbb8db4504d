using System.Security.Cryptography;

namespace Hotline.Cli.Backups;

/// <summary>Digests of files that lie there.</summary>
internal static class Digests
{
    /// <summary>A file as a manifest names it.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="path">Below the backup's directory.</param>
    public static BackupFile Of(string file, string path)
    {
        using var stream = File.OpenRead(file);
        return new BackupFile(path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
