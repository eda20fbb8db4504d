using Hotline.Contract.Facts;
using Hotline.Core.Hubs;
using Hotline.Journal.Marks;
using Hotline.Journal.Tests;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>A journal beside its high-water mark, and the epoch that begins when a part of it is lost.</summary>
public sealed class MarkTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new();

    private static string Hub => Some.HubKey.Id;

    private string Mark => Path.Combine(_bench.Data, HighWaterMark.FileName);

    public async Task InitializeAsync() => await _bench.OpenAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Every_mark_of_a_growing_journal_holds_in_all_that_it_grows_to()
    {
        var marks = new List<Checkpoint>();
        foreach (var more in new[] { 1, 2, 4, 200, 48, 1, 1, 254, 1, 300 })
        {
            await GrowAsync(more);
            marks.Add(Now());
        }
        await _bench.CloseAsync();

        Assert.Equal([1, 3, 7, 207, 255, 256, 257, 511, 512, 812], marks.Select(m => m.Size));
        foreach (var mark in marks)
        {
            Assert.Equal(new JournalStanding(Agreement.Holds, 812, _bench.Time.GetUtcNow(), 812, null),
                await StandingAsync(mark));
            Assert.Equal(
                Agreement.Other, (await StandingAsync(mark with { Root = marks[0].Root + marks[1].Root })).Agreement);
        }
        var behind = await StandingAsync(marks[^1] with { Size = 813 });
        Assert.Equal((Agreement.Behind, 812L), (behind.Agreement, behind.Kept));
    }

    [Fact]
    public async Task After_a_recovery_checkpoints_name_the_epoch_and_marks_of_before_hold()
    {
        await GrowAsync(5);
        var (before, lost) = (Now(), Now() with { Size = 9 });
        var first = (await _bench.SubmitAsync(_bench.Some.Message())).Value.Receipt!;
        Assert.Null(Checkpoint.Open(first.Checkpoint, Some.HubKey.Public).Value.Epoch);
        var recovered = await RecoverAsync(kept: 6, lost: 9);
        await _bench.CloseAsync();
        Assert.Equal(Agreement.Holds, (await StandingAsync(before)).Agreement);
        Assert.Equal(Agreement.Holds, (await StandingAsync(lost)).Agreement);

        await _bench.OpenAsync();
        Assert.Equal(recovered.Epoch, _bench.Recorder.Epoch);
        Assert.Equal([6L], _bench.Recorder.Recoveries.Select(r => r.Kept));
        var later = (await _bench.SubmitAsync(_bench.Some.Message())).Value.Receipt!;
        Assert.Equal(recovered.Epoch, Checkpoint.Open(later.Checkpoint, Some.HubKey.Public).Value.Epoch);
        Assert.True(first.Prove(Some.HubKey.Public).Ok);
        var page = await _bench.Recorder.Tail.ReadAsync("XA", 0, 10);
        Assert.Contains(page.Items, item => item.Entry.Fact is JournalRecovered { Lost: 9 });
        await _bench.CloseAsync();
        Assert.Empty((await _bench.CheckAsync()).Findings);
    }

    [Fact]
    public async Task A_mark_of_an_epoch_that_the_journal_does_not_know_says_that_it_is_behind_and_keeps_nothing()
    {
        await GrowAsync(5);
        var mark = Now() with { Epoch = _bench.Time.GetUtcNow() };
        await _bench.CloseAsync();

        var standing = await StandingAsync(mark);
        Assert.Equal((Agreement.Behind, 0L), (standing.Agreement, standing.Kept));
    }

    [Fact]
    public async Task The_mark_follows_what_is_on_record_and_is_synced_by_and_by()
    {
        var synced = new List<string>();
        var writer = new MarkWriter(Mark, (path, bytes) =>
        {
            synced.Add(path);
            HighWaterMark.Replace(path, bytes);
        }, _bench.Time);
        writer.Write(_bench.Recorder, durable: false);
        Assert.False(File.Exists(Mark));
        (int, int, int)[] steps = [(1, 0, 1), (1, 0, 1), (0, 0, 1), (0, 5, 2), (0, 9, 2), (1, 9, 2), (0, 0, 3)];
        foreach (var (grow, wait, syncs) in steps)
        {
            await GrowAsync(grow);
            _bench.Time.Advance(TimeSpan.FromSeconds(wait));
            writer.Write(_bench.Recorder, durable: false);
            Assert.Equal(syncs, synced.Count);
            Assert.Equal(_bench.Recorder.Tail.Head, HighWaterMark.Read(Mark, Some.HubKey.Public).Mark!.Size);
        }
    }

    [Fact]
    public async Task A_mark_that_is_empty_is_none_and_one_of_somebody_else_is_refused()
    {
        await GrowAsync(1);
        await File.WriteAllTextAsync(Mark, "");
        Assert.Equal((null, null), HighWaterMark.Read(Mark, Some.HubKey.Public));
        await File.WriteAllTextAsync(Mark, _bench.Recorder.Grown.Checkpoint());
        Assert.NotNull(HighWaterMark.Read(Mark, Some.HubKey.Public).Mark);
        Assert.Equal(3021, HighWaterMark.Read(Mark, Some.Key("XA/officer").Public).Refusal?.Number);
        Assert.Equal(3021, HighWaterMark.Read(Mark, null).Refusal?.Number);
        await File.WriteAllTextAsync(Mark, "half of a");
        Assert.Equal(3021, HighWaterMark.Read(Mark, Some.HubKey.Public).Refusal?.Number);
    }

    private async Task GrowAsync(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            Assert.True((await _bench.Recorder.ExecuteAsync(new StopHub(Hub, "test"))).Ok);
        }
    }

    private Checkpoint Now() => Checkpoint.Open(_bench.Recorder.Grown.Checkpoint(), Some.HubKey.Public).Value;

    private async Task<JournalRecovered> RecoverAsync(long kept, long lost)
    {
        var recover = new RecoverJournal(Hub, kept, lost, null, null, "Ada Roe", "the disk is lost");
        var recorded = (await _bench.Recorder.ExecuteAsync(recover)).Value;
        return Assert.IsType<JournalRecovered>(Assert.Single(recorded.Entries).Fact);
    }

    private async Task<JournalStanding> StandingAsync(Checkpoint mark)
    {
        await using var journal = SqliteInspection.Open(_bench.Data).Value;
        return await JournalStanding.OfAsync(mark, Hub, journal, default);
    }
}
