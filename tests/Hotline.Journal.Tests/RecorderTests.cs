using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

public sealed class RecorderTests : IAsyncLifetime
{
    private Hub _hub = null!;

    public async Task InitializeAsync() => _hub = await Hub.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    private Some Some => _hub.Some;

    [Fact]
    public async Task A_message_is_on_record_when_its_submission_completes()
    {
        var message = Some.Message(cc: "XC");
        var recorded = (await _hub.SubmitAsync(message)).Value;
        var stored = await _hub.Store.FindMessageAsync(message.Envelope.Id, default);
        Assert.Equal(message.Compact, stored!.Envelope);
        Assert.Equal(recorded.Entries.Single(), stored.Entry, (a, b) => a!.ToJson().AsSpan().SequenceEqual(b!.ToJson()));
        Assert.Equal(1, await _hub.Store.HeadAsync(default));
        Assert.Equal(message.Envelope.Id, recorded.State!.Id);
    }

    [Fact]
    public async Task A_receipt_proves_the_entry_offline()
    {
        for (var i = 0; i < 20; i++)
        {
            var message = Some.Message();
            var receipt = (await _hub.SubmitAsync(message)).Value.Receipt!;
            var entry = receipt.Verify(Some.HubKey.Public, message.Digest).Value;
            Assert.IsType<Accepted>(entry.Fact);
        }
    }

    [Fact]
    public async Task The_same_bytes_again_get_a_receipt_for_the_first_entry()
    {
        var message = Some.Message();
        var first = (await _hub.SubmitAsync(message)).Value;
        _hub.Time.Advance(TimeSpan.FromSeconds(3));
        await _hub.OpenedAsync();
        var again = (await _hub.SubmitAsync(message, Carrier.Mail)).Value;
        Assert.True(again.Repeated);
        Assert.Equal((first.Receipt!.Position, first.Receipt.At, first.Receipt.Entry), (again.Receipt!.Position, again.Receipt.At, again.Receipt.Entry));
        Assert.True(again.Receipt.Verify(Some.HubKey.Public, message.Digest).Ok);
        Assert.Equal(2, await _hub.Store.HeadAsync(default));
    }

    [Fact]
    public async Task Other_bytes_under_a_known_id_are_refused()
    {
        var first = await _hub.OpenedAsync();
        var other = Some.Message(id: first.Envelope.Id, subject: "Something else");
        Assert.Equal(2001, (await _hub.SubmitAsync(other)).Refusal!.Number);
        Assert.Equal(1, await _hub.Store.HeadAsync(default));
    }

    [Fact]
    public async Task A_reply_may_not_use_the_id_of_another_opening_message()
    {
        var (one, two) = (await _hub.OpenedAsync(), await _hub.OpenedAsync());
        var reply = Some.Acknowledgement(two, id: one.Envelope.Id);
        Assert.Equal(2001, (await _hub.SubmitAsync(reply)).Refusal!.Number);
    }

    [Fact]
    public async Task An_opening_message_may_not_use_the_id_of_a_reply()
    {
        var reply = Some.Acknowledgement(await _hub.OpenedAsync());
        await _hub.SubmitAsync(reply);
        Assert.Equal(2001, (await _hub.SubmitAsync(Some.Message(id: reply.Envelope.Id))).Refusal!.Number);
    }

    [Fact]
    public async Task A_refusal_leaves_nothing()
    {
        Assert.Equal(2002, (await _hub.SubmitAsync(Some.Message(to: "XD"))).Refusal!.Number);
        Assert.Equal(0, await _hub.Store.HeadAsync(default));
        Assert.Equal(0, _hub.Tail.Head);
    }

    [Fact]
    public async Task The_state_after_each_act_is_the_fold_of_the_stored_entries()
    {
        var message = await _hub.OpenedAsync(cc: "XC");
        _hub.Time.Advance(TimeSpan.FromSeconds(10));
        await _hub.Recorder.ExecuteAsync(new Confirm(message.Envelope.Id, "XB", "officer", Rung.Delivered, Carrier.SignalR));
        var recorded = (await _hub.SubmitAsync(Some.Acknowledgement(message))).Value;
        var folded = (await _hub.Store.LoadExchangeAsync(message.Envelope.Id))!;
        Assert.Equal(Rung.Acknowledged, folded.Addressee("XB")!.Rung);
        Assert.Equal(Schedule.Of(recorded.State!).AsEnumerable(), Schedule.Of(folded));
        Assert.Equal(recorded.State!.Acts.Length, folded.Acts.Length);
    }

    [Fact]
    public async Task What_is_due_stands_in_the_store_as_the_state_says()
    {
        var message = await _hub.OpenedAsync();
        var row = Assert.Single(await _hub.Store.DueAsync(DueSort.Clock, DateTimeOffset.MaxValue, 10, default));
        Assert.Equal(_hub.Time.GetUtcNow() + TimeSpan.FromMinutes(1), row.Row.At);
        await _hub.SubmitAsync(Some.Withdrawal(message));
        Assert.Empty(await _hub.Store.DueAsync(DueSort.Clock, DateTimeOffset.MaxValue, 10, default));
        Assert.Null(await _hub.Store.NextDueAsync(DueSort.Clock, default));
    }

    [Fact]
    public async Task Firing_what_is_due_records_it_once_however_often_it_is_fired()
    {
        var message = await _hub.OpenedAsync();
        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        var fired = (await _hub.Recorder.ExecuteAsync(new Fire(message.Envelope.Id))).Value;
        Assert.Equal([typeof(Lapsed), typeof(Escalated)], fired.Entries.Select(e => e.Fact.GetType()));
        Assert.Empty((await _hub.Recorder.ExecuteAsync(new Fire(message.Envelope.Id))).Value.Entries);
        Assert.Single(await _hub.Store.DueAsync(DueSort.Mail, _hub.Time.GetUtcNow(), 10, default));
    }

    [Fact]
    public async Task A_journal_opened_again_goes_on_where_it_was()
    {
        var message = await _hub.OpenedAsync();
        await _hub.ReopenAsync();
        Assert.Equal(1, _hub.Tail.Head);
        var recorded = (await _hub.SubmitAsync(Some.Acknowledgement(message))).Value;
        Assert.Equal(2, recorded.Receipt!.Position);
        var receipt = await _hub.Recorder.ReceiptAsync(message.Envelope.Id);
        Assert.True(receipt!.Verify(Some.HubKey.Public, message.Digest).Ok);
    }

    [Fact]
    public async Task Facts_about_the_hub_are_on_record_and_in_nobodys_feed()
    {
        var entry = await _hub.Recorder.RecordAsync(new HubStarted("1.0", null, false));
        Assert.Equal(1, entry.Position);
        Assert.Empty((await _hub.Tail.ReadAsync("XA", 0, 10)).Items);
    }

    [Fact]
    public async Task Nobody_is_told_twice_or_not_at_all_when_the_hub_closes_while_they_wait()
    {
        var waiting = Enumerable.Range(0, 100).Select(_ => _hub.SubmitAsync(Some.Message())).ToList();
        await _hub.Recorder.DisposeAsync();
        var recorded = await Task.WhenAll(waiting);
        Assert.All(recorded, r => Assert.True(r.Ok));
        Assert.Equal(100, await _hub.Store.HeadAsync(default));
        Assert.Equal(3004, (await _hub.SubmitAsync(Some.Message())).Refusal!.Number);
    }
}
