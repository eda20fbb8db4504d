using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Hotline.Journal.Sqlite.Tests.Faults;

/// <summary>
/// Puts <see cref="FaultyDisk"/> under SQLite, as a VFS between the system's and ours: it must be there before the
/// first journal is opened, so it comes with the assembly.
/// </summary>
internal static unsafe partial class FaultyDiskVfs
{
    private const int SyncError = raw.SQLITE_IOERR | (4 << 8); // SQLITE_IOERR_FSYNC
    private const string Library = "e_sqlite3";

    private static readonly ConcurrentDictionary<nint, string> Files = [];
    private static readonly ConcurrentDictionary<nint, nint> Tables = [];
    private static readonly ConcurrentDictionary<nint, bool> Ours = [];
    private static Vfs* _system;

    [ModuleInitializer]
    internal static void Register()
    {
        Batteries_V2.Init();
        _system = (Vfs*)sqlite3_vfs_find(null);
        var ours = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
        *ours = *_system;
        ours->Name = Marshal.StringToCoTaskMemUTF8("faulty-disk");
        ours->Open = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, int>)&Open;
        if (sqlite3_vfs_register((nint)ours, makeDefault: 1) != raw.SQLITE_OK)
        {
            throw new InvalidOperationException("SQLite took no VFS.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint vfs, nint name, nint file, int flags, nint outFlags)
    {
        var open = (delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, int>)_system->Open;
        var path = Marshal.PtrToStringUTF8(name);
        var result = open((nint)_system, name, file, flags, outFlags);
        if (result == raw.SQLITE_OK && FaultyDisk.Of(path) is { } disk)
        {
            disk.Open(file, path!);
            Files[file] = path!;
            *(nint*)file = Tables.GetOrAdd(*(nint*)file, static system => (nint)WithOurs((Methods*)system));
        }
        return result;
    }

    private static Methods* WithOurs(Methods* system)
    {
        var ours = (Methods*)NativeMemory.Alloc((nuint)sizeof(Methods));
        *ours = *system;
        ours->System = (nint)system;
        ours->Close = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Close;
        ours->Write = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)&Write;
        ours->Truncate = (nint)(delegate* unmanaged[Cdecl]<nint, long, int>)&Truncate;
        ours->Sync = (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&Sync;
        Ours[(nint)ours] = true;
        return ours;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(nint file)
    {
        On(file, (disk, _) => disk.Close(file));
        Files.TryRemove(file, out _);
        return ((delegate* unmanaged[Cdecl]<nint, int>)System(file)->Close)(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, nint buffer, int length, long offset)
    {
        var write = (delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)System(file)->Write;
        var result = write(file, buffer, length, offset);
        if (result == raw.SQLITE_OK)
        {
            On(file, (disk, path) => disk.Write(path, new ReadOnlySpan<byte>((void*)buffer, length).ToArray(), offset));
        }
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(nint file, long length)
    {
        var result = ((delegate* unmanaged[Cdecl]<nint, long, int>)System(file)->Truncate)(file, length);
        if (result == raw.SQLITE_OK)
        {
            On(file, (disk, path) => disk.Truncate(path, length));
        }
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint file, int flags)
    {
        var worked = true;
        On(file, (disk, path) => worked = disk.Sync(file, path));
        return worked ? ((delegate* unmanaged[Cdecl]<nint, int, int>)System(file)->Sync)(file, flags) : SyncError;
    }

    private static void On(nint file, Action<FaultyDisk, string> act)
    {
        if (Files.TryGetValue(file, out var path) && FaultyDisk.Of(path) is { } disk)
        {
            act(disk, path);
        }
    }

    /// <summary>The methods below; the table's own place may by now hold the methods of who is above.</summary>
    private static Methods* System(nint file)
    {
        var table = *(Methods**)file;
        while (!Ours.ContainsKey((nint)table))
        {
            table = (Methods*)table->System;
        }
        return (Methods*)table->System;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint sqlite3_vfs_find(string? name);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int sqlite3_vfs_register(nint vfs, int makeDefault);

    /// <summary>sqlite3_vfs, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int LongestPath;
        public nint Next;
        public nint Name;
        public nint Own;
        public nint Open;
        public Rest15 Rest;
    }

    /// <summary>sqlite3_io_methods, version 3, and behind it those of the system.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Methods
    {
        public int Version;
        public nint Close;
        public nint Read;
        public nint Write;
        public nint Truncate;
        public nint Sync;
        public Rest13 Rest;
        public nint System;
    }

    [InlineArray(15)]
    private struct Rest15
    {
        private nint _first;
    }

    [InlineArray(13)]
    private struct Rest13
    {
        private nint _first;
    }
}
