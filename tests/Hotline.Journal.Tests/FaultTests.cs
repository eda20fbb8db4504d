using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

/// <summary>Each write failed both ways: not persisted, and persisted but reported failed.</summary>
public sealed class FaultTests : IDisposable
{
    /// <summary>Enough entries that the scenario completes a tile.</summary>
    private const int Before = 253;

    private readonly TemporaryDirectory _before = new();

    public void Dispose() => _before.Dispose();

    [Fact]
    public async Task Whichever_call_fails_and_whichever_way_trying_again_ends_where_nothing_had_failed()
    {
        await using (var hub = new RecorderBench { Streams = Drills.Book })
        {
            await hub.OpenAsync();
            await Task.WhenAll(
                Enumerable.Range(0, Before).Select(_ => hub.Recorder.ExecuteAsync(new StopHub("test", "test"))));
            await hub.CloseAsync();
            File.Copy(Path.Combine(hub.Data, SqliteStore.FileName), _before[SqliteStore.FileName]);
        }
        var scenario = new Scenario();
        var sound = new Faults((_, _) => null);
        var expected = await RunAsync(scenario, sound);
        Assert.Superset(
            new HashSet<string> { "begin", "find message", "read stream", "append", "join", "replace due", "set cursor",
                "add tile", "beat", "commit" },
            sound.Calls.ToHashSet());

        for (var call = 0; call < sound.Calls.Count; call++)
        {
            foreach (var when in Enum.GetValues<Faults.When>())
            {
                var failed = call;
                var faults = new Faults((_, number) => number == failed ? when : null);
                var found = await RunAsync(scenario, faults);
                Assert.True(
                    expected.SequenceEqual(found),
                    $"call {call}, {sound.Calls[call]}, failed "
                        + $"{when}:\n{string.Join('\n', expected)}\nbut\n{string.Join('\n', found)}");
            }
        }
    }

    [Fact]
    public async Task That_the_last_commit_failed_is_known_until_one_works()
    {
        var fails = false;
        var faults = new Faults((name, _) => fails && name == "commit" ? Faults.When.Before : null);
        await using var hub = await RecorderBench.StartAsync(around: faults.Around);
        Assert.Null(hub.Recorder.Fault);
        fails = true;
        Assert.Equal(3002, (await hub.SubmitAsync(hub.Some.Message())).Refusal!.Number);
        Assert.NotEmpty(hub.Recorder.Fault!);
        fails = false;
        await hub.OpenedAsync();
        Assert.Null(hub.Recorder.Fault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Many_who_try_again_while_calls_fail_at_random_are_each_recorded_once(int seed)
    {
        var random = new Random(seed);
        var faults = new Faults((name, _) => (name, random.Next(100)) switch
        {
            ("commit", < 15) => Faults.When.After,
            ("commit", < 30) => Faults.When.Before,
            (_, < 2) => Faults.When.Before,
            _ => null,
        });
        await using var hub = await RecorderBench.StartAsync(new RecorderOptions { RecentEntries = 20 }, faults.Around);
        const int callers = 8, each = 10;
        var reading = ReadAsync(hub, "XB", callers * each);
        var receipts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<(SignedEnvelope Message, Receipt Receipt)>();
            for (var i = 0; i < each; i++)
            {
                var message = hub.Some.Message();
                own.Add((message, (await AgainAsync(() => hub.SubmitAsync(message))).Receipt!));
            }
            return own;
        })));
        var entries = await hub.Store.ReadAsync(0, 1000, default);
        Assert.Equal(callers * each, entries.Count);
        foreach (var (message, receipt) in receipts.SelectMany(r => r))
        {
            Assert.True(receipt.Verify(Some.HubKey.Public, message.Digest).Ok);
            Assert.Equal(message.Compact, entries[(int)receipt.Position - 1].Envelope);
        }
        Assert.Equal(Enumerable.Range(1, callers * each).Select(p => (long)p), await reading);
        await hub.CloseAsync();
        Assert.Empty((await hub.CheckAsync()).Findings);
    }

    /// <summary>
    /// Plays the scenario on a copy of the journal, trying each step again until it is done; the entries afterwards,
    /// line by line.
    /// </summary>
    private async Task<List<string>> RunAsync(Scenario scenario, Faults faults)
    {
        await using var hub = new RecorderBench
        {
            Streams = Drills.Book,
            Around = faults.Around,
            Options = new RecorderOptions { CachedStreams = 1 },
        };
        File.Copy(_before[SqliteStore.FileName], Path.Combine(hub.Data, SqliteStore.FileName));
        await hub.OpenAsync();
        var receipts = await scenario.PlayAsync(hub);

        faults.Stop();

        // What was lost with a failed commit may be lost: a command that nobody waits for, a cursor, a heartbeat. The
        // next of its kind is not.
        hub.Recorder.SetCursor("mail", new Cursor(Before, "note"));
        hub.Recorder.Beat();
        var last = await hub.OpenedAsync();
        Assert.Equal(Before, (await hub.Store.CursorAsync("mail", default))!.Position);
        var entries = await hub.Store.ReadAsync(Before, 100, default);
        Assert.All(receipts, r =>
        {
            Assert.True(r.Receipt.Verify(Some.HubKey.Public, r.Message.Digest).Ok);
            Assert.Equal(r.Message.Compact, entries.Single(e => e.Position == r.Receipt.Position).Envelope);
        });
        Assert.Equal(last.Compact, entries[^1].Envelope);

        // Whatever failed, live readers have been given what the store holds.
        foreach (var reader in new[] { "XA", "XB", "XC" })
        {
            Assert.Equal(
                (await hub.Store.ReadForAsync(reader, Before, 100, default)).Select(e => e.Position),
                (await hub.Tail.ReadAsync(reader, Before, 100)).Items.Select(i => i.Entry.Position));
        }
        await hub.CloseAsync();
        var report = await hub.CheckAsync();
        Assert.True(report.Sound, string.Join('\n', report.Findings));
        return [.. entries.SkipLast(1).Where(e => e.Entry.Fact is not Carried)
            .Select(e => $"{e.Entry.At:O} {e.Entry.Fact.GetType().Name} {e.Entry.Fact.Message?.Id}")];
    }

    private static async Task<List<long>> ReadAsync(RecorderBench hub, string reader, int count)
    {
        var seen = new List<long>();
        for (var cursor = 0L; seen.Count < count;)
        {
            await hub.Tail.WaitAsync(reader, cursor, default);
            var page = await hub.Tail.ReadAsync(reader, cursor, 7);
            seen.AddRange(page.Items.Select(i => i.Entry.Position));
            cursor = page.Cursor;
        }
        return seen;
    }

    /// <summary>Does as 3002 says.</summary>
    private static async Task<Recorded> AgainAsync(Func<Task<Outcome<Recorded>>> attempt)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            if ((await attempt()).Try(out var recorded, out var refusal))
            {
                return recorded;
            }
            Assert.Equal(3002, refusal.Number);
        }
        throw new InvalidOperationException("refused again and again");
    }

    /// <summary>A bit of everything, the same envelopes each time.</summary>
    private sealed class Scenario
    {
        private readonly SignedEnvelope _one;
        private readonly SignedEnvelope _two;
        private readonly SignedEnvelope _acknowledgement;
        private readonly SignedEnvelope _withdrawal;

        public Scenario()
        {
            var some = new Some();
            _one = some.Message(to: "XB", cc: "XC");
            _two = some.Message(to: "XC");
            _acknowledgement = some.Acknowledgement(_one);
            _withdrawal = some.Withdrawal(_two);
        }

        public async Task<List<(SignedEnvelope Message, Receipt Receipt)>> PlayAsync(RecorderBench hub)
        {
            var receipts = new List<(SignedEnvelope, Receipt)>();
            await SubmitAsync(_one);
            hub.Recorder.ExecuteLater(new Carry(_one.Envelope.Id, "XB", "officer", Carrier.SignalR));
            hub.Recorder.SetCursor("mqtt/XB", new Cursor(2, "note"));
            await SubmitAsync(_two);
            hub.Time.Advance(TimeSpan.FromSeconds(20));
            await DoAsync(new Confirm(_one.Envelope.Id, "XB", "officer", Rung.Delivered, Carrier.Mqtt));
            hub.Recorder.Beat();
            await SubmitAsync(_acknowledgement);
            await DoAsync(new CallDrill("one", ["XA"]));
            await DoAsync(new JoinDrill("one", "XC"));
            hub.Time.Advance(TimeSpan.FromMinutes(2));
            await DoAsync(new Fire(StreamId.Exchange(_one.Envelope.Id)));
            await SubmitAsync(_withdrawal);
            await SubmitAsync(_one);
            return receipts;

            async Task SubmitAsync(SignedEnvelope message) =>
                receipts.Add((message, (await AgainAsync(() => hub.SubmitAsync(message))).Receipt!));

            async Task DoAsync(Command command) => await AgainAsync(() => hub.Recorder.ExecuteAsync(command));
        }
    }
}
