using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Outbound;
using Hotline.Hub.Settings;
using Hotline.Hub.Startup;
using Hotline.Journal;
using Hotline.Journal.Sqlite;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using DirectoryFile = Hotline.Core.Directory.DirectoryFile;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>
/// A whole hub in this process, on a directory of its own, whose clock only the test moves. It can be stopped, and
/// started again on the same data. The regime is the shipped <c>exercise</c>: priority has 20 s for delivery, 60 s for
/// acknowledgement, 5 min for a response.
/// </summary>
internal sealed class HubInProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly string[] _settings;
    private readonly string? _config;
    private readonly Logs _logs = new();
    private ImmutableArray<WayToTell> _ways = [];
    private HubHost? _hub;

    private HubInProcess(string[] settings, string? config) => (_settings, _config) = (settings, config);

    public ManualTime Time { get; } = new();

    public Some Some { get; private set; } = null!;

    public string Outbox => _data["outbox"];

    public string Maildir => _data["maildir"];

    public string DirectoryFilePath => _data["directory.json"];

    /// <summary>
    /// Log lines of level Error and above; a test that expects none lets <see cref="DisposeAsync"/> look.
    /// </summary>
    public IReadOnlyCollection<string> Errors => _logs.Errors;

    public bool ErrorsExpected { get; set; }

    /// <summary>Bytes that are free on its disk, as it believes; null for more than anybody counts.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>Stands between it and its journal, from its next start on.</summary>
    public Func<IJournalStore, IJournalStore>? Journal { get; set; }

    /// <summary>What the security log says.</summary>
    public IReadOnlyList<string> Security => _logs.Security.All;

    public T The<T>() where T : notnull => _hub!.Services.GetRequiredService<T>();

    public string Welcome => _hub!.Welcome();

    public string HttpAddress => _hub!.HttpAddress;

    public string MqttAddress => _hub!.MqttAddress!;

    /// <summary>A file of the data directory.</summary>
    public string this[string name] => _data[name];

    public static Task<HubInProcess> OpenAsync(params string[] settings) => OpenOnAsync(null, settings);

    /// <summary>Opens with another directory of settings and regimes than the shipped one.</summary>
    public static Task<HubInProcess> OpenOnAsync(string? config, params string[] settings) =>
        OpenAsync(new HubInProcess(settings, config));

    /// <summary>Opens with other ways, beside mail, to tell people.</summary>
    public static Task<HubInProcess> OpenWithAsync(params ImmutableArray<WayToTell> ways) =>
        OpenAsync(new HubInProcess([], null) { _ways = ways });

    /// <summary>A hub on an empty directory, which it sets up as the exercise; keys are in its profiles.</summary>
    public static async Task<HubInProcess> ExerciseAsync(params string[] settings)
    {
        var hub = new HubInProcess(settings, null);
        hub.Some = new Some(hub.Time);
        await hub.StartAsync();
        return hub;
    }

    public async Task StartAsync()
    {
        await OpenHostAsync();
        await _hub!.StartAsync();
    }

    /// <summary>Starts and crashes once the start is on record, before anything that fell due was seen to.</summary>
    public async Task StartInVainAsync()
    {
        await OpenHostAsync();
        var (recorder, now) = (The<Recorder>(), Time.GetUtcNow().ToMilliseconds());
        var outage = new Outage(recorder.LastAlive!.Value.ToMilliseconds(), now);
        Assert.True((await recorder.ExecuteAsync(new StartHub(The<HubIdentity>().Id, "0.0.0", outage))).Ok);
        await VanishAsync();
    }

    private async Task OpenHostAsync()
    {
        var reading = SettingsReader.Read(
        [
            "--data", _data.Path, "--urls", "http://127.0.0.1:0", "--mqtt", "127.0.0.1:0",
            .. _config is null ? Array.Empty<string>() : ["--config", _config],
            .. _settings.SelectMany(s => new[] { "--set", s }),
        ]);
        Assert.Empty(reading.Faults);
        _hub = await HubHost.OpenAsync(reading, new HubSurroundings(Time, new Random(1))
        {
            Logging = logging => logging.ClearProviders().AddProvider(_logs),
            Ways = _ways,
            Journal = Journal,
            FreeBytes = _ => FreeBytes,
        });
    }

    public async Task StopAsync()
    {
        await _hub!.StopAsync("test");
        await _hub.DisposeAsync();
        _hub = null;
    }

    /// <summary>Stops, has something happen to what lies on the disk, and starts again.</summary>
    public async Task HurtAsync(string sql)
    {
        ErrorsExpected = true;
        await StopAsync();
        await using (var file = new SqliteConnection($"Data Source={_data[SqliteStore.FileName]};Pooling=False"))
        {
            await file.OpenAsync();
            await using var command = file.CreateCommand();
            command.CommandText = sql;
            Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
        }
        await StartAsync();
    }

    /// <summary>Where what a message opened, or did, is on record.</summary>
    public async Task<long> PositionAsync(SignedEnvelope message) =>
        (await The<IJournalStore>().FindMessageAsync(message.Envelope.Id, default))!.Position;

    /// <summary>As a crash: nothing is said, nothing more is written.</summary>
    public async Task VanishAsync()
    {
        await _hub!.DisposeAsync();
        _hub = null;
    }

    public async Task<SignedEnvelope> SendAsync(SignedEnvelope message, Carrier carrier = Carrier.Http)
    {
        var seat = The<Rulebook>().Directory.SeatOf(message.KeyId)!;
        var outcome = await The<MessageIntake>().SubmitAsync(message.Compact, seat, carrier, default);
        Assert.Null(outcome.Refusal);
        return message;
    }

    public async Task<Refusal?> TryAsync(SignedEnvelope message) =>
        (await The<MessageIntake>().SubmitAsync(
            message.Compact, The<Rulebook>().Directory.SeatOf(message.KeyId)!, Carrier.Http, default)).Refusal;

    public Task<Refusal?> ConfirmAsync(SignedEnvelope message, string participant, Rung rung)
    {
        var seat = The<Rulebook>().Directory.SeatOf(Some.Key($"{participant}/officer").Id)!;
        return The<MessageIntake>().ConfirmAsync(
            new Confirmation(message.Envelope.Id, rung), seat, Carrier.SignalR, default);
    }

    /// <summary>Moves the clock on, and waits until what fell due has been settled.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        // The clock's hands must have armed their timers, or the advance passes them by; they look again at least every
        // ten seconds of hub time.
        await RealTime.Until(IsSettledAsync, "everything due so far to be settled");
        var end = Time.GetUtcNow() + by;
        while (Time.GetUtcNow() < end)
        {
            var left = end - Time.GetUtcNow();
            Time.Advance(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            var looks = 0;
            await RealTime.Until(async () =>
            {
                if (await IsSettledAsync())
                {
                    return true;
                }

                // A hand that was just arming its timer is woken by the next tick; hub time moves by a hair. One that
                // armed it for the second that has gone waits for another: on a busy machine that takes larger ones.
                Time.Advance(TimeSpan.FromMilliseconds(++looks < 100 ? 1 : 50));
                return false;
            }, "what fell due to be settled");
        }
    }

    /// <summary>
    /// True when nothing waits for the clock. Asked of the exchanges themselves: a row that is claimed is out of sight
    /// until it is settled.
    /// </summary>
    private async Task<bool> IsSettledAsync()
    {
        var store = The<IJournalStore>();
        if (await store.NextDueAsync(DueKinds.Clock, default) <= Time.GetUtcNow())
        {
            return false;
        }
        foreach (var stream in await store.StreamsAsync(StreamId.ExchangeSort, after: null, int.MaxValue, default))
        {
            try
            {
                var state = await store.LoadExchangeAsync(stream.AsExchange!.Value);
                if (Schedule.Of(state!).Any(row => row.Kind == DueKinds.Clock && row.At <= Time.GetUtcNow()))
                {
                    return false;
                }
            }
            catch (DamagedEntryException)
            {
                // Nobody can tell what is due there.
            }
        }
        return true;
    }

    public async Task<Exchange> StateAsync(SignedEnvelope message) =>
        (await The<IJournalStore>().LoadExchangeAsync(message.Envelope.Exchange))!;

    public async Task<Addressee> AddresseeAsync(SignedEnvelope message, string participant) =>
        (await StateAsync(message)).Addressee(participant)!;

    public async Task<IReadOnlyList<Fact>> FactsAsync(SignedEnvelope message)
    {
        var stream = StreamId.Exchange(message.Envelope.Exchange);
        return [.. (await The<IJournalStore>().ReadStreamAsync(stream, default)).Select(e => e.Entry.Fact)];
    }

    public async Task<FeedPage> FeedAsync(string participant) =>
        await The<Recorder>().Tail.ReadAsync(participant, 0, 500, default);

    /// <summary>The mails in the outbox, as their readers would parse them.</summary>
    public IReadOnlyList<ReceivedMail> Mails() => !Directory.Exists(Outbox) ? [] :
    [
        .. Directory.GetFiles(Outbox, "*.eml").Where(f => Path.GetFileName(f)[0] != '.').Order()
            .Select(f => MailReader.Read(File.ReadAllBytes(f)).Value),
    ];

    /// <summary>Puts a mail into the hub's inbox, as a mail server does.</summary>
    public async Task DeliverAsync(string name, string eml)
    {
        Directory.CreateDirectory(Path.Combine(Maildir, "new"));
        Directory.CreateDirectory(Path.Combine(Maildir, "tmp"));
        var aside = Path.Combine(Maildir, "tmp", name);
        await File.WriteAllTextAsync(aside, eml.ReplaceLineEndings("\r\n"));
        File.Move(aside, Path.Combine(Maildir, "new", name));
        await RealTime.Until(() =>
        {
            // What comes to nothing is looked at twice, two seconds apart.
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return !File.Exists(Path.Combine(Maildir, "new", name));
        }, "the mail to be taken");
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
        {
            await StopAsync();
        }
        _data.Dispose();
        if (!ErrorsExpected)
        {
            Assert.Empty(Errors);
        }
    }

    private static async Task<HubInProcess> OpenAsync(HubInProcess hub)
    {
        hub.Some = new Some(hub.Time);
        await File.WriteAllBytesAsync(hub.DirectoryFilePath, DirectoryFile.Write(Some.Directory.Participants));
        await hub.StartAsync();
        return hub;
    }

    private sealed class Logs : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _errors = new();

        public IReadOnlyCollection<string> Errors => [.. _errors];

        public LoggedLines Security { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            categoryName == SecurityLog.Category ? Security.CreateLogger(categoryName) : this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                _errors.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
