using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

/// <summary>
/// What every store does. A store's tests subclass this and say how one is opened; each test has a store of its own.
/// </summary>
public abstract partial class JournalStoreContract : IAsyncLifetime
{
    private readonly Some _some = new();
    private IJournalStore _store = null!;

    /// <summary>Opens the test's store; called again after it was disposed, opens the same data anew.</summary>
    protected abstract ValueTask<IJournalStore> OpenAsync();

    /// <summary>
    /// The store as a second hub has it that runs on the same data. Where only one process may have the data, two hubs
    /// are two users of one store.
    /// </summary>
    protected virtual ValueTask<IJournalStore> OpenForAnotherHubAsync() => new(_store);

    /// <summary>What the test's store finds wrong with itself.</summary>
    protected virtual ValueTask<IReadOnlyList<string>> CheckAsync() => new([]);

    /// <summary>Removes the data, after the store has been disposed.</summary>
    protected abstract ValueTask RemoveAsync();

    public async Task InitializeAsync() => _store = await OpenAsync();

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await RemoveAsync();
    }

    private DateTimeOffset Now => _some.Time.GetUtcNow().ToMilliseconds();

    [Fact]
    public async Task A_new_journal_is_empty()
    {
        Assert.Equal(0, await _store.HeadAsync(default));
        Assert.Empty(await _store.ReadAsync(0, 10, default));
        Assert.Empty(await _store.ReadForAsync("XA", 0, 10, default));
        Assert.Empty(await _store.ReadStreamAsync(StreamId.Exchange(_some.Next()), default));
        Assert.Empty(await _store.StreamsAsync(null, null, 10, default));
        Assert.Empty(await _store.ListAsync("XA", long.MaxValue, 10, false, default));
        Assert.Empty(await _store.ListAsync("XA", long.MaxValue, 10, true, default));
        Assert.Null(await _store.NextDueAsync(DueKinds.Clock, default));
        Assert.Null(await _store.CursorAsync("mqtt/XA", default));
        Assert.Null(await _store.AliveAsync(default));
        Assert.Null(await _store.FindMessageAsync(_some.Next(), default));
    }

    [Fact]
    public async Task What_was_committed_is_read_back_byte_for_byte()
    {
        var (opening, entry) = Opening(1);
        var reply = Reply(2, _some.Acknowledgement(opening));
        await AppendAsync(entry, "XA", "XB", "XZ");
        await AppendAsync(reply, "XA", "XZ");
        Assert.Equal([entry, reply], await _store.ReadAsync(0, 10, default));
        Assert.Equal(entry, await _store.FindMessageAsync(opening.Envelope.Id, default));
        Assert.Equal(reply, await _store.FindMessageAsync(reply.Entry.Fact.Message!.Id, default));
        Assert.Equal([entry, reply], await _store.ReadForAsync("XZ", 0, 10, default));
        Assert.Equal(reply.Entry.Previous, (await _store.ReadAsync(1, 1, default))[0].Entry.Previous);
    }

    [Fact]
    public async Task A_stream_is_read_without_envelopes_in_a_transaction_as_well()
    {
        var (opening, entry) = Opening(1);
        var reply = Reply(2, _some.Acknowledgement(opening));
        await AppendAsync(entry, "XA", "XB", "XZ");
        await AppendAsync(reply, "XA", "XZ");
        StoredEntry[] bare = [entry with { Envelope = null }, reply with { Envelope = null }];

        Assert.Equal(bare, await _store.ReadStreamAsync(entry.Stream, default));
        await using var transaction = await _store.BeginAsync(default);
        Assert.Equal(bare, await transaction.ReadStreamAsync(entry.Stream, default));
    }

    [Fact]
    public async Task Places_of_readers_are_found_by_the_beginning_of_their_names_a_page_at_a_time()
    {
        string[] names = ["mqtt", "mqtt/", "mqtt/XA/officer/ä", "mqtt/XA/officer/desk", "mqtt0", "mail"];
        await using (var transaction = await _store.BeginAsync(default))
        {
            foreach (var name in names)
            {
                transaction.SetCursor(name, new Cursor(name.Length, $"note of {name}"));
            }
            await transaction.CommitAsync(default);
        }

        var first = await _store.CursorsAsync("mqtt/", null, 2, default);
        var rest = await _store.CursorsAsync("mqtt/", first[^1].Name, 2, default);

        Assert.Equal(
            [
                new("mqtt/", new Cursor(5, "note of mqtt/")),
                new("mqtt/XA/officer/desk", new Cursor(20, "note of mqtt/XA/officer/desk")),
                new("mqtt/XA/officer/ä", new Cursor(17, "note of mqtt/XA/officer/ä")),
            ],
            [.. first, .. rest]);
        Assert.Empty(await _store.CursorsAsync("bridge/", null, 2, default));
    }

    [Fact]
    public async Task A_commit_outlives_the_store_that_made_it()
    {
        var (_, entry) = Opening(1);
        await using (var transaction = await _store.BeginAsync(default))
        {
            WriteAll(transaction, entry);
            await transaction.CommitAsync(default);
        }
        await _store.DisposeAsync();
        _store = await OpenAsync();
        Assert.Equal(entry, Assert.Single(await _store.ReadForAsync("XA", 0, 10, default)));
        Assert.Equal(entry, Assert.Single(await _store.ReadForAsync("XB", 0, 10, default)));
        Assert.Equal(
            [entry.Stream], (await _store.ListAsync("XB", long.MaxValue, 10, true, default)).Select(l => l.Stream));
        Assert.Equal(Now, await _store.NextDueAsync(DueKinds.Clock, default));
        Assert.Equal(new Cursor(1, "note"), await _store.CursorAsync("mail", default));
        Assert.Equal(Now, await _store.AliveAsync(default));
        Assert.Single(await _store.ReadTilesAsync(8, 0, 10, default));
    }

    [Fact]
    public async Task Nothing_is_seen_before_its_commit_and_nothing_remains_without_one()
    {
        var (opening, entry) = Opening(1);
        await using (var transaction = await _store.BeginAsync(default))
        {
            WriteAll(transaction, entry);
            await NothingAsync();
        }
        await NothingAsync();
        await AppendAsync(entry, "XA");

        async Task NothingAsync()
        {
            Assert.Equal(0, await _store.HeadAsync(default));
            Assert.Empty(await _store.ReadForAsync("XA", 0, 10, default));
            Assert.Empty(await _store.ReadForAsync("XB", 0, 10, default));
            Assert.Empty(await _store.ReadStreamAsync(entry.Stream, default));
            Assert.Empty(await _store.StreamsAsync(null, null, 10, default));
            Assert.Empty(await _store.ListAsync("XB", long.MaxValue, 10, true, default));
            Assert.Null(await _store.FindMessageAsync(opening.Envelope.Id, default));
            Assert.Null(await _store.NextDueAsync(DueKinds.Clock, default));
            Assert.Null(await _store.CursorAsync("mail", default));
            Assert.Null(await _store.AliveAsync(default));
            Assert.Empty(await _store.ReadTilesAsync(8, 0, 10, default));
        }
    }

    [Fact]
    public async Task There_is_one_writer_at_a_time_and_it_sees_what_those_before_it_committed()
    {
        var another = await OpenForAnotherHubAsync();
        var (message, entry) = Opening(1);
        var first = await _store.BeginAsync(default);
        var waiting = another.BeginAsync(default).AsTask();
        first.Append(Appended(entry));
        Assert.False(waiting.IsCompleted);
        await first.CommitAsync(default);
        await first.DisposeAsync();
        await using var second = await waiting;
        Assert.Equal(1, second.Head);
        Assert.Equal(entry, await second.FindMessageAsync(message.Envelope.Id, default));
        Assert.Equal(
            entry with { Envelope = null }, Assert.Single(await second.ReadStreamAsync(entry.Stream, default)));
        await CloseAsync(another);
    }

    [Fact]
    public async Task A_writer_that_stops_waiting_holds_up_nobody()
    {
        using var stop = new CancellationTokenSource();
        var first = await _store.BeginAsync(default);
        var waiting = _store.BeginAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await first.DisposeAsync();
        await AppendAsync(Opening(1).Entry);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Positions_have_no_gaps_and_do_not_repeat(long position)
    {
        await AppendAsync(Opening(1).Entry);
        await Assert.ThrowsAnyAsync<Exception>(
            async () => await AppendAsync(Opening(1).Entry with { Position = position }));
        await AppendAsync(Opening(2).Entry);
        Assert.Equal([1L, 2L], (await _store.ReadAsync(0, 10, default)).Select(e => e.Position));
    }

    [Fact]
    public async Task Every_commit_is_made_durable()
    {
        var before = _store.Syncs;
        for (var i = 1; i <= 5; i++)
        {
            await AppendAsync(Opening(i).Entry, "XA");
        }
        Assert.True(_store.Syncs >= before + 5, $"{_store.Syncs - before} syncs for 5 commits");
    }

    [Fact]
    public async Task Readers_see_whole_commits_only_while_a_writer_writes()
    {
        const int commits = 60, each = 3;
        var entries = Enumerable.Range(1, commits * each).Select(i => Opening(i).Entry).ToList();
        var writing = Task.Run(async () =>
        {
            foreach (var group in entries.Chunk(each))
            {
                await using var transaction = await _store.BeginAsync(default);
                foreach (var entry in group)
                {
                    transaction.Append(Appended(entry, "XA"));
                }
                await transaction.CommitAsync(default);
            }
        });
        var seen = 0;
        while (seen < entries.Count)
        {
            var feed = await _store.ReadForAsync("XA", 0, int.MaxValue, default);
            Assert.True(feed.Count >= seen && feed.Count % each == 0, $"{seen}, then {feed.Count}");
            seen = feed.Count;
        }
        await writing;
    }

    /// <summary>An opening message and the entry that accepts it.</summary>
    protected (SignedEnvelope Message, StoredEntry Entry) Opening(long position, MessageId? id = null)
    {
        var message = _some.Message(id: id);
        var accepted = new Accepted(
            message.Envelope.Id, message.Header(), new RegimeRef("exercise", "digest"), "XZ", Status.Exercise,
            Tlp.Amber, Carrier.Http, []);
        return (message, StoredEntry.Of(new Entry(position, Now, accepted), message.Compact));
    }

    /// <summary>What stands beside an entry: an opening message opens its exchange.</summary>
    protected static Appended Appended(StoredEntry entry, params string[] readers) => new(
        entry, entry.Entry.At, entry.Entry.Fact.Message?.Id, [.. readers],
        entry.Entry.Fact is Accepted ? ListMark.Opens : ListMark.None);

    protected Task AppendAsync(StoredEntry entry, params string[] readers) => AppendAsync(Appended(entry, readers));

    private async Task AppendAsync(Appended appended)
    {
        await using var transaction = await _store.BeginAsync(default);
        transaction.Append(appended);
        await transaction.CommitAsync(default);
    }

    /// <summary>Something by every method of a transaction.</summary>
    private void WriteAll(IJournalTransaction transaction, StoredEntry entry)
    {
        transaction.Append(Appended(entry, "XA"));
        transaction.Join(new Joining(entry.Stream, "XB", [entry.Position], entry.Position, Open: true));
        transaction.ReplaceDue(entry.Stream, [], [new DueRow(DueKinds.Clock, "", Now)]);
        transaction.SetCursor("mail", new Cursor(1, "note"));
        transaction.Beat(Now);
        transaction.AddTile(new Subtree(8, 0), new byte[32]);
    }

    private StoredEntry Fact(long position, Fact fact, string? envelope = null) =>
        StoredEntry.Of(new Entry(position, Now, fact), envelope);

    private StoredEntry Reply(long position, SignedEnvelope reply) => StoredEntry.Of(
        new Entry(position, Now, new Acknowledged(
            reply.Envelope.Exchange, reply.Header(), Carrier.Http, null, false, false), position - 1),
        reply.Compact);

    private async Task CloseAsync(IJournalStore another)
    {
        if (another != _store)
        {
            await another.DisposeAsync();
        }
    }
}
