using System.Text;
using Hotline.Contract.Facts;
using Hotline.Core.Hubs;
using Hotline.Journal.Trees;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Journal.Tests;

public sealed class TreeTests
{
    /// <summary>More than one tile of 65,536 entries, and a ragged edge.</summary>
    private const int Size = 65_536 + 3 * 256 + 77;

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(Size - 77)]
    [InlineData(Size - 76)]
    [InlineData(Size)]
    public async Task A_proof_for_any_position_holds_and_costs_few_reads(long position)
    {
        var store = new Leaves(Size);
        var path = await new TreeReader(store).PathAsync(position, Size, default);
        Assert.True(
            Merkle.Includes(Merkle.Leaf(Leaves.Json(position)), position - 1, Size, path, store.Frontier.Root()));
        Assert.True(store.Reads <= 2 * 17, $"{store.Reads} reads");
        Assert.True(store.LargestRead <= 128, $"{store.LargestRead} rows in one read");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(Size)]
    public async Task The_frontier_read_back_is_the_one_that_grew(long size)
    {
        var store = new Leaves(size);
        var frontier = await new TreeReader(store).FrontierAsync(size, default);
        Assert.Equal(store.Frontier.Root(), frontier.Root());
        Assert.True(store.Reads <= 17, $"{store.Reads} reads");
        frontier.Append(new byte[32]);
        store.Frontier.Append(new byte[32]);
        Assert.Equal(store.Frontier.Root(), frontier.Root());
    }

    [Fact]
    public async Task A_journal_that_lacks_a_tile_proves_nothing()
    {
        var store = new Leaves(600);
        store.Tiles.Remove(8);
        var failure = await Assert.ThrowsAsync<InvalidDataException>(
            async () => await new TreeReader(store).PathAsync(1, 600, default));
        Assert.Contains("fsck", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_message_gets_its_receipt_again_however_the_journal_has_grown()
    {
        await using var bench = await RecorderBench.StartAsync(new RecorderOptions { BatchSize = 100 });
        var messages = new List<SignedEnvelope>();
        for (var i = 0; i < 3; i++)
        {
            messages.Add(await bench.OpenedAsync());
            await Task.WhenAll(
                Enumerable.Range(0, 211).Select(_ => bench.Recorder.ExecuteAsync(new StopHub("test", "test"))));
        }
        await AssertAsync();
        await bench.ReopenAsync();
        await AssertAsync();
        Assert.Null(await bench.Recorder.ReceiptAsync(bench.Some.Next()));

        async Task AssertAsync()
        {
            foreach (var message in messages)
            {
                var receipt = (await bench.Recorder.ReceiptAsync(message.Envelope.Id))!;
                Assert.True(receipt.Verify(Some.HubKey.Public, message.Digest).Ok);
            }
        }
    }

    /// <summary>Reads of entries and tiles, from memory, counted.</summary>
    private sealed class Leaves : AroundStore
    {
        private readonly long _size;

        public Leaves(long size) : base(null!)
        {
            _size = size;
            for (var position = 1L; position <= size; position++)
            {
                Frontier.Append(Merkle.Leaf(Json(position)), (subtree, hash) =>
                {
                    if (TreeReader.IsTile(subtree))
                    {
                        Tiles.TryAdd(subtree.Level, []);
                        Tiles[subtree.Level].Add(hash);
                    }
                });
            }
        }

        public Frontier Frontier { get; } = new();

        public Dictionary<int, List<byte[]>> Tiles { get; } = [];

        public int Reads { get; private set; }

        public int LargestRead { get; private set; }

        public static byte[] Json(long position) => Encoding.UTF8.GetBytes($"entry {position}");

        public override ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long after, int limit, CancellationToken ct) =>
            Read(Enumerable.Range(0, limit).Select(i => after + 1 + i).Where(p => p <= _size)
                .Select(p => new StoredEntry(p, StreamId.Hub("test"), Json(p), null)));

        public override ValueTask<IReadOnlyList<byte[]>> ReadTilesAsync(
            int level, long first, int count, CancellationToken ct) =>
            Read(Tiles.GetValueOrDefault(level, []).Skip((int)first).Take(count));

        private ValueTask<IReadOnlyList<T>> Read<T>(IEnumerable<T> rows)
        {
            var read = rows.ToList();
            Reads++;
            LargestRead = Math.Max(LargestRead, read.Count);
            return new ValueTask<IReadOnlyList<T>>(read);
        }
    }
}
