using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Journal.Tests;

/// <summary>More comes than can be written.</summary>
public sealed class PrecedenceTests : IAsyncLifetime
{
    private readonly HoldUp _hold = new();
    private readonly List<Task<Outcome<Recorded>>> _queued = [];
    private RecorderBench? _bench;

    [Fact]
    public async Task Routine_is_refused_first_then_priority_and_flash_has_a_place_of_its_own()
    {
        await HeldUpAsync(new RecorderOptions { Capacity = 8 });
        await FillAsync(Precedence.Routine, 4);
        await FillAsync(Precedence.Priority, 2);
        await FillAsync(Precedence.Immediate, 2);
        await FillAsync(Precedence.Flash, 8);
        await WrittenAsync();
    }

    [Fact]
    public async Task What_ends_a_wait_is_taken_when_routine_is_not()
    {
        var opened = await HeldUpAsync(new RecorderOptions { Capacity = 8 });
        await FillAsync(Precedence.Routine, 4);
        Queue(_bench!.Some.Acknowledgement(opened));
        await WrittenAsync();
    }

    [Fact]
    public async Task A_flash_is_in_the_next_commit_however_many_wait_before_it_and_they_take_part()
    {
        await HeldUpAsync(new RecorderOptions { BatchSize = 8 });
        for (var i = 0; i < 20; i++)
        {
            Queue(Message(Precedence.Routine));
        }
        var flash = _bench!.SubmitAsync(Message(Precedence.Flash));
        await WrittenAsync();

        // The first was under way; one of those that waited shares the commit of the flash.
        Assert.Equal(3, (await flash).Value.Receipt!.Position);
    }

    [Fact]
    public async Task What_the_hub_does_itself_is_neither_refused_nor_held_up_by_a_flood_of_flash()
    {
        var opened = await HeldUpAsync(new RecorderOptions { Capacity = 20, BatchSize = 4 });
        await FillAsync(Precedence.Flash, 20);
        await FillAsync(Precedence.Immediate, 20);
        var stream = StreamId.Exchange(opened.Envelope.Exchange);
        var fired = Enumerable.Range(0, 40).Select(_ => _bench!.Recorder.ExecuteAsync(new Fire(stream))).ToList();
        Assert.DoesNotContain(fired, f => f.IsCompleted);
        _hold.Release();
        Assert.All(await Task.WhenAll(fired), f => Assert.True(f.Ok));
        await WrittenAsync();
    }

    [Fact]
    public async Task Large_messages_fill_it_before_many_do_and_one_is_always_taken()
    {
        await HeldUpAsync(new RecorderOptions { CapacityCharacters = 1 });
        await FillAsync(Precedence.Priority, 1);
        await FillAsync(Precedence.Flash, 1);
        await WrittenAsync();
    }

    [Fact]
    public async Task A_commit_holds_no_more_than_a_flash_can_wait_for()
    {
        await HeldUpAsync(new RecorderOptions { BatchCharacters = 1 });
        for (var i = 0; i < 5; i++)
        {
            Queue(Message(Precedence.Priority));
        }
        await WrittenAsync();
        Assert.Equal(6, _hold.Commits);
    }

    [Fact]
    public async Task Where_all_fit_in_one_commit_the_order_in_which_they_came_is_kept()
    {
        await HeldUpAsync(new RecorderOptions());
        Queue(Message(Precedence.Routine));
        Queue(Message(Precedence.Flash));
        await WrittenAsync();
        Assert.Equal([1L, 2, 3], _queued.Select(q => q.Result.Value.Receipt!.Position));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _hold.Release();
        if (_bench is not null)
        {
            await _bench.DisposeAsync();
        }
    }

    /// <summary>A message is being written, and does not get done.</summary>
    private async Task<SignedEnvelope> HeldUpAsync(RecorderOptions options)
    {
        _bench = await RecorderBench.StartAsync(options, _hold.Around);
        var first = Message(Precedence.Priority);
        Queue(first);
        await _hold.Reached;
        return first;
    }

    private SignedEnvelope Message(Precedence precedence) => _bench!.Some.Message(precedence: precedence);

    private void Queue(SignedEnvelope message) => _queued.Add(_bench!.SubmitAsync(message));

    /// <summary>So many find room, and the next is told when to come back.</summary>
    private async Task FillAsync(Precedence precedence, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Queue(Message(precedence));
            Assert.False(_queued[^1].IsCompleted);
        }
        var refusal = (await _bench!.SubmitAsync(Message(precedence))).Refusal;
        Assert.Equal((3001, TimeSpan.FromSeconds(2)), (refusal?.Number, refusal?.RetryAfter));
    }

    private async Task WrittenAsync()
    {
        _hold.Release();
        Assert.All(await Task.WhenAll(_queued), q => Assert.True(q.Ok));
    }
}
