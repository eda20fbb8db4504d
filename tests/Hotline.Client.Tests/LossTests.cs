using System.Collections.Concurrent;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using static Hotline.Client.Tests.Feeding;

namespace Hotline.Client.Tests;

/// <summary>A hub whose journal has lost a part of itself, as a reader sees it.</summary>
public sealed class LossTests
{
    [Fact]
    public async Task A_reader_beyond_the_head_is_told_and_reads_from_the_beginning()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var told = Told(connection);
        Append(server, 3);

        var seen = await TakeAsync(connection.FollowAsync(new FeedPlace(400, null)), 3);

        Assert.Equal([1, 2, 3], seen);
        Assert.Equal(6035, Assert.Single(told).Number);
        Assert.Contains("position 400", told.Single().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_of_an_earlier_epoch_goes_on_from_what_was_kept_also_when_the_journal_has_grown()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var told = Told(connection);
        Append(server, 4);
        server.Journal.Recover(lost: 9, "Ada Roe", "the disk is lost");
        Append(server, 8);

        var seen = await TakeAsync(connection.FollowAsync(new FeedPlace(9, null)), 8);

        Assert.Equal(Enumerable.Range(5, 8).Select(n => (long)n), seen);
        Assert.Equal(server.Journal.Epoch, connection.Epoch);
        Assert.Contains("lost: positions 5 to 9; decided by Ada Roe", told.Single().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_had_read_no_more_than_was_kept_goes_on_without_a_word()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var told = Told(connection);
        Append(server, 4);
        server.Journal.Recover(lost: 9, "Ada Roe", "the disk is lost");
        Append(server, 2);

        Assert.Equal([4, 5, 6], await TakeAsync(connection.FollowAsync(new FeedPlace(3, null)), 3));
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_journal_that_is_rolled_back_under_a_reader_is_noticed_when_the_line_is_made_again()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var told = Told(connection);
        Append(server, 6);
        var seen = new ConcurrentQueue<long>();
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            await foreach (var item in connection.FollowAsync(0, stop.Token))
            {
                seen.Enqueue(item.Entry.Position);
            }
        });
        await RealTime.Until(() => seen.Count == 6, "everything to be read");
        server.Journal.RollBack(kept: 2);
        server.CutLines();
        await RealTime.Until(() => seen.Count == 8, "what is left to be read again");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.Equal([1, 2, 3, 4, 5, 6, 1, 2], seen);
        Assert.Equal(6035, Assert.Single(told).Number);
    }

    [Fact]
    public async Task What_is_damaged_is_told_once_each_and_passed_over()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var told = new ConcurrentQueue<(Refusal Alarm, IReadOnlyList<long> Positions)>();
        connection.Damaged += (alarm, positions) => told.Enqueue((alarm, positions));
        Append(server, 12);
        server.Journal.Damaged = [2, 3, 11];

        Assert.Equal([1, 4, 5, 6, 7, 8, 9, 10, 12], await TakeAsync(connection.FollowAsync(0), 9));

        Assert.Equal([[2, 3], [11]], told.Select(t => t.Positions));
        Assert.All(told, t => Assert.Equal(6036, t.Alarm.Number));
        Assert.Contains("damaged at position 2, 3:", told.First().Alarm.Detail, StringComparison.Ordinal);
    }

    private static ConcurrentQueue<Refusal> Told(HotlineConnection connection)
    {
        var told = new ConcurrentQueue<Refusal>();
        connection.RolledBack += told.Enqueue;
        return told;
    }
}
