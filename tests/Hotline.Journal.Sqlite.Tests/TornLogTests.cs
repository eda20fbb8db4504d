using System.Buffers.Binary;
using System.Numerics;
using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Journal.Tests;
using Hotline.Testing;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>What a commit that a crash cut short looks like, and what a log does in which a bit has rotted.</summary>
public sealed class TornLogTests : IAsyncDisposable
{
    private const int Header = 32;
    private const int Frame = 24 + 4096;

    private readonly RecorderBench _bench = new();
    private readonly TemporaryDirectory _before = new();
    private readonly TemporaryDirectory _after = new();

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _before.Dispose();
        _after.Dispose();
    }

    /// <summary>
    /// A frame's header from one commit and its page from another can differ from what was written by one bit alone.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bit_is_damage_where_the_rest_of_its_commit_is_there(bool whole)
    {
        await using var store = SqliteStore.Open(_before.Path).Value;
        await using var recorder = await _bench.OpenRecorderAsync(store);
        await SubmittedAsync(recorder);
        var log = SqliteStore.FileName + "-wal";
        var before = FramesIn(Copied(log));
        await SubmittedAsync(recorder);
        var bytes = Copied(log);
        var (first, frames) = (Header + before * Frame, FramesIn(bytes) - before);
        Assert.True(frames > 1, $"The commit has {frames} frames.");
        bytes[first + 1000] ^= 4;
        if (!whole)
        {
            var sector = bytes.AsSpan(first + Frame + 1024, 512);
            sector.Fill((byte)(sector[0] + 1));
        }
        File.WriteAllBytes(_after[SqliteStore.FileName], Copied(SqliteStore.FileName));
        File.WriteAllBytes(_after[log], bytes);

        var opened = SqliteStore.Open(_after.Path);
        Assert.Equal(whole ? 3032 : null, opened.Refusal?.Number);
        if (opened.Try(out var other, out _))
        {
            await other.DisposeAsync();
        }
    }

    /// <summary>The size of the database with which a commit ends is one bit when it is a power of two.</summary>
    [Fact]
    public async Task A_last_commit_whose_end_lost_its_only_bit_is_damage()
    {
        await using var store = SqliteStore.Open(_before.Path).Value;
        await using var recorder = await _bench.OpenRecorderAsync(store);
        var log = SqliteStore.FileName + "-wal";
        byte[] bytes;
        Span<byte> End() => bytes.AsSpan(Header + (FramesIn(bytes) - 1) * Frame + 4, 4);
        do
        {
            await SubmittedAsync(recorder);
            bytes = Copied(log);
        }
        while (!BitOperations.IsPow2(BinaryPrimitives.ReadUInt32BigEndian(End())));
        End().Clear();
        File.WriteAllBytes(_after[SqliteStore.FileName], Copied(SqliteStore.FileName));
        File.WriteAllBytes(_after[log], bytes);
        Assert.Equal(3032, SqliteStore.Open(_after.Path).Refusal?.Number);
    }

    private async Task SubmittedAsync(Recorder recorder) =>
        Assert.True((await recorder.ExecuteAsync(new Submit(_bench.Some.Message(), Carrier.SignalR))).Ok);

    private byte[] Copied(string file)
    {
        File.Copy(_before[file], _after[file], overwrite: true);
        return File.ReadAllBytes(_after[file]);
    }

    private static int FramesIn(byte[] log)
    {
        var frames = 0;
        while (log.AsSpan(Header + frames * Frame + 8, 8).SequenceEqual(log.AsSpan(16, 8)))
        {
            frames++;
        }
        return frames;
    }
}
