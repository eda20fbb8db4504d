using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hotline.Benchmarks.Hub;

/// <summary>
/// Counts pages and commits of the hub's journal in SQLite's write-ahead log, by the header of the log's index, a file
/// that SQLite shares with whoever reads the journal (its documentation has the "WAL-Index Format"). When the log
/// begins anew between two looks, how far it went before is not known, and nothing between them is counted.
/// </summary>
internal sealed class LogPages : IDisposable
{
    private const int HeaderLength = 48;
    private const int ChangesAt = 8;
    private const int LastFrameAt = 16;
    private const int SaltAt = 32;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private readonly SafeFileHandle? _index;
    private Header? _last;
    private long _pages;
    private long _commits;

    /// <summary>Begins to count.</summary>
    /// <param name="data">The hub's data directory.</param>
    public LogPages(string data)
    {
        var index = new FileInfo(Path.Combine(data, "journal.db-shm"));
        _index = index.Exists ? File.OpenHandle(index.FullName, share: FileShare.ReadWrite | FileShare.Delete) : null;
        Look();
    }

    /// <summary>Pages in a commit, on average; null when none was seen.</summary>
    public double? PerCommit => _commits == 0 ? null : _pages / (double)_commits;

    /// <summary>Adds what was committed since the last look.</summary>
    public void Look()
    {
        if (_index is null || Read(_index) is not { } now)
        {
            return;
        }
        if (_last is { } last && last.Salt == now.Salt)
        {
            _pages += (long)now.LastFrame - last.LastFrame;
            _commits += (long)now.Changes - last.Changes;
        }
        _last = now;
    }

    /// <summary>Looks again and again for so long.</summary>
    public async Task WatchAsync(TimeSpan length, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        while (length - clock.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < Between ? left : Between, clock);
            Look();
        }
    }

    public void Dispose() => _index?.Dispose();

    /// <summary>Null while SQLite is writing it: it stands there twice, and both must be the same.</summary>
    private static Header? Read(SafeFileHandle index)
    {
        Span<byte> both = stackalloc byte[2 * HeaderLength];
        var whole = RandomAccess.Read(index, both, 0) == both.Length;
        return whole && both[..HeaderLength].SequenceEqual(both[HeaderLength..])
            ? new Header(Number(both, ChangesAt), Number(both, LastFrameAt), MemoryMarshal.Read<ulong>(both[SaltAt..]))
            : null;
    }

    private static uint Number(ReadOnlySpan<byte> header, int at) => MemoryMarshal.Read<uint>(header[at..]);

    /// <param name="Changes">Commits so far.</param>
    /// <param name="LastFrame">Pages in the log.</param>
    /// <param name="Salt">Another one each time the log begins anew.</param>
    private readonly record struct Header(uint Changes, uint LastFrame, ulong Salt);
}
