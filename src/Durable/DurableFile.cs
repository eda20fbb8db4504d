using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hotline.Durable;

/// <summary>
/// Files that are there whole after a power cut, or not at all. One source, compiled into each room that writes such
/// files: no room need know another for it.
/// </summary>
internal static class DurableFile
{
    /// <summary>
    /// Writes a temporary file beside the target, syncs it, renames it over the target and syncs the directory, in this
    /// order: a crash leaves the target as it was or as it shall be, and at worst a file that ends in <c>.tmp</c>.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes a rename durable. The framework opens no directories; Windows needs no such step.</summary>
    private static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var descriptor = Libc.Open(path, 0);
        if (descriptor < 0)
        {
            throw new IOException(
                $"Cannot open directory '{path}' to sync it.", new Win32Exception(Marshal.GetLastPInvokeError()));
        }
        var synced = Libc.Fsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(descriptor);
        if (synced != 0)
        {
            throw new IOException($"Cannot sync directory '{path}'.", new Win32Exception(error));
        }
    }
}

internal static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int descriptor);
}
