using Hotline.Durable;

namespace Hotline.Hub.Seats;

/// <summary>
/// Files that only the hub's user may read: mode 0600, written aside and moved into place, so that a crash leaves the
/// old file or the new one.
/// </summary>
public static class SecretFile
{
    /// <summary>
    /// Makes a directory that only the hub's user may enter; one that is there already stays as it is.
    /// </summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Writes the file and makes it durable.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes) =>
        DurableFile.Write(path, bytes, UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
