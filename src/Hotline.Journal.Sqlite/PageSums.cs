using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// A checksum at the end of each page of a journal's file: written with the page, looked at whenever the page is read
/// from the disk, by whatever connection of this program. SQLite leaves those bytes alone (its "reserved" bytes); we
/// stand between it and the file as an SQLite VFS. The write-ahead log has checksums of its own.
/// </summary>
/// <remarks>
/// A page that does not match is an error to whoever reads it, so that nothing is found, or not found, by damaged
/// keys. Two exceptions: a leaf of the table of entries, because each entry has a seal of its own and its neighbours on
/// the page are sound; and connections opened by <see cref="Leniently"/>, which read entries alone.
/// </remarks>
internal static unsafe partial class PageSums
{
    /// <summary>Bytes of a page; see <see cref="Schema"/>.</summary>
    public const int PageSize = 4096;

    /// <summary>Bytes of the checksum.</summary>
    public const int Reserved = 8;

    private const int ReservedAt = 20; // in the file's header
    private const int MainDatabase = 0x100; // SQLITE_OPEN_MAIN_DB
    private const int DataError = raw.SQLITE_IOERR | (32 << 8); // SQLITE_IOERR_DATA
    private const int ReserveBytes = 38; // SQLITE_FCNTL_RESERVE_BYTES
    private const byte TableLeaf = 0x0D;
    private const string Library = "e_sqlite3";

    private static readonly Lock Registering = new();
    private static readonly ConcurrentDictionary<nint, OpenFile> Files = [];
    private static readonly ConcurrentDictionary<nint, nint> Tables = [];
    private static readonly ConcurrentDictionary<(string File, long Page), bool> Found = [];
    private static Vfs* _system;

    [ThreadStatic]
    private static bool _lenient;

    /// <summary>Pages of a file that were read and did not match, since the program started.</summary>
    public static IReadOnlyList<long> DamagedPages(string file)
    {
        var path = Path.GetFullPath(file);
        return [.. Found.Keys.Where(f => f.File == path).Select(f => f.Page).Order()];
    }

    /// <summary>The file is another now.</summary>
    public static void Forget(string file)
    {
        foreach (var found in Found.Keys.Where(f => f.File == Path.GetFullPath(file)))
        {
            Found.TryRemove(found, out _);
        }
    }

    /// <summary>Opens by <paramref name="open"/> a connection that is told what lies there, damaged or not.</summary>
    public static T Leniently<T>(Func<T> open)
    {
        _lenient = true;
        try
        {
            return open();
        }
        finally
        {
            _lenient = false;
        }
    }

    /// <summary>Every connection opened from now on goes through here.</summary>
    public static void Register()
    {
        lock (Registering)
        {
            if (_system is not null)
            {
                return;
            }
            raw.sqlite3_libversion_number(); // the library is loaded, and Microsoft.Data.Sqlite has chosen it
            _system = (Vfs*)sqlite3_vfs_find(null);
            var ours = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
            *ours = *_system;
            ours->Name = Marshal.StringToCoTaskMemUTF8("hotline-page-sums");
            ours->Open = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, int>)&Open;
            if (sqlite3_vfs_register((nint)ours, makeDefault: 1) != raw.SQLITE_OK)
            {
                throw new InvalidOperationException("SQLite took no VFS.");
            }
        }
    }

    /// <summary>Has a file that is yet empty keep room for checksums.</summary>
    public static void Reserve(SqliteConnection connection) => Control(connection, Reserved);

    /// <summary>True when the file keeps room for checksums.</summary>
    public static bool AreIn(SqliteConnection connection) => Control(connection, -1) == Reserved;

    /// <summary>True when the page holds its checksum.</summary>
    public static bool Match(ReadOnlySpan<byte> page, long number) =>
        BinaryPrimitives.ReadUInt64LittleEndian(page[^Reserved..]) == Sum(page[..^Reserved], number);

    /// <summary>The checksum covers the page's number too: a page in another's place does not match.</summary>
    private static ulong Sum(ReadOnlySpan<byte> content, long number)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(content);
        var crc = BitOperations.Crc32C(~0u, (ulong)number);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }
        return ((ulong)crc << 32) | (crc ^ 0x484F544C);
    }

    private static int Control(SqliteConnection connection, int bytes)
    {
        var result = sqlite3_file_control(connection.Handle!.DangerousGetHandle(), "main", ReserveBytes, &bytes);
        return result == raw.SQLITE_OK ? bytes : throw new SqliteException("SQLite: no reserved bytes", result);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint vfs, nint name, nint file, int flags, nint outFlags)
    {
        var open = (delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, int>)_system->Open;
        var result = open((nint)_system, name, file, flags, outFlags);
        if (result == raw.SQLITE_OK && (flags & MainDatabase) != 0 && name != 0)
        {
            Files[file] = new OpenFile(Marshal.PtrToStringUTF8(name)!, _lenient);
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
        ours->Read = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)&Read;
        ours->Write = (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)&Write;
        return ours;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(nint file)
    {
        Files.TryRemove(file, out _);
        return ((delegate* unmanaged[Cdecl]<nint, int>)System(file)->Close)(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint file, nint buffer, int length, long offset)
    {
        var read = (delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)System(file)->Read;
        var result = read(file, buffer, length, offset);
        if (result != raw.SQLITE_OK || !Files.TryGetValue(file, out var open))
        {
            return result;
        }
        if (offset == 0 && length > ReservedAt)
        {
            open.HasSums = ((byte*)buffer)[ReservedAt] == Reserved;
        }
        if (!open.HasSums || length != PageSize || offset % PageSize != 0)
        {
            return result;
        }
        var number = offset / PageSize + 1;
        var page = new ReadOnlySpan<byte>((void*)buffer, PageSize);
        if (Match(page, number))
        {
            return result;
        }
        Found.TryAdd((open.Path, number), true);
        return open.Lenient || page[0] == TableLeaf ? result : DataError;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, nint buffer, int length, long offset)
    {
        var write = (delegate* unmanaged[Cdecl]<nint, nint, int, long, int>)System(file)->Write;
        if (length != PageSize || offset % PageSize != 0 || !Files.TryGetValue(file, out var open))
        {
            return write(file, buffer, length, offset);
        }
        if (offset == 0)
        {
            open.HasSums = ((byte*)buffer)[ReservedAt] == Reserved;
        }
        if (!open.HasSums)
        {
            return write(file, buffer, length, offset);
        }
        Span<byte> page = stackalloc byte[PageSize];
        new ReadOnlySpan<byte>((void*)buffer, PageSize).CopyTo(page);
        BinaryPrimitives.WriteUInt64LittleEndian(
            page[^Reserved..], Sum(page[..^Reserved], offset / PageSize + 1));
        fixed (byte* written = page)
        {
            return write(file, (nint)written, length, offset);
        }
    }

    private static Methods* System(nint file) => (Methods*)(*(Methods**)file)->System;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint sqlite3_vfs_find(string? name);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int sqlite3_vfs_register(nint vfs, int makeDefault);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int sqlite3_file_control(nint db, string name, int what, int* value);

    private sealed class OpenFile(string path, bool lenient)
    {
        public string Path => path;

        public bool Lenient => lenient;

        /// <summary>As the file's header says, which SQLite reads before any page.</summary>
        public bool HasSums { get; set; }
    }

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
        public Rest15 Rest;
        public nint System;
    }

    [InlineArray(15)]
    private struct Rest15
    {
        private nint _first;
    }
}
