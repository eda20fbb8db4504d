using System.Collections.Concurrent;

namespace Hotline.Journal.Sqlite.Tests.Faults;

/// <summary>
/// A disk that keeps what was synced, and of what was only written any part, in sectors: until the power is cut nobody
/// sees the difference. It can fail to sync, say that it synced and not do it, and take its time. Under every file that
/// SQLite opens in one folder.
/// </summary>
public sealed class FaultyDisk : IDisposable
{
    private const int Sector = 512;
    private static readonly ConcurrentDictionary<string, FaultyDisk> Disks = new(StringComparer.Ordinal);

    private readonly string _folder;
    private readonly Random _random;
    private readonly Dictionary<string, FileOnDisk> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<nint, string> _open = [];
    private readonly HashSet<nint> _untold = [];
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _goesOn = new(initialState: true);

    /// <summary>A disk for what will be opened in this folder.</summary>
    public FaultyDisk(string folder, Random random)
    {
        (_folder, _random) = (folder, random);
        Disks[folder] = this;
    }

    /// <summary>
    /// One sync in so many fails, 0 for none. What was written before is then partly lost, though who reads it before
    /// the power goes sees it; a later sync that works does not bring it back. Whoever has the file open is told at his
    /// next sync, once (both as Linux has it).
    /// </summary>
    public int FailsOneIn { get; set; }

    /// <summary>The next so many syncs fail.</summary>
    public int FailsNext { get; set; }

    /// <summary>Says that it has synced, and has not.</summary>
    public bool Lies { get; set; }

    /// <summary>How many syncs have failed.</summary>
    public int Failures { get; private set; }

    /// <summary>How many syncs wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>From now on no sync comes to an end.</summary>
    public void Dawdle() => _goesOn.Reset();

    /// <summary>What waits goes on.</summary>
    public void GoOn() => _goesOn.Set();

    /// <summary>The disk of a file; null for one that is sound.</summary>
    internal static FaultyDisk? Of(string? path) =>
        path is not null && Disks.TryGetValue(Path.GetDirectoryName(path)!, out var disk) ? disk : null;

    /// <summary>The power goes: what is then left, in another folder.</summary>
    public void CutInto(string folder)
    {
        lock (_lock)
        {
            foreach (var (path, file) in _files.Where(file => File.Exists(file.Key)))
            {
                File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(path)), file.Left(_random));
            }
        }
    }

    internal void Open(nint handle, string path)
    {
        lock (_lock)
        {
            _open[handle] = path;
            // What lay there before is on the disk, as is what others than SQLite have done to it since.
            var bytes = Read(path);
            if (!_files.TryGetValue(path, out var file) || file.IsUntouched || bytes.Length == 0)
            {
                _files[path] = new FileOnDisk(bytes);
            }
        }
    }

    internal void Close(nint handle)
    {
        lock (_lock)
        {
            _open.Remove(handle);
            _untold.Remove(handle);
        }
    }

    internal void Write(string path, byte[] bytes, long offset)
    {
        lock (_lock)
        {
            _files[path].Write(bytes, offset);
        }
    }

    internal void Truncate(string path, long length)
    {
        lock (_lock)
        {
            _files[path].Truncate(length);
        }
    }

    /// <summary>True when the sync is to be said to have worked.</summary>
    internal bool Sync(nint handle, string path)
    {
        lock (_lock)
        {
            Waiting++;
        }
        _goesOn.Wait();
        lock (_lock)
        {
            Waiting--;
            if (FailsNext > 0 || (FailsOneIn > 0 && _random.Next(FailsOneIn) == 0))
            {
                Failures++;
                FailsNext = Math.Max(0, FailsNext - 1);
                _files[path].Lose(_random);
                _untold.UnionWith(_open.Where(open => open.Value == path).Select(open => open.Key));
                _untold.Remove(handle);
                return false;
            }
            if (!Lies)
            {
                _files[path].Sync();
            }
            return !_untold.Remove(handle);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Disks.TryRemove(_folder, out _);
        _goesOn.Dispose();
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A sector, or the end, that was written and is not on the disk for certain.</summary>
    private readonly record struct Written(long Offset, byte[]? Bytes);

    private sealed class FileOnDisk
    {
        private readonly MemoryStream _durable = new();
        private readonly List<Written> _written = [];

        public FileOnDisk(byte[] bytes) => _durable.Write(bytes);

        public bool IsUntouched { get; private set; } = true;

        public void Write(byte[] bytes, long offset)
        {
            IsUntouched = false;
            for (var at = 0; at < bytes.Length;)
            {
                var length = (int)Math.Min(bytes.Length - at, Sector - (offset + at) % Sector);
                _written.Add(new Written(offset + at, bytes[at..(at + length)]));
                at += length;
            }
        }

        public void Truncate(long length)
        {
            IsUntouched = false;
            _written.Add(new Written(length, null));
        }

        public void Sync()
        {
            _written.ForEach(written => Apply(_durable, written));
            _written.Clear();
        }

        /// <summary>The system gave up half of what it should have written, for good.</summary>
        public void Lose(Random random) => _written.RemoveAll(_ => random.Next(2) == 0);

        /// <summary>What lies there when the power goes now.</summary>
        public byte[] Left(Random random)
        {
            var left = new MemoryStream();
            left.Write(_durable.GetBuffer().AsSpan(0, (int)_durable.Length));
            foreach (var written in _written.Where(_ => random.Next(2) == 0))
            {
                Apply(left, written);
            }
            return left.ToArray();
        }

        private static void Apply(MemoryStream file, Written written)
        {
            if (written.Bytes is null)
            {
                file.SetLength(written.Offset);
                return;
            }
            file.Position = written.Offset;
            file.Write(written.Bytes);
        }
    }
}
