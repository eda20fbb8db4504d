using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

public sealed class RecorderTests : IAsyncLifetime
{
    private RecorderBench _bench = null!;

    public async Task InitializeAsync() => _bench = await RecorderBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    private Some Some => _bench.Some;

    private static Exchange State(Recorded recorded) => (Exchange)recorded.State!;

    [Fact]
    public async Task A_message_is_on_record_when_its_submission_completes()
    {
        var message = Some.Message(cc: "XC");
        var recorded = (await _bench.SubmitAsync(message)).Value;
        var stored = await _bench.Store.FindMessageAsync(message.Envelope.Id, default);
        Assert.Equal(message.Compact, stored!.Envelope);
        Assert.Equal(
            recorded.Entries.Single(), stored.Entry, (a, b) => a!.ToJson().AsSpan().SequenceEqual(b!.ToJson()));
        Assert.Equal(1, await _bench.Store.HeadAsync(default));
        Assert.Equal(message.Envelope.Id, State(recorded).Id);
    }

    [Fact]
    public async Task A_receipt_proves_the_entry_offline()
    {
        for (var i = 0; i < 20; i++)
        {
            var message = Some.Message();
            var receipt = (await _bench.SubmitAsync(message)).Value.Receipt!;
            var entry = receipt.Verify(Some.HubKey.Public, message.Digest).Value;
            Assert.IsType<Accepted>(entry.Fact);
        }
    }

    [Fact]
    public async Task The_same_bytes_again_get_a_receipt_for_the_first_entry()
    {
        var message = Some.Message();
        var first = (await _bench.SubmitAsync(message)).Value;
        _bench.Time.Advance(TimeSpan.FromSeconds(3));
        await _bench.OpenedAsync();
        var again = (await _bench.SubmitAsync(message, Carrier.Mail)).Value;
        Assert.True(again.Repeated);
        Assert.Equal(
            (first.Receipt!.Position, first.Receipt.At, first.Receipt.Entry),
            (again.Receipt!.Position, again.Receipt.At, again.Receipt.Entry));
        Assert.True(again.Receipt.Verify(Some.HubKey.Public, message.Digest).Ok);
        Assert.Equal(2, await _bench.Store.HeadAsync(default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_message_under_any_valid_signature_gets_the_first_receipt(bool reply)
    {
        var opening = reply ? await _bench.OpenedAsync() : null;
        var message = opening is null ? Some.Message() : Some.Acknowledgement(opening);
        var first = (await _bench.SubmitAsync(message)).Value;
        var head = await _bench.Store.HeadAsync(default);
        var signedAgain = Some.Sign(message.Envelope);
        foreach (var compact in (string[])[Twin.Of(message.Compact), signedAgain.Compact, Twin.Of(signedAgain.Compact)])
        {
            var other = SignedEnvelope.Open(compact, Some.Directory.Key).Value;
            var again = (await _bench.SubmitAsync(other, Carrier.Mail)).Value;
            Assert.True(again.Repeated);
            Assert.NotEqual(message.Compact, compact);
            Assert.Equal(first.Receipt!.Entry, again.Receipt!.Entry);
            Assert.True(again.Receipt.Verify(Some.HubKey.Public, other.Digest).Ok);
        }
        Assert.Equal(head, await _bench.Store.HeadAsync(default));
        Assert.Equal(message.Compact, (await _bench.Store.FindMessageAsync(message.Envelope.Id, default))!.Envelope);
    }

    [Fact]
    public async Task Other_bytes_under_a_known_id_are_refused()
    {
        var first = await _bench.OpenedAsync();
        var other = Some.Message(id: first.Envelope.Id, subject: "Something else");
        Assert.Equal(2001, (await _bench.SubmitAsync(other)).Refusal!.Number);
        Assert.Equal(1, await _bench.Store.HeadAsync(default));
    }

    [Fact]
    public async Task A_reply_may_not_use_the_id_of_another_opening_message()
    {
        var (one, two) = (await _bench.OpenedAsync(), await _bench.OpenedAsync());
        var reply = Some.Acknowledgement(two, id: one.Envelope.Id);
        Assert.Equal(2001, (await _bench.SubmitAsync(reply)).Refusal!.Number);
    }

    [Fact]
    public async Task An_opening_message_may_not_use_the_id_of_a_reply()
    {
        var reply = Some.Acknowledgement(await _bench.OpenedAsync());
        await _bench.SubmitAsync(reply);
        Assert.Equal(2001, (await _bench.SubmitAsync(Some.Message(id: reply.Envelope.Id))).Refusal!.Number);
    }

    [Fact]
    public async Task A_refusal_leaves_nothing()
    {
        Assert.Equal(2002, (await _bench.SubmitAsync(Some.Message(to: "XD"))).Refusal!.Number);
        Assert.Equal(0, await _bench.Store.HeadAsync(default));
        Assert.Equal(0, _bench.Tail.Head);
    }

    [Fact]
    public async Task The_state_after_each_act_is_the_fold_of_the_stored_entries()
    {
        var message = await _bench.OpenedAsync(cc: "XC");
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
        await _bench.Recorder.ExecuteAsync(
            new Confirm(message.Envelope.Id, "XB", "officer", Rung.Delivered, Carrier.SignalR));
        var recorded = (await _bench.SubmitAsync(Some.Acknowledgement(message))).Value;
        var folded = (await _bench.Store.LoadExchangeAsync(message.Envelope.Id))!;
        Assert.Equal(Rung.Acknowledged, folded.Addressee("XB")!.Rung);
        Assert.Equal(Schedule.Of(State(recorded)).AsEnumerable(), Schedule.Of(folded));
        Assert.Equal(State(recorded).Acts.Count, folded.Acts.Count);
    }

    [Fact]
    public async Task Every_entry_names_the_one_before_it_in_its_stream()
    {
        var (one, two) = (await _bench.OpenedAsync(), await _bench.OpenedAsync());
        await _bench.SubmitAsync(Some.Acknowledgement(one));
        await _bench.ReopenAsync();
        await _bench.SubmitAsync(Some.Acknowledgement(two));
        await _bench.SubmitAsync(Some.Response(one));
        Assert.Equal(
            [null, null, 1L, 2L, 3L], (await _bench.Store.ReadAsync(0, 10, default)).Select(e => e.Entry.Previous));
    }

    [Fact]
    public async Task What_is_due_stands_in_the_store_as_the_state_says()
    {
        var message = await _bench.OpenedAsync();
        var row = Assert.Single(await ClaimAsync(DueKinds.Clock, DateTimeOffset.MaxValue));
        Assert.Equal(StreamId.Exchange(message.Envelope.Id), row.Stream);
        Assert.Equal(_bench.Time.GetUtcNow() + TimeSpan.FromMinutes(1), row.Row.At);
        await _bench.SubmitAsync(Some.Withdrawal(message));
        Assert.Empty(await ClaimAsync(DueKinds.Clock, DateTimeOffset.MaxValue));
        Assert.Null(await _bench.Store.NextDueAsync(DueKinds.Clock, default));
    }

    [Fact]
    public async Task Firing_what_is_due_records_it_once_however_often_it_is_fired()
    {
        var fire = new Fire(StreamId.Exchange((await _bench.OpenedAsync()).Envelope.Id));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        var fired = (await _bench.Recorder.ExecuteAsync(fire)).Value;
        Assert.Equal([typeof(Lapsed), typeof(Escalated)], fired.Entries.Select(e => e.Fact.GetType()).Take(2));
        Assert.All(fired.Entries.Skip(2), e => Assert.IsType<NoticeOrdered>(e.Fact));
        Assert.Empty((await _bench.Recorder.ExecuteAsync(fire)).Value.Entries);
        Assert.Single(await ClaimAsync(DueKinds.Notice(Means.Mail, Precedence.Priority), _bench.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Open_lists_follow_what_the_rules_say()
    {
        var (one, two) = (await _bench.OpenedAsync(cc: "XC"), await _bench.OpenedAsync());
        Assert.Equal(
            [2L, 1], (await _bench.Store.ListAsync("XB", long.MaxValue, 10, true, default)).Select(l => l.Opening));
        Assert.Equal(
            [2L, 1], (await _bench.Store.ListAsync("XZ", long.MaxValue, 10, true, default)).Select(l => l.Opening));
        await _bench.ReopenAsync();
        await _bench.SubmitAsync(Some.Closure(one));
        await _bench.SubmitAsync(Some.Acknowledgement(two));
        foreach (var participant in new[] { "XA", "XB", "XZ" })
        {
            Assert.Equal([2L],
                (await _bench.Store.ListAsync(participant, long.MaxValue, 10, true, default)).Select(l => l.Opening));
        }
        Assert.Empty(await _bench.Store.ListAsync("XC", long.MaxValue, 10, true, default));
        Assert.Single(await _bench.Store.ListAsync("XC", long.MaxValue, 10, false, default));
    }

    [Fact]
    public async Task A_journal_opened_again_goes_on_where_it_was()
    {
        var message = await _bench.OpenedAsync();
        await _bench.ReopenAsync();
        Assert.Equal(1, _bench.Tail.Head);
        var recorded = (await _bench.SubmitAsync(Some.Acknowledgement(message))).Value;
        Assert.Equal(2, recorded.Receipt!.Position);
        var receipt = await _bench.Recorder.ReceiptAsync(message.Envelope.Id);
        Assert.True(receipt!.Verify(Some.HubKey.Public, message.Digest).Ok);
    }

    [Fact]
    public async Task Facts_about_a_hub_are_on_record_and_in_nobodys_feed()
    {
        var recorded = (await _bench.Recorder.ExecuteAsync(new StartHub("hub", "1.0", null))).Value;
        Assert.Equal(1, recorded.Entries.Single().Position);
        Assert.Null(recorded.Receipt);
        Assert.Equal(new HubState("hub", Runs: true, _bench.Time.GetUtcNow()), recorded.State);
        Assert.Empty((await _bench.Tail.ReadAsync("XA", 0, 10)).Items);
    }

    [Fact]
    public async Task A_regimes_texts_are_found_again()
    {
        var regime = Some.Regimes.Find("exercise")!;
        Assert.Single((await _bench.Recorder.ExecuteAsync(new AdoptRegime(regime))).Value.Entries);
        Assert.Empty((await _bench.Recorder.ExecuteAsync(new AdoptRegime(regime))).Value.Entries);
        await _bench.ReopenAsync();
        Assert.Empty((await _bench.Recorder.ExecuteAsync(new AdoptRegime(regime))).Value.Entries);
        var stream = Assert.Single(await _bench.Store.StreamsAsync("regime", null, 10, default));
        var state = (RegimeState)(await _bench.Store.LoadAsync(StreamBook.Default, stream))!;
        Assert.Equal([regime.Digest], state.Texts.Select(t => t.Digest));
    }

    [Fact]
    public async Task Nobody_is_told_twice_or_not_at_all_when_the_hub_closes_while_they_wait()
    {
        var waiting = Enumerable.Range(0, 100).Select(_ => _bench.SubmitAsync(Some.Message())).ToList();
        await _bench.Recorder.DisposeAsync();
        var recorded = await Task.WhenAll(waiting);
        Assert.All(recorded, r => Assert.True(r.Ok));
        Assert.Equal(100, await _bench.Store.HeadAsync(default));
        Assert.Equal(3004, (await _bench.SubmitAsync(Some.Message())).Refusal!.Number);
    }

    private ValueTask<IReadOnlyList<Due>> ClaimAsync(string kind, DateTimeOffset now) =>
        _bench.Store.ClaimDueAsync(new DueClaim(kind, "hub", now, TimeSpan.Zero), 10, default);
}
