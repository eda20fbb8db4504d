using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Testing;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>The write-ahead log after a burst, and while somebody reads an old state of the journal.</summary>
public sealed class LongLogTests : IAsyncDisposable
{
    private const int Limit = 64 * 1024;
    private const int Short = 2 * Limit; // five quarters of the limit, in pieces of 64 KiB

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private readonly Some _some;
    private readonly Lines _log = new();
    private readonly SqliteStore _store;
    private long _commits;

    public LongLogTests()
    {
        _some = new Some(_time);
        _store = SqliteStore.Open(
            _directory.Path, new SqliteStoreOptions { CheckpointBytes = Limit, Clock = _time }, _log).Value;
    }

    private long Length => new FileInfo(_directory[SqliteStore.FileName + "-wal"]).Length;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_reader_that_holds_the_log_is_told_once_and_the_log_shrinks_when_it_has_gone()
    {
        var measured = new ConcurrentQueue<long>();
        using var listener = Listen(measured);
        using var done = new SemaphoreSlim(0);
        var reader = await HoldAsync(done);
        await WriteUntilAsync(() => Length > 5 * Limit);

        await LookUntilAsync(() => _log.Of(2051).Any());
        Assert.Contains(
            $"read by {nameof(HoldAsync)} of this hub, for ", _log.Of(2051).Single(), StringComparison.Ordinal);
        Assert.True(measured.Max() > 5 * Limit, "the length is measured");
        await WriteUntilAsync(() => Length > 7 * Limit);
        var syncs = _store.Syncs;
        await LookUntilAsync(() => _store.Syncs > syncs + 4);
        Assert.Single(_log.Of(2051));
        Assert.True(Length > 7 * Limit, "nothing is cut off that somebody reads");
        Assert.Empty(_log.Of(2052));

        done.Release();
        Assert.Equal(0, await reader);
        await LookUntilAsync(() => _log.Of(2052).Any());
        Assert.Equal(Short, Length);
        Assert.Equal(2, _log.All.Count);
        Assert.Equal(_commits, await _store.HeadAsync(default));
    }

    [Fact]
    public async Task The_log_is_copied_without_the_writer()
    {
        var database = new FileInfo(_directory[SqliteStore.FileName]);
        var before = database.Length;
        var syncs = _store.Syncs;
        await WriteUntilAsync(() => _store.Syncs > syncs + _commits);

        // Nobody writes any more, and nobody looks: what is copied now is copied in the background.
        await RealTime.Until(
            () =>
            {
                database.Refresh();
                return database.Length > before + (Limit / 2);
            },
            "the log to be copied");
    }

    [Fact]
    public async Task A_log_that_is_no_longer_held_when_somebody_looks_shrinks_without_a_word()
    {
        await GrowAsync();

        await LookUntilAsync(() => Length == Short);
        await WriteUntilAsync(() => _commits % 50 == 0);

        Assert.Empty(_log.All);
        Assert.Equal(_commits, await _store.HeadAsync(default));
        await using var inspection = SqliteInspection.Open(_directory.Path).Value;
        Assert.Empty(await inspection.CheckStorageAsync(default));
    }

    [Fact]
    public async Task The_log_stays_long_while_a_transaction_is_open()
    {
        await GrowAsync();

        await using (await _store.BeginAsync(default))
        {
            var syncs = _store.Syncs;
            await LookUntilAsync(() => _store.Syncs > syncs + 4);
            Assert.True(Length > 5 * Limit, "nothing is cut off under a transaction");
        }
        await LookUntilAsync(() => Length == Short);
    }

    [Fact]
    public async Task What_a_crash_leaves_of_a_log_made_short_holds_every_commit()
    {
        await GrowAsync();
        await LookUntilAsync(() => Length == Short);
        var before = _commits;
        await WriteUntilAsync(() => _commits == before + 3);

        using var crashed = new TemporaryDirectory();
        foreach (var file in new[] { SqliteStore.FileName, SqliteStore.FileName + "-wal" })
        {
            File.Copy(_directory[file], crashed[file]);
        }
        await using var store = SqliteStore.Open(crashed.Path).Value;
        Assert.Equal(_commits, await store.HeadAsync(default));
    }

    [Fact]
    public async Task Another_program_that_has_the_file_open_is_named()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        var file = _directory[SqliteStore.FileName];
        Assert.DoesNotContain(OpenElsewhere.Programs(file), p => p.Contains("(tail)", StringComparison.Ordinal));

        await using var other = ChildProcess.Start("tail", ["-c", "0", "-f", file]);

        await RealTime.Until(() => OpenElsewhere.Programs(file).Contains($"process {other.Id} (tail)"), "its name");
        Assert.DoesNotContain(
            OpenElsewhere.Programs(file),
            p => p.StartsWith($"process {Environment.ProcessId} ", StringComparison.Ordinal));
    }

    /// <summary>A log that was held while it was written to, and is so no longer.</summary>
    private async Task GrowAsync()
    {
        using var done = new SemaphoreSlim(0);
        var reader = await HoldAsync(done);
        await WriteUntilAsync(() => Length > 5 * Limit);
        done.Release();
        await reader;
    }

    /// <summary>Reads, and keeps on reading that state until it is let go.</summary>
    private async Task<Task<long>> HoldAsync(SemaphoreSlim done)
    {
        await WriteUntilAsync(() => true);
        using var reading = new SemaphoreSlim(0);
        var head = 0L;
        var reader = Task.Run(async () => await _store.ReadAsync(
            queries =>
            {
                queries.Prepare("BEGIN").Run();
                head = queries.Head();
                reading.Release();
                done.Wait();
                var change = queries.Head() - head;
                queries.Prepare("COMMIT").Run();
                return change;
            },
            default));
        await reading.WaitAsync();
        return reader;
    }

    private async Task WriteUntilAsync(Func<bool> enough)
    {
        do
        {
            var message = _some.Message();
            var accepted = new Accepted(
                message.Envelope.Id, message.Header(), new RegimeRef("exercise", "digest"), "XZ", Status.Exercise,
                Tlp.Amber, Carrier.Http, []);
            var entry = StoredEntry.Of(new Entry(++_commits, _time.GetUtcNow(), accepted), message.Compact);
            await using var transaction = await _store.BeginAsync(default);
            transaction.Append(
                new Appended(entry, entry.Entry.At, message.Envelope.Id, ["XA", "XB"], ListMark.Opens));
            await transaction.CommitAsync(default);
        }
        while (!enough());
    }

    private Task LookUntilAsync(Func<bool> seen) => RealTime.Until(
        () =>
        {
            _time.Advance(WalWatch.Interval);
            return seen();
        },
        "the log to be looked at");

    private static MeterListener Listen(ConcurrentQueue<long> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "hotline.journal.log.size")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => measured.Enqueue(value));
        listener.Start();
        return listener;
    }

    private sealed class Lines : ILogger
    {
        private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

        public IReadOnlyCollection<(int Id, string Text)> All => _lines;

        public IEnumerable<string> Of(int id) => _lines.Where(l => l.Id == id).Select(l => l.Text);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
