using Hotline.Contract.Facts;
using Hotline.Core.Regimes;
using Hotline.Hub.Access;
using Hotline.Hub.Carriers.Mail;
using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using DirectoryFile = Hotline.Core.Directory.DirectoryFile;

namespace Hotline.Hub.Startup;

/// <summary>
/// A hub from start to stop. The order of start is the order of trust: settings, keys and directory, journal, then the
/// clock, and the doors last; of stopping, the reverse.
/// </summary>
public sealed class HubHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _data;
    private readonly ListeningAddresses _doors;
    private readonly Recorder _recorder;
    private readonly IJournalStore _store;
    private readonly SigningKey _key;
    private readonly ILoggerFactory _logs;
    private readonly OtlpExport? _telemetry;
    private readonly ILogger _log;

    private HubHost(WebApplication app, string data, ListeningAddresses doors, Recorder recorder, IJournalStore store, SigningKey key, ILoggerFactory logs, OtlpExport? telemetry)
    {
        (_app, _data, _doors, _recorder, _store, _key) = (app, data, doors, recorder, store, key);
        (_logs, _telemetry, _log) = (logs, telemetry, logs.CreateLogger<HubHost>());
    }

    /// <summary>Of the program.</summary>
    public static string Version { get; } = typeof(HubHost).Assembly.GetName().Version!.ToString(3);

    /// <summary>Where HTTP and SignalR are, once started.</summary>
    public string HttpAddress => _doors.HttpAddress;

    /// <summary>Where MQTT is, once started; null when it is off.</summary>
    public string? MqttAddress => _doors.MqttAddress;

    /// <summary>What the doors and hands of this hub are made of.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Everything up to the doors, which stay shut until <see cref="StartAsync"/>.</summary>
    /// <param name="reading">Settings without faults.</param>
    /// <param name="clock">The hub's time.</param>
    /// <param name="random">Randomness for jitter.</param>
    /// <param name="logging">Changes logging, in tests.</param>
    /// <exception cref="StartupException">
    /// Something that it needs is not as it must be; says all that is wrong.
    /// </exception>
    public static async Task<HubHost> OpenAsync(SettingsReading reading, TimeProvider clock, Random random, Action<ILoggingBuilder>? logging = null)
    {
        var data = Path.GetFullPath(reading.Settings.Data);
        SecretFile.CreateDirectory(data);
        if (!SqliteStore.Open(data).Try(out var store, out var refusal))
        {
            throw new StartupException([refusal.ToString()]);
        }

        // One for everybody, from the first word to the last: the journal is opened before the host is built and closed
        // after it is gone.
        var logs = LoggerFactory.Create(b => { Composition.Logging(b, reading.Settings.Log); logging?.Invoke(b); });
        try
        {
            var key = HubKey.Open(data);
            if (!File.Exists(Path.Combine(data, "directory.json")))
            {
                ExerciseSetup.Create(data, key);
            }
            var rulebook = new Rulebook(ReadDirectory(data), ReadRegimes(reading.ConfigDirectory), reading.Settings.Rules.ToLimits());
            var doors = new ListeningAddresses(reading);
            var builder = Composition.Builder(reading, doors, clock, random, data);
            builder.Services.AddSingleton(logs);
            builder.Services.AddSingleton(rulebook);
            builder.Services.AddSingleton<IJournalStore>(store);
            builder.Services.AddSingleton(new BounceLabels(HubKey.Derive(key, "mail bounces"), reading.Settings.Mail));

            var recorder = await Recorder.OpenAsync(store, clock, rulebook.At, key, reading.Settings.Journal.ToOptions(), logs.CreateLogger<Recorder>());
            builder.Services.AddSingleton(recorder);
            builder.Services.AddSingleton(recorder.Tail);
            builder.Services.AddSingleton(new Api.HubIdentity(key.Id, key.Public.ToJwk(), Version));
            var app = builder.Build();
            Composition.Map(app);
            return new HubHost(app, data, doors, recorder, store, key, logs, OtlpExport.Start(reading.Settings.Telemetry, key.Id));
        }
        catch
        {
            await store.DisposeAsync();
            logs.Dispose();
            throw;
        }
    }

    /// <summary>Records that the hub runs, starts the clock and opens the doors.</summary>
    public async Task StartAsync(CancellationToken ct = default)
    {
        var clock = _app.Services.GetRequiredService<TimeProvider>();
        var away = _recorder.LastAlive is { } alive && alive < clock.GetUtcNow() ? new Outage(alive.ToMilliseconds(), clock.GetUtcNow().ToMilliseconds()) : null;
        _app.Services.GetRequiredService<Rulebook>().Outage = away;
        await _recorder.RecordAsync(new HubStarted(Version, away, _recorder.StoppedInOrder), ct);
        if (away is not null)
        {
            HubLog.WasAway(_log, away.From, away.To);
        }
        await _app.StartAsync(ct);
        ExerciseSetup.PointProfiles(_data, HttpAddress, MqttAddress);
        HubLog.Started(_log, _key.Id, Version, _recorder.Tail.Head);
    }

    /// <summary>What to tell the person who started it.</summary>
    public string Welcome() => $"""

          Hotline {Version} is ready.
          HTTP and SignalR  {HttpAddress}
          MQTT              {MqttAddress ?? "off"}
          Data              {_data}
        {ExerciseSetup.NextSteps(_data, HttpAddress)}
        """;

    /// <summary>Waits until the host is asked to stop.</summary>
    public Task WaitForStopAsync(CancellationToken ct = default) => _app.WaitForShutdownAsync(ct);

    /// <summary>Shuts the doors, then the clock, records that this was in order, and closes the journal.</summary>
    public async Task StopAsync(string reason)
    {
        HubLog.Stopping(_log, reason);
        await _app.StopAsync();
        await _recorder.RecordAsync(new HubStopped(reason));
    }

    /// <summary>
    /// Lets go of everything. Without <see cref="StopAsync"/> before it, nothing is recorded of the end, as after a
    /// crash.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _recorder.DisposeAsync();
        await _store.DisposeAsync();
        _key.Dispose();
        _telemetry?.Dispose();
        _logs.Dispose();
    }

    private static Core.Directory.Directory ReadDirectory(string data)
    {
        var path = Path.Combine(data, "directory.json");
        var (directory, faults) = DirectoryFile.Read(File.ReadAllBytes(path));
        return directory ?? throw new StartupException(faults.Select(f => $"{path}: {f}"));
    }

    private static RegimeBook ReadRegimes(string config)
    {
        var folder = Path.Combine(config, "regimes");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Where(f => !f.EndsWith(".schema.json", StringComparison.Ordinal)).Order().ToList() : [];
        if (files.Count == 0)
        {
            throw new StartupException([$"{folder}: there is no regime; expected files such as exercise.json."]);
        }
        var readings = files.Select(f => (Path: f, Reading: RegimeFile.Read(File.ReadAllBytes(f)))).ToList();
        var faults = readings.SelectMany(r => r.Reading.Faults.Select(fault => $"{r.Path}: {fault}")).ToList();
        foreach (var twice in readings.Where(r => r.Reading.Regime is not null).GroupBy(r => r.Reading.Regime!.Id).Where(g => g.Count() > 1))
        {
            faults.Add($"{folder}: the regime '{twice.Key}' stands in {twice.Count()} files.");
        }
        return faults.Count == 0 ? new RegimeBook(readings.Select(r => r.Reading.Regime!)) : throw new StartupException(faults);
    }
}

/// <summary>The hub cannot start; the message names everything that stands in the way.</summary>
public sealed class StartupException(IEnumerable<string> faults) : Exception(string.Join(Environment.NewLine, faults));
