using System.Globalization;
using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Journal.Tests;
using Hotline.Protocol;
using Hotline.Testing;
using Xunit.Abstractions;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>
/// One bit of what a crash left is flipped, somewhere in the database or in its log. Whatever it hits: the start is
/// refused in a numbered sentence and nothing is touched, or everything that is served is what was recorded, and what
/// is missing is told.
/// </summary>
public sealed class FlippedBitTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>More of them: HOTLINE_FLIPS=1000.</summary>
    private static readonly int Places =
        int.TryParse(Environment.GetEnvironmentVariable("HOTLINE_FLIPS"), CultureInfo.InvariantCulture, out var more)
            ? more : 60;

    private const int LogHeader = 32;
    private const int Frame = 24 + 4096;

    private static readonly string[] Participants = ["XA", "XB", "XC", "XZ"];
    // All commits of the second part stay in the log.
    private readonly RecorderBench _bench = new() { CheckpointBytes = 4 * 1024 * 1024 };
    private readonly TemporaryDirectory _crashed = new();
    private readonly TemporaryDirectory _hurt = new();
    private readonly List<MessageId> _messages = [];
    private Served _sound = null!;
    private byte[][] _files = [];

    /// <summary>What lies in two files: some folded into the database, some in the log, some filed, some not.</summary>
    public async Task InitializeAsync()
    {
        await _bench.OpenAsync();
        await WriteAsync(60);
        await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => _bench.Recorder.ExecuteAsync(new StopHub("test", "test"))));
        await _bench.ReopenAsync();
        await WriteAsync(20);
        _bench.Recorder.SetCursor("mail", new Cursor(3, "note"));
        await WriteAsync(1);
        foreach (var file in Names)
        {
            File.Copy(Path.Combine(_bench.Data, file), _crashed[file]);
        }
        _files = [.. Names.Select(file => File.ReadAllBytes(_crashed[file]))];
        _files[1] = _files[1][..(LogEnd() + Frame)];
        await _bench.CloseAsync();
        Put(null);
        _sound = await ReadAsync() ?? throw new InvalidOperationException("the sound one is refused");
        Assert.Empty(_sound.Told);
        Assert.True(_sound.Head > 256);
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        _crashed.Dispose();
        _hurt.Dispose();
    }

    private static string[] Names => [SqliteStore.FileName, SqliteStore.FileName + "-wal"];

    [Fact]
    public async Task Whatever_bit_is_flipped_nothing_wrong_is_served_and_nothing_is_lost_in_silence()
    {
        var random = new Random(20261127);
        var (refused, told, whole) = (0, 0, 0);
        for (var i = 0; i < Places; i++)
        {
            var place = Somewhere(random);
            Put(place);
            try
            {
                var read = await ReadAsync();
                Assert.True(read is null || place.File == 0, "commits are dropped from the log");
                if (read is not null)
                {
                    AssertHonest(read);
                }
                (refused, told, whole) = (refused + (read is null ? 1 : 0),
                    told + (read is { Told.Count: > 0 } ? 1 : 0), whole + (read is { Told.Count: 0 } ? 1 : 0));
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException($"Flip {i}, {place}", wrong);
            }
        }
        Assert.True(refused > 0 && told > 0, $"{refused} refused, {told} told, {whole} without effect");
        output.WriteLine($"{Places} places: {refused} refused, {told} told, {whole} without effect");
    }

    /// <summary>In the files, by their lengths; in the log where it holds commits.</summary>
    private Place Somewhere(Random random)
    {
        var at = random.Next(_files[0].Length + LogEnd());
        var bit = random.Next(8);
        return at < _files[0].Length ? new Place(0, at, bit) : new Place(1, at - _files[0].Length, bit);
    }

    private int LogEnd()
    {
        var (log, end) = (_files[1], LogHeader);
        while (end < log.Length && log.AsSpan(end + 8, 8).SequenceEqual(log.AsSpan(16, 8)))
        {
            end += Frame;
        }
        return end;
    }

    private void Put(Place? place)
    {
        foreach (var old in Directory.GetFiles(_hurt.Path))
        {
            File.Delete(old);
        }
        for (var i = 0; i < Names.Length; i++)
        {
            var bytes = _files[i].ToArray();
            if (place?.File == i)
            {
                bytes[place.At] ^= (byte)(1 << place.Bit);
            }
            File.WriteAllBytes(_hurt[Names[i]], bytes);
        }
    }

    private async Task WriteAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var message = await _bench.OpenedAsync(to: i % 3 == 0 ? "XB XC" : "XB");
            _messages.Add(message.Envelope.Id);
            await _bench.Recorder.ExecuteAsync(new Carry(message.Envelope.Id, "XB", "officer", Carrier.SignalR));
            if (i % 2 == 0)
            {
                await _bench.SubmitAsync(_bench.Some.Acknowledgement(message));
            }
            if (i % 5 == 0)
            {
                await _bench.SubmitAsync(_bench.Some.Withdrawal(message));
            }
        }
    }

    /// <returns>What is served; null when the start is refused.</returns>
    private async Task<Served?> ReadAsync()
    {
        var before = Names.Select(name => File.ReadAllBytes(_hurt[name])).ToList();
        if (!SqliteStore.Open(_hurt.Path, new SqliteStoreOptions { CheckpointBytes = 256 * 1024 })
            .Try(out var store, out var refusal))
        {
            Assert.InRange(refusal.Number, 3010, 3049);
            Assert.All(Names.Zip(before), f => Assert.True(
                f.Second.AsSpan().SequenceEqual(File.ReadAllBytes(_hurt[f.First])), $"{f.First} was changed"));
            return null;
        }
        await using var opened = store;
        Recorder recorder;
        try
        {
            recorder = await _bench.OpenRecorderAsync(store);
        }
        catch (IOException refused)
        {
            // The hub says it with a number: StartErrors.Failed.
            Assert.True(refused is StorageDamagedException or DamagedEntryException, refused.ToString());
            return null;
        }
        await using var running = recorder;
        return await ServedAsync(store, recorder);
    }

    private async Task<Served> ServedAsync(IJournalStore store, Recorder recorder)
    {
        var served = new Served(await store.HeadAsync(default));
        var told = served.Told;
        await TryAsync("entries", async () =>
        {
            foreach (var entry in await store.ReadAsync(0, int.MaxValue, default))
            {
                Take("entries", entry);
            }
        });
        foreach (var participant in Participants)
        {
            await TryAsync($"feed {participant}", async () =>
            {
                for (var after = 0L; after < served.Head;)
                {
                    var page = await recorder.Tail.ReadAsync(participant, after, 50);
                    foreach (var item in page.Items)
                    {
                        served.Items[$"feed {participant} {item.Entry.Position}"] =
                            Convert.ToHexString(item.EntryJson()) + item.Envelope;
                    }
                    foreach (var position in page.Damaged ?? [])
                    {
                        told.Add($"feed {participant} {position}");
                    }
                    after = page.Cursor;
                }
            });
            foreach (var list in new[] { "open", "all", "turn" })
            {
                await TryAsync($"list {participant} {list}", async () =>
                {
                    foreach (var one in list == "turn"
                        ? await store.TurnsAsync(participant, long.MaxValue, 1000, default)
                        : await store.ListAsync(participant, long.MaxValue, 1000, list == "open", default))
                    {
                        var name = $"list {participant} {list} {one.Opening}";
                        if (one.IsDamaged)
                        {
                            told.Add(name);
                        }
                        else
                        {
                            served.Items[name] = one.Stream.ToString();
                        }
                    }
                });
            }
        }
        await TryAsync("stream", async () =>
        {
            foreach (var stream in await store.StreamsAsync(null, null, 1000, default))
            {
                foreach (var entry in await store.ReadStreamAsync(stream, default))
                {
                    Take($"stream {stream}", entry);
                }
            }
        });
        await TryAsync("message", async () =>
        {
            foreach (var message in _messages)
            {
                Take($"message {message}", (await store.FindMessageAsync(message, default))!);
            }
        });
        await TryAsync("due", async () =>
        {
            foreach (var due in await store.ClaimDueAsync(
                new DueClaim(DueKinds.Clock, "test", DateTimeOffset.MaxValue.AddDays(-2), TimeSpan.FromSeconds(1)),
                1000, default))
            {
                served.Items[$"due {due.Stream} {due.Row.Key} {due.Row.At:O}"] = "";
            }
        });
        await TryAsync("cursor", async () =>
            served.Items["cursor"] = (await store.CursorAsync("mail", default))!.ToString());
        await TryAsync("alive", async () => served.Items["alive"] = $"{await store.AliveAsync(default):O}");

        // Whatever is hurt: what is new is recorded, or refused by number.
        var message = await _bench.SubmitToAsync(recorder);
        Assert.True(message.Refusal is null or { Number: 3002 or 3031 }, message.Refusal?.ToString());
        return served;

        void Take(string what, StoredEntry entry)
        {
            if (entry.IsSound)
            {
                served.Items[$"{what} {entry.Position}"] = Convert.ToHexString(entry.Json) + entry.Envelope;
            }
            else
            {
                told.Add($"{what} {entry.Position}");
            }
        }

        async Task TryAsync(string what, Func<Task> read)
        {
            try
            {
                await read();
            }
            catch (StorageDamagedException)
            {
                told.Add(what);
            }
        }
    }

    private void AssertHonest(Served served)
    {
        Assert.Equal(_sound.Head, served.Head);
        foreach (var (name, bytes) in served.Items)
        {
            Assert.True(_sound.Items.TryGetValue(name, out var recorded), $"'{name}' was never recorded");
            Assert.Equal(recorded, bytes);
        }
        Assert.All(_sound.Items.Keys.Except(served.Items.Keys), missing => Assert.True(
            served.Told.Any(told => missing == told || missing.StartsWith(told + " ", StringComparison.Ordinal)),
            $"'{missing}' is missing, and nobody says so"));
    }

    private sealed record Place(int File, int At, int Bit);

    private sealed record Served(long Head)
    {
        public SortedDictionary<string, string> Items { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Told { get; } = new(StringComparer.Ordinal);
    }
}
