using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hotline.Benchmarks.Machine;

/// <summary>
/// A file that grows by 1 KiB at a time, each on disk before the next: the least that any journal does.
/// </summary>
internal sealed partial class DurableAppend : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _length;

    public DurableAppend(string directory)
    {
        _path = Path.Combine(directory, "append");
        _file = File.OpenHandle(_path, FileMode.Create, FileAccess.ReadWrite);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, _length);
        _length += bytes.Length;
        if (DataSync(_file) != 0)
        {
            throw new IOException($"fdatasync failed with error {Marshal.GetLastPInvokeError()}.");
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    // RandomAccess.FlushToDisk is fsync, which writes times and sizes too.
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle file);
}
