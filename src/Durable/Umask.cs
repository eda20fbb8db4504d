using System.Runtime.InteropServices;

namespace Hotline.Durable;

/// <summary>
/// Files that a program makes without naming a mode, also in libraries: by the umask that it was started with, which is
/// mostly one that lets everybody read.
/// </summary>
internal static partial class Umask
{
    private const uint GroupAndOthers = 0b000_111_111;

    /// <summary>From here on only this program's user may read what it makes. Windows has no such thing.</summary>
    public static void ForThisUserOnly()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Set(GroupAndOthers);
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint Set(uint mask);
}
