using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Journal.Tests;

/// <summary>A recorder on a journal of its own, with a manual clock: opened, closed and opened again as a hub would.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private IJournalStore? _store;
    private Recorder? _recorder;

    public ManualTime Time { get; } = new();

    public Some Some { get; }

    public RecorderOptions Options { get; init; } = new();

    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Comes between recorder and store.</summary>
    public Func<IJournalStore, IJournalStore> Around { get; init; } = store => store;

    public Func<DateTimeOffset, Circumstances> Circumstances { get; set; } = Some.Circumstances;

    public Hub() => Some = new Some(Time);

    public string Data => _directory.Path;

    public IJournalStore Store => _store!;

    public Recorder Recorder => _recorder!;

    public Tail Tail => Recorder.Tail;

    public static async Task<Hub> StartAsync(RecorderOptions? options = null, Func<IJournalStore, IJournalStore>? around = null)
    {
        var hub = new Hub { Options = options ?? new RecorderOptions(), Around = around ?? (store => store) };
        await hub.OpenAsync();
        return hub;
    }

    public async Task OpenAsync()
    {
        _store = Around(SqliteStore.Open(Data, new SqliteStoreOptions { CheckpointBytes = 1024 * 1024 }).Value);
        _recorder = await Recorder.OpenAsync(_store, Time, now => Circumstances(now), Some.HubKey, Options, Log);
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

    public Task<Outcome<Recorded>> SubmitAsync(SignedEnvelope envelope, Carrier carrier = Carrier.SignalR) => Recorder.ExecuteAsync(new Submit(envelope, carrier));

    /// <summary>A new message from XA to XB, recorded.</summary>
    public async Task<SignedEnvelope> OpenedAsync(string to = "XB", string cc = "")
    {
        var message = Some.Message(to: to, cc: cc);
        Assert.Null((await SubmitAsync(message)).Refusal);
        return message;
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
