using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Journal.Checking;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Journal.Tests;

/// <summary>
/// A recorder on a journal of its own, with a manual clock: opened, closed and opened again as a hub would.
/// </summary>
public sealed class RecorderBench : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private IJournalStore? _store;
    private Recorder? _recorder;

    public ManualTime Time { get; } = new();

    public Some Some { get; }

    public RecorderOptions Options { get; init; } = new();

    /// <summary>When the write-ahead log is copied.</summary>
    public long CheckpointBytes { get; init; } = 1024 * 1024;

    public StreamBook Streams { get; init; } = StreamBook.Default;

    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Comes between recorder and store.</summary>
    public Func<IJournalStore, IJournalStore> Around { get; init; } = store => store;

    public Func<DateTimeOffset, Circumstances> Circumstances { get; set; } = Some.Circumstances;

    public RecorderBench() => Some = new Some(Time);

    public string Data => _directory.Path;

    public IJournalStore Store => _store!;

    public Recorder Recorder => _recorder!;

    public Tail Tail => Recorder.Tail;

    public static async Task<RecorderBench> StartAsync(
        RecorderOptions? options = null, Func<IJournalStore, IJournalStore>? around = null)
    {
        var hub = new RecorderBench { Options = options ?? new RecorderOptions(), Around = around ?? (store => store) };
        await hub.OpenAsync();
        return hub;
    }

    public async Task OpenAsync()
    {
        _store = Around(SqliteStore.Open(
            Data, new SqliteStoreOptions { CheckpointBytes = CheckpointBytes, Format = Streams.Format }).Value);
        _recorder = await OpenRecorderAsync(_store);
    }

    /// <summary>A recorder with the clock and the rules of this hub.</summary>
    public Task<Recorder> OpenRecorderAsync(IJournalStore store)
    {
        var hub = new RecordingHub(Time, now => Circumstances(now), Some.HubKey) { Streams = Streams };
        return Recorder.OpenAsync(store, hub, Options, Log);
    }

    public async Task CloseAsync()
    {
        await Recorder.DisposeAsync();
        await Store.DisposeAsync();
        (_recorder, _store) = (null, null);
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public Task<Outcome<Recorded>> SubmitAsync(SignedEnvelope envelope, Carrier carrier = Carrier.SignalR) =>
        Recorder.ExecuteAsync(new Submit(envelope, carrier));

    /// <summary>A new message by another recorder than this bench's.</summary>
    public Task<Outcome<Recorded>> SubmitToAsync(Recorder recorder) =>
        recorder.ExecuteAsync(new Submit(Some.Message(), Carrier.SignalR));

    /// <summary>A new message from XA to XB, recorded.</summary>
    public async Task<SignedEnvelope> OpenedAsync(string to = "XB", string cc = "")
    {
        var message = Some.Message(to: to, cc: cc);
        Assert.Null((await SubmitAsync(message)).Refusal);
        return message;
    }

    /// <summary>Checks the journal, with the keys of the directory.</summary>
    public Task<FsckReport> CheckAsync() => CheckAsync(Data, Streams);

    /// <summary>Checks the journal of a data directory.</summary>
    public static async Task<FsckReport> CheckAsync(string data, StreamBook? streams = null)
    {
        streams ??= StreamBook.Default;
        await using var inspection = SqliteInspection.Open(data, streams.Format).Value;
        return await Fsck.RunAsync(inspection, new FsckOptions { Directory = Some.Directory, Streams = streams });
    }

    public async ValueTask DisposeAsync()
    {
        if (_recorder is not null)
        {
            await CloseAsync();
        }
        _directory.Dispose();
    }
}
