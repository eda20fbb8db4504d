using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Tests;

/// <summary>Due rows and who has claimed them, readers' places, tiles.</summary>
public abstract partial class JournalStoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly string Mail = DueKinds.Notice(Means.Mail, Precedence.Priority);

    [Fact]
    public async Task What_is_due_comes_earliest_first_and_kind_by_kind()
    {
        var (one, two, at) = (Stream(), Stream(), Now);
        var notice = new DueRow(Mail, "XB/XB/officer", at.AddMinutes(1));
        await DueAsync(one, [], [Clock(at.AddMinutes(2)), notice]);
        await DueAsync(two, [], [Clock(at.AddMinutes(1))]);
        Assert.Equal(at.AddMinutes(1), await _store.NextDueAsync(DueKinds.Clock, default));
        Assert.Equal(at.AddMinutes(1), await _store.NextDueAsync(Mail, default));
        Assert.Null(await _store.NextDueAsync(DueKinds.Notice("sms", Precedence.Priority), default));
        Assert.Empty(await ClaimAsync("one", at.AddMinutes(1).AddMilliseconds(-1)));
        Assert.Equal([two, one], (await ClaimAsync("one", at.AddMinutes(2))).Select(d => d.Stream));
        Assert.Equal(new Due(one, notice), Assert.Single(await ClaimAsync("one", at.AddMinutes(2), kind: Mail)));
    }

    [Fact]
    public async Task No_more_is_claimed_than_was_asked_for()
    {
        var (one, two, at) = (Stream(), Stream(), Now);
        await DueAsync(one, [], [Clock(at.AddMinutes(2))]);
        await DueAsync(two, [], [Clock(at.AddMinutes(1))]);
        Assert.Equal([two], (await ClaimAsync("one", at.AddMinutes(2), limit: 1)).Select(d => d.Stream));
        Assert.Equal([one], (await ClaimAsync("one", at.AddMinutes(2), limit: 1)).Select(d => d.Stream));
        Assert.Empty(await ClaimAsync("one", at.AddMinutes(2), limit: 1));
    }

    [Fact]
    public async Task Due_rows_are_replaced_one_by_one()
    {
        var (one, two, at) = (Stream(), Stream(), Now);
        var (notice, other) = (new DueRow(Mail, "XB/XB/officer", at), new DueRow(Mail, "XB/XB/deputy", at));
        await DueAsync(one, [], [Clock(at), notice, other]);
        await DueAsync(two, [], [Clock(at)]);
        await DueAsync(one, [Clock(at), notice], [Clock(at.AddMinutes(5))]);

        // Neither another key, nor another time, nor another stream is taken away.
        await DueAsync(one, [Clock(at), Clock(at.AddMinutes(4)), new DueRow(Mail, "", at)], []);
        Assert.Equal([new Due(two, Clock(at)), new Due(one, Clock(at.AddMinutes(5)))],
            await ClaimAsync("one", at.AddMinutes(9)));
        Assert.Equal([new Due(one, other)], await ClaimAsync("one", at.AddMinutes(9), kind: Mail));
    }

    [Fact]
    public async Task Two_hubs_never_claim_the_same_row()
    {
        var another = await OpenForAnotherHubAsync();
        var at = Now;
        for (var i = 0; i < 20; i++)
        {
            await DueAsync(Stream(), [], [Clock(at.AddSeconds(i))]);
        }
        var claimed = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
            await (i % 2 == 0 ? _store : another).ClaimDueAsync(
                new DueClaim(DueKinds.Clock, i % 2 == 0 ? "one" : "two", at.AddMinutes(1), Lease), 3, default))));
        Assert.Equal(20, claimed.Sum(rows => rows.Count));
        Assert.Equal(20, claimed.SelectMany(rows => rows).Distinct().Count());
        Assert.Empty(await ClaimAsync("one", at.AddMinutes(1)));
        await CloseAsync(another);
    }

    [Fact]
    public async Task A_lease_that_has_ended_holds_up_nobody()
    {
        var another = await OpenForAnotherHubAsync();
        var (stream, at) = (Stream(), Now);
        await DueAsync(stream, [], [Clock(at)]);
        Assert.Single(await ClaimAsync("one", at));
        Assert.Equal(at + Lease, await another.NextDueAsync(DueKinds.Clock, default));
        Assert.Empty(await ClaimAsync("one", at + Lease - TimeSpan.FromMilliseconds(1)));
        Assert.Empty(await ClaimAsync("two", at + Lease - TimeSpan.FromMilliseconds(1), store: another));
        Assert.Single(await ClaimAsync("two", at + Lease, store: another));
        Assert.Empty(await ClaimAsync("one", at + Lease));

        // What the first gives back now is the second's.
        await _store.ReleaseDueAsync("one", [new Due(stream, Clock(at))], default);
        Assert.Empty(await ClaimAsync("one", at + Lease));
        await CloseAsync(another);
    }

    [Fact]
    public async Task What_is_given_back_can_be_claimed_at_once()
    {
        var another = await OpenForAnotherHubAsync();
        var (one, two, at) = (Stream(), Stream(), Now);
        await DueAsync(one, [], [Clock(at)]);
        await DueAsync(two, [], [Clock(at.AddSeconds(1))]);
        var claimed = await ClaimAsync("one", at.AddMinutes(1));
        await _store.ReleaseDueAsync("one", [claimed[0], new Due(Stream(), Clock(at))], default);
        Assert.Equal(at, await another.NextDueAsync(DueKinds.Clock, default));
        Assert.Equal([one], (await ClaimAsync("two", at.AddMinutes(1), store: another)).Select(d => d.Stream));
        await CloseAsync(another);
    }

    [Fact]
    public async Task A_row_that_is_replaced_takes_its_lease_with_it()
    {
        var another = await OpenForAnotherHubAsync();
        var (stream, at) = (Stream(), Now);
        await DueAsync(stream, [], [Clock(at)]);
        Assert.Single(await ClaimAsync("one", at));
        await DueAsync(stream, [Clock(at)], [Clock(at.AddSeconds(1))]);
        Assert.Equal(at.AddSeconds(1), await _store.NextDueAsync(DueKinds.Clock, default));
        Assert.Equal(
            Clock(at.AddSeconds(1)), Assert.Single(await ClaimAsync("two", at.AddSeconds(1), store: another)).Row);

        // And when the first comes back, nobody has it.
        await DueAsync(stream, [Clock(at.AddSeconds(1))], [Clock(at)]);
        Assert.Equal(Clock(at), Assert.Single(await ClaimAsync("two", at.AddSeconds(1), store: another)).Row);
        await DueAsync(stream, [Clock(at)], []);
        Assert.Null(await _store.NextDueAsync(DueKinds.Clock, default));
        await DueAsync(stream, [], [Clock(at)]);
        Assert.Single(await ClaimAsync("one", at));
        await CloseAsync(another);
    }

    [Fact]
    public async Task A_transaction_that_is_undone_leaves_rows_and_leases_alone()
    {
        var (stream, at) = (Stream(), Now);
        await DueAsync(stream, [], [Clock(at)]);
        Assert.Single(await ClaimAsync("one", at));
        await using (var transaction = await _store.BeginAsync(default))
        {
            transaction.ReplaceDue(stream, [Clock(at)], [Clock(at.AddSeconds(1))]);
        }
        Assert.Empty(await ClaimAsync("two", at.AddSeconds(1)));
        Assert.Single(await ClaimAsync("two", at + Lease));
    }

    [Fact]
    public async Task The_next_row_is_the_first_that_can_be_claimed()
    {
        var (one, two, at) = (Stream(), Stream(), Now);
        await DueAsync(one, [], [Clock(at)]);
        await DueAsync(two, [], [Clock(at.AddHours(1))]);
        await ClaimAsync("one", at);
        Assert.Equal(at + Lease, await _store.NextDueAsync(DueKinds.Clock, default));
        await DueAsync(Stream(), [], [Clock(at.AddSeconds(7))]);
        Assert.Equal(at.AddSeconds(7), await _store.NextDueAsync(DueKinds.Clock, default));
    }

    [Fact]
    public async Task A_cursor_goes_forward_and_back()
    {
        foreach (var position in new[] { 7L, 9, 3 })
        {
            await using var transaction = await _store.BeginAsync(default);
            transaction.SetCursor("mqtt/XA", new Cursor(position, "note"));
            await transaction.CommitAsync(default);
            Assert.Equal(new Cursor(position, "note"), await _store.CursorAsync("mqtt/XA", default));
        }
    }

    [Fact]
    public async Task A_cursor_is_forgotten_on_request()
    {
        foreach (var cursor in new[] { new Cursor(7, "{}"), null, null })
        {
            await using var transaction = await _store.BeginAsync(default);
            transaction.SetCursor("mqtt/XA", cursor);
            await transaction.CommitAsync(default);
            Assert.Equal(cursor, await _store.CursorAsync("mqtt/XA", default));
        }
    }

    [Fact]
    public async Task Tiles_are_read_in_runs()
    {
        await using (var transaction = await _store.BeginAsync(default))
        {
            for (byte i = 0; i < 5; i++)
            {
                transaction.AddTile(new Subtree(8, i), [.. Enumerable.Repeat(i, 32)]);
            }
            transaction.AddTile(new Subtree(16, 0), new byte[32]);
            await transaction.CommitAsync(default);
        }
        Assert.Equal([1, 2, 3], (await _store.ReadTilesAsync(8, 1, 3, default)).Select(h => (int)h[0]));
        Assert.Equal(2, (await _store.ReadTilesAsync(8, 3, 10, default)).Count);
        Assert.Empty(await _store.ReadTilesAsync(24, 0, 10, default));
    }

    private static DueRow Clock(DateTimeOffset at) => new(DueKinds.Clock, "", at);

    private StreamId Stream() => StreamId.Exchange(_some.Next());

    private async Task DueAsync(StreamId stream, IReadOnlyList<DueRow> gone, IReadOnlyList<DueRow> come)
    {
        await using var transaction = await _store.BeginAsync(default);
        transaction.ReplaceDue(stream, gone, come);
        await transaction.CommitAsync(default);
    }

    private ValueTask<IReadOnlyList<Due>> ClaimAsync(
        string hub, DateTimeOffset now, string? kind = null, int limit = 10, IJournalStore? store = null) =>
        (store ?? _store).ClaimDueAsync(new DueClaim(kind ?? DueKinds.Clock, hub, now, Lease), limit, default);
}
