using System.Collections.Concurrent;
using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Journal.Checking;
using Hotline.Journal.Marks;
using Hotline.Journal.Sqlite.Tests.Faults;
using Hotline.Journal.Tests;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>
/// The power is cut at any moment, on disks that keep what was synced and any part of the rest; and on worse ones.
/// </summary>
public sealed class PowerTests : IAsyncDisposable
{
    private const int Lives = 12;
    private readonly RecorderBench _bench = new();
    private readonly TemporaryDirectory _place = new();
    private readonly ConcurrentDictionary<MessageId, bool> _promised = new();
    private readonly Lock _signing = new();

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _place.Dispose();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 5)]
    [InlineData(4, 3)]
    [InlineData(5, 2)]
    public async Task What_was_promised_is_there_after_every_cut_also_when_syncs_fail(int seed, int failsOneIn)
    {
        var random = new Random(seed);
        var folder = Folder(0);
        for (var life = 1; life <= Lives; life++)
        {
            var (next, failures) = (Folder(life), 0);
            using (var disk = new FaultyDisk(folder, new Random(random.Next())))
            {
                var known = await LiveAsync(
                    folder, disk, 5 + random.Next(60), () => disk.CutInto(next), failsOneIn: failsOneIn);
                failures = disk.Failures;
                await AssertKeptAsync(next, known, $"seed {seed}, life {life}, {failures} failed syncs");
            }
            folder = next;
        }
    }

    /// <summary>Behind what was written last then lies what is left of the longer commits before it.</summary>
    [Fact]
    public async Task What_is_left_of_commits_that_failed_is_not_taken_for_damage()
    {
        var (folder, next) = (Folder(0), Folder(1));
        using var disk = new FaultyDisk(folder, new Random(1));
        await using var store = SqliteStore.Open(folder).Value;
        await using var recorder = await _bench.OpenRecorderAsync(store);
        disk.FailsNext = 2;
        Assert.Equal(3002, (await recorder.ExecuteAsync(Submitted(60))).Refusal?.Number);
        Assert.Equal(3002, (await recorder.ExecuteAsync(Submitted(30))).Refusal?.Number);
        var last = Submitted(1);
        Assert.True((await recorder.ExecuteAsync(last)).Ok);

        // Killed, with the power on: what the disk did not take can still be read.
        foreach (var file in Directory.GetFiles(folder, SqliteStore.FileName + "*"))
        {
            File.Copy(file, Path.Combine(next, Path.GetFileName(file)));
        }
        await AssertKeptAsync(next, [last.Envelope.Envelope.Id], "after two failed commits");
    }

    [Fact]
    public async Task A_disk_that_does_not_take_the_first_writes_is_not_called_damage_of_the_journal()
    {
        var folder = Folder(0);
        using var disk = new FaultyDisk(folder, new Random(1)) { FailsOneIn = 1 };
        Assert.Equal(raw.SQLITE_IOERR, Assert.Throws<SqliteException>(() => SqliteStore.Open(folder)).SqliteErrorCode);
        disk.FailsOneIn = 0;
        await using var store = SqliteStore.Open(folder).Value;
    }

    [Fact]
    public async Task Once_a_sync_of_the_file_has_failed_its_log_keeps_all_and_an_alarm_says_so()
    {
        var (folder, next) = (Folder(0), Folder(1));
        using var disk = new FaultyDisk(folder, new Random(1));
        await using (var store = SqliteStore.Open(
            folder, new SqliteStoreOptions { CheckpointBytes = 64 * 1024 }).Value)
        {
            await using var recorder = await _bench.OpenRecorderAsync(store);
            for (var i = 0; i < 200 && store.Damage.Others.Count == 0; i++)
            {
                disk.FailsOneIn = 2;
                await recorder.ExecuteAsync(Submitted(8));
            }
            Assert.Contains("sync", Assert.Single(store.Damage.Others), StringComparison.Ordinal);
            disk.FailsOneIn = 0;
            var log = new FileInfo(Path.Combine(folder, SqliteStore.FileName + "-wal"));
            var before = log.Length;
            for (var i = 0; i < 40; i++)
            {
                Assert.True((await recorder.ExecuteAsync(Submitted(8))).Ok);
            }
            log.Refresh();
            Assert.True(log.Length > before + (40 * 8 * 1024), $"The log has {log.Length} bytes, before {before}.");
        }
        disk.CutInto(next);
        await AssertKeptAsync(next, [], "after a restart");
    }

    [Fact]
    public async Task A_disk_that_says_it_has_synced_and_has_not_is_found_out_by_the_mark_outside()
    {
        for (var seed = 1; seed <= Lives; seed++)
        {
            var (folder, next) = (Folder(seed * 2), Folder(seed * 2 + 1));
            using var disk = new FaultyDisk(folder, new Random(seed));
            Checkpoint? mark = null;
            _promised.Clear();
            var known = await LiveAsync(folder, disk, 20, () => disk.CutInto(next), m => mark = m, lies: true);
            await AssertNoSilentLossAsync(next, known, mark!);
        }
    }

    [Fact]
    public async Task A_disk_that_takes_its_time_holds_up_receipts_and_no_reader()
    {
        var folder = Folder(0);
        using var disk = new FaultyDisk(folder, new Random(1));
        await using var store = SqliteStore.Open(folder).Value;
        await using var recorder = await _bench.OpenRecorderAsync(store);
        var first = _bench.Some.Message();
        Assert.True((await recorder.ExecuteAsync(new Submit(first, Carrier.SignalR))).Ok);

        disk.Dawdle();
        var submitted = recorder.ExecuteAsync(new Submit(_bench.Some.Message(), Carrier.SignalR));
        await RealTime.Until(() => disk.Waiting > 0, "the commit waits for the disk");
        Assert.Single((await recorder.Tail.ReadAsync("XB", 0, 10)).Items);
        Assert.Single(await store.ListAsync("XB", long.MaxValue, 10, onlyOpen: true, default));
        Assert.NotNull(await recorder.ReceiptAsync(first.Envelope.Id));
        Assert.False(submitted.IsCompleted);

        disk.GoOn();
        Assert.True((await submitted).Ok);
    }

    private string Folder(int number) => Directory.CreateDirectory(Path.Combine(_place.Path, $"{number}")).FullName;

    /// <summary>Opens a journal, hands in so many messages from several sides at once, and lets it happen.</summary>
    /// <returns>What had been promised when it happened.</returns>
    private async Task<IReadOnlyList<MessageId>> LiveAsync(
        string folder, FaultyDisk disk, int messages, Action happens, Action<Checkpoint>? mark = null,
        int failsOneIn = 0, bool lies = false)
    {
        await using var store = SqliteStore.Open(
            folder, new SqliteStoreOptions { CheckpointBytes = 128 * 1024 }).Value;
        await using var recorder = await _bench.OpenRecorderAsync(store);
        (disk.FailsOneIn, disk.Lies) = (failsOneIn, lies);
        var left = messages;
        var happened = new TaskCompletionSource();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!happened.Task.IsCompleted)
            {
                var message = Sign();
                var outcome = await recorder.ExecuteAsync(new Submit(message, Carrier.SignalR));
                if (outcome.Ok)
                {
                    _promised[message.Envelope.Id] = true;
                }
                else
                {
                    Assert.Equal(3002, outcome.Refusal!.Number);
                }
                if (Interlocked.Decrement(ref left) == 0)
                {
                    happened.TrySetResult();
                }
            }
        })).ToList();
        await happened.Task;
        var known = _promised.Keys.ToList();
        mark?.Invoke(Checkpoint.Open(recorder.Grown.Checkpoint(), Some.HubKey.Public).Value);
        happens();
        await Task.WhenAll(writers);
        // What comes now is of a world that the cut has ended.
        (disk.FailsOneIn, disk.Lies) = (0, false);
        return known;
    }

    /// <summary>A message with so many KiB of content.</summary>
    private Submit Submitted(int kibibytes) => new(
        Some.Sign(_bench.Some.Message().Envelope with
        {
            Content = new Content("text/plain", $"\"{new string('x', kibibytes * 1024)}\""),
        }),
        Carrier.SignalR);

    private SignedEnvelope Sign()
    {
        lock (_signing)
        {
            return _bench.Some.Message();
        }
    }

    private async Task AssertKeptAsync(string folder, IReadOnlyList<MessageId> known, string when)
    {
        var report = await RecorderBench.CheckAsync(folder);
        Assert.True(report.Sound, $"{when}: {string.Join("; ", report.Findings)}");
        var opened = SqliteStore.Open(folder);
        Assert.True(opened.Ok, $"{when}: {opened.Refusal}");
        await using var store = opened.Value;
        Assert.Empty(await MissingAsync(store, known));
        _promised.Clear();
        known.ToList().ForEach(id => _promised[id] = true);
    }

    private static async Task AssertNoSilentLossAsync(string folder, IReadOnlyList<MessageId> known, Checkpoint mark)
    {
        var opened = SqliteStore.Open(folder);
        if (!opened.Try(out var store, out var refusal))
        {
            Assert.InRange(refusal.Number, 3010, 3039);
            return;
        }
        await using (store)
        {
            try
            {
                if ((await MissingAsync(store, known)).Count > 0)
                {
                    await using var journal = SqliteInspection.Open(folder).Value;
                    var standing = await JournalStanding.OfAsync(mark, Some.HubKey.Id, journal, default);
                    Assert.Equal(Agreement.Behind, standing.Agreement);
                }
            }
            catch (StorageDamagedException)
            {
                // A page of which the disk kept a half: nor is that silent.
            }
        }
    }

    private static async Task<IReadOnlyList<MessageId>> MissingAsync(SqliteStore store, IReadOnlyList<MessageId> known)
    {
        var missing = new List<MessageId>();
        foreach (var id in known)
        {
            if (await store.FindMessageAsync(id, default) is not { IsDamaged: false })
            {
                missing.Add(id);
            }
        }
        return missing;
    }
}
