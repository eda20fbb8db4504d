using System.Collections.Concurrent;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Protocol;
using Hotline.Protocol.Tokens;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using static Hotline.Client.Tests.Feeding;

namespace Hotline.Client.Tests;

public sealed class FollowTests
{
    [Fact]
    public async Task A_reader_gets_the_past_and_then_what_comes_each_once_and_in_order()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        Append(server, 20);

        var reading = TakeAsync(connection.FollowAsync(5), 30);
        Append(server, 15);

        Assert.Equal(Enumerable.Range(6, 30).Select(n => (long)n), await reading);
    }

    [Fact]
    public async Task After_each_lost_line_the_reader_goes_on_at_its_cursor()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var seen = new ConcurrentQueue<long>();
        using var stop = new CancellationTokenSource();
        var reading = Read(connection, 0, seen, stop.Token);
        for (var round = 1; round <= 5; round++)
        {
            Append(server, 10);
            await RealTime.Until(() => seen.Count >= round * 10 - 5, "half of the round to come");
            server.CutLines();
        }
        await RealTime.Until(() => seen.Count == 50, "everything to come");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), seen);
        Assert.True(server.Journal.Follows.Count >= 5);
    }

    [Fact]
    public async Task Who_has_not_asked_for_it_is_shown_nothing_before_its_turn()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        Append(server, 20);
        server.Journal.Urgent.AddRange([15, 17]);
        var seen = new List<long>();
        await foreach (var item in connection.FollowAsync(2))
        {
            seen.Add(item.Entry.Position);
            if (seen.Count == 18)
            {
                break;
            }
        }
        Assert.Equal(Enumerable.Range(3, 18).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task What_is_shown_before_its_turn_comes_once_and_the_reader_goes_on_where_it_was()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection(StandInHub.Quick with { FlashAhead = true });
        Append(server, 20);
        server.Journal.Urgent.AddRange([15, 17]);
        var seen = new List<(long Position, bool Ahead)>();
        await foreach (var item in connection.FollowAsync(2))
        {
            seen.Add((item.Entry.Position, item.Ahead));
            if (seen.Count == 4)
            {
                server.CutLines();
                Append(server, 10);
            }
            if (item.Entry.Position == 30)
            {
                break;
            }
        }

        Assert.Equal([(15, true), (17, true)], seen.Take(2));
        Assert.Equal(
            Enumerable.Range(3, 28).Where(n => n is not (15 or 17)).Select(n => ((long)n, false)), seen.Skip(2));
        Assert.True(server.Journal.Follows.Count > 1);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_reader_that_was_cut_comes_back_at_its_cursor(int number)
    {
        var cut = number == 4041 ? AccessErrors.FanOutFull() : AccessErrors.ReaderTooSlow(TimeSpan.FromSeconds(10));
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        using var noted = new Noted(connection);
        var (states, seen) = (noted.States, noted.Seen);
        Append(server, 10);
        await RealTime.Until(() => seen.Count == 10, "the first items");

        server.Journal.Parting = cut;
        server.CutLines();
        await RealTime.Until(() => states.Any(s => s.Reason == cut.ToString()), "the reason to be told");
        Append(server, 10);
        server.Journal.Parting = null;

        await RealTime.Until(() => seen.Count == 20, "the rest");
        await noted.EndAsync();
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), seen);
        Assert.Equal(10, server.Journal.Follows.Last());
    }

    /// <summary>Numbers of refusals by which a hub cuts a reader.</summary>
    public static TheoryData<int> Cuts => [4040, 4041];

    [Fact]
    public async Task A_hub_that_goes_and_comes_back_is_told_as_not_connected_since_and_connected_again()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        using var noted = new Noted(connection);
        var (states, seen) = (noted.States, noted.Seen);
        Append(server, 3);
        await RealTime.Until(() => seen.Count == 3, "the first items");

        await server.DownAsync();
        await RealTime.Until(() => !connection.State.Connected && states.Count >= 3, "failures to be told");
        var since = connection.State.Since;
        Append(server, 3);
        await server.UpAsync();
        await RealTime.Until(() => seen.Count == 6, "the rest");
        await noted.EndAsync();

        var told = states.ToList();
        Assert.True(told[0].Connected);
        Assert.False(told[1].Connected);
        Assert.NotNull(told[1].Reason);
        Assert.All(told.Skip(1).Where(s => !s.Connected), s => Assert.Equal(since, s.Since));
        Assert.True(told[^1].Connected);
        Assert.Equal(Enumerable.Range(1, 6).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task Each_new_line_presents_a_fresh_token()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        Assert.Null(await connection.ConnectAsync());
        server.CutLines();
        await RealTime.Until(() => !connection.State.Connected, "the loss to be noticed");
        Assert.Null(await connection.ConnectAsync());

        Assert.Equal(2, server.Journal.Tokens.Distinct().Count());
    }

    [Fact]
    public async Task A_refused_key_ends_the_feed_with_the_hubs_refusal_instead_of_trying_for_ever()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        server.Journal.Closed = TokenErrors.UnknownKey();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => TakeAsync(connection.FollowAsync(0), 1));

        Assert.Equal(TokenErrors.UnknownKey(), refused.Refusal);
        Assert.Equal(TokenErrors.UnknownKey(), await connection.ConnectAsync());
        server.Journal.Closed = null;
        Assert.Null(await connection.ConnectAsync());
    }

    [Fact]
    public async Task A_hub_that_is_only_busy_is_tried_again()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        server.Journal.Closed = new Refusal(4098, "hub-stopping", RefusalClass.Unavailable, "Try again later.");
        Append(server, 1);
        var reading = TakeAsync(connection.FollowAsync(0), 1);
        await RealTime.Until(() => server.Journal.Tokens.Count > 2, "a few attempts");

        server.Journal.Closed = null;

        Assert.Equal([1], await reading);
    }

    [Fact]
    public async Task A_slow_reader_misses_nothing_although_little_is_kept_for_it_and_calls_go_on_meanwhile()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection(StandInHub.Quick with { PagesAhead = 2 });
        Append(server, 200);
        var positions = new List<long>();
        await foreach (var item in connection.FollowAsync(0))
        {
            positions.Add(item.Entry.Position);
            if (positions.Count % 20 == 0)
            {
                Assert.Null(await connection.ConfirmAsync(item.Entry.Fact.Message!.Id, Rung.Delivered));
            }
            if (positions.Count == 200)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), positions);
        Assert.True(server.Journal.Follows.Count > 1);
    }

    [Fact]
    public async Task Only_what_comes_begins_at_the_head_even_when_the_first_line_breaks_before_anything_came()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        Append(server, 4);
        var reading = TakeAsync(connection.FollowAsync(-1), 2);
        await RealTime.Until(() => server.Journal.Follows.Count == 1, "the first follow");
        server.CutLines();
        Append(server, 2);

        Assert.Equal([5, 6], await reading);
    }

    [Fact]
    public async Task A_hub_that_falls_silent_counts_as_lost_by_the_clock()
    {
        await using var server = await StandInHub.StartAsync();
        var time = new ManualTime(RealTime.Clock.GetUtcNow());
        await using var connection = new HotlineConnection(server.Profile, time, new Random(7));
        Assert.Null(await connection.ConnectAsync());

        time.Advance(TimeSpan.FromSeconds(40));

        await RealTime.Until(() => !connection.State.Connected, "the silence to be noticed");
        Assert.Contains("nothing was heard", connection.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_hub_says_before_it_ends_a_line_is_the_reason_that_is_told()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        server.Journal.Parting = new Refusal(4003, "too-many-connections", RefusalClass.TooMany, "Close another.");

        await connection.ConnectAsync();

        await RealTime.Until(() => !connection.State.Connected, "the end to be noticed");
        Assert.Equal("4003 too-many-connections: Close another.", connection.State.Reason);
    }

    [Fact]
    public async Task Readers_that_stop_leave_the_line_to_the_others()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var lost = 0;
        connection.StateChanged += state => lost += state.Connected ? 0 : 1;
        Append(server, 1);
        for (var round = 0; round < 50; round++)
        {
            using var stop = new CancellationTokenSource();
            var seen = Enumerable.Range(0, 8).Select(_ => new ConcurrentQueue<long>()).ToList();
            var readings = seen.Select(each => Read(connection, 0, each, stop.Token)).ToList();
            await RealTime.Until(() => seen.All(each => !each.IsEmpty), "the item");
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(readings));
        }

        Assert.True((await connection.SubmitAsync(server.Message())).Ok);
        Assert.Equal(0, lost);
    }

    /// <summary>A reader from the beginning on, with all that it was told.</summary>
    private sealed class Noted : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _reading;

        public Noted(HotlineConnection connection)
        {
            connection.StateChanged += States.Enqueue;
            _reading = Read(connection, 0, Seen, _stop.Token);
        }

        public ConcurrentQueue<ConnectionState> States { get; } = new();

        public ConcurrentQueue<long> Seen { get; } = new();

        public async Task EndAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reading);
        }

        public void Dispose() => _stop.Dispose();
    }

    private static async Task Read(
        HotlineConnection connection, long after, ConcurrentQueue<long> seen, CancellationToken stop)
    {
        await foreach (var item in connection.FollowAsync(after, stop))
        {
            seen.Enqueue(item.Entry.Position);
        }
    }
}
