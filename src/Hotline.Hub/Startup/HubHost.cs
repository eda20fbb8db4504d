using System.Data.Common;
using System.Net.Sockets;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Core.Hubs;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Hub.Access;
using Hotline.Hub.Keeping;
using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Hotline.Hub.Startup;

/// <summary>
/// A hub from start to stop. The order of start is the order of trust: settings, keys and directory, journal, then the
/// clock, and the doors last; of stopping, the reverse.
/// </summary>
public sealed class HubHost : IAsyncDisposable
{
    private readonly HubParts _parts;
    private readonly ILogger _log;
    private string? _seatLink;

    /// <summary>What its first start in the directory made, to be taken back should that fail.</summary>
    private FreshStart? _fresh;
    private bool _failed;

    private HubHost(HubParts parts)
    {
        _parts = parts;
        _log = parts.Logs.CreateLogger<HubHost>();
    }

    /// <summary>Of the program.</summary>
    public static string Version { get; } = typeof(HubHost).Assembly.GetName().Version!.ToString(3);

    /// <summary>Where HTTP and SignalR are, once started.</summary>
    public string HttpAddress => _parts.Addresses.Http;

    /// <summary>Where MQTT is, once started; null when it is off.</summary>
    public string? MqttAddress => _parts.Addresses.Mqtt;

    /// <summary>What the doors and hands of this hub are made of.</summary>
    public IServiceProvider Services => _parts.App.Services;

    /// <summary>Everything up to the doors, which stay shut until <see cref="StartAsync"/>.</summary>
    /// <param name="reading">Settings without faults.</param>
    /// <param name="around">What it takes from the program around it.</param>
    /// <exception cref="StartupException">
    /// Something that it needs is not as it must be; says all that is wrong.
    /// </exception>
    public static async Task<HubHost> OpenAsync(SettingsReading reading, HubSurroundings around)
    {
        var fresh = FreshStart.Look(reading.DataDirectory);
        try
        {
            var examined = StartExamination.Of(reading);
            await MarkCheck.RefuseAsync(reading);
            var hub = await OpenAsync(reading, around, examined);
            hub._fresh = fresh;
            return hub;
        }
        catch (Exception failed)
        {
            fresh.TakeBack();
            throw failed is not DbException damaged ? failed : new StartupException(
                [StartErrors.Journal(reading.DataDirectory, damaged.Message.TrimEnd('.')).ToString()]);
        }
    }

    private static async Task<HubHost> OpenAsync(
        SettingsReading reading, HubSurroundings around, (bool Exercise, IReadOnlyList<Regime> Regimes) examined)
    {
        var (exercise, texts) = examined;
        var start = new StartPhase();
        var logs = LoggerFactory.Create(b =>
        {
            Composition.Logging(b, reading.Settings.Log, start);
            around.Logging?.Invoke(b);
        });

        // The journal is opened before the host is built and closed after it is gone.
        var options = new SqliteStoreOptions { Clock = around.Clock };
        if (!SqliteStore.Open(reading.DataDirectory, options, logs.CreateLogger<SqliteStore>())
            .Try(out var store, out var refusal))
        {
            logs.Dispose();
            throw new StartupException([refusal.ToString()]);
        }
        try
        {
            var journal = around.Journal?.Invoke(store) ?? store;
            return await OpenAsync(reading, around, journal, (logs, start), exercise, texts);
        }
        catch (Exception failed)
        {
            await store.DisposeAsync();
            logs.Dispose();
            if (failed is Journal.Checking.StorageDamagedException or DamagedEntryException)
            {
                throw new StartupException([JournalErrors.Damaged(reading.DataDirectory, failed.Message).ToString()]);
            }
            throw;
        }
    }

    /// <summary>Records that the hub runs and by which rules, starts the clock and opens the doors.</summary>
    /// <param name="ct">Gives up.</param>
    /// <returns>False when it was asked to stop meanwhile: then the doors are not, or not all, open.</returns>
    public async Task<bool> StartAsync(CancellationToken ct = default)
    {
        try
        {
            return await OpenDoorsAsync(ct);
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    private async Task<bool> OpenDoorsAsync(CancellationToken ct)
    {
        var rulebook = Services.GetRequiredService<Rulebook>();
        var now = Services.GetRequiredService<TimeProvider>().GetUtcNow();
        Outage? outage = null;
        if (_parts.Recorder.LastAlive is { } alive && alive < now)
        {
            outage = new Outage(alive.ToMilliseconds(), now.ToMilliseconds());
            HubLog.WasAway(_log, outage.From, outage.To);
        }
        var started = await RecordAsync(new StartHub(_parts.Key.Id, Version, outage), ct);
        rulebook.Outages = ((HubState)started.State!).Outages;
        await RegimesInForce.AdoptAsync(_parts.Recorder, rulebook.Regimes, _log, ct);
        if (!await Services.GetRequiredService<DirectoryKeeper>().StartAsync(ct))
        {
            throw new StartupException([JournalErrors.NotWritten().ToString()]);
        }
        try
        {
            using (_parts.Start.Enter())
            {
                await _parts.App.StartAsync(ct);
            }
        }
        catch (Exception busy) when (busy is SocketException or IOException { InnerException: AddressInUseException })
        {
            // Somebody took the port since it was tried; Kestrel has let go of the others.
            throw new StartupException(FreeAddresses.Faults(_parts.Reading) is [_, ..] taken
                ? taken.Select(f => f.ToString()) : [StartErrors.Failed(busy.Message).ToString()]);
        }
        catch (OperationCanceledException) when (_parts.App.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }
        var replies = Services.GetRequiredService<MailSettings>().Replies;
        foreach (var path in ExerciseSetup.PointProfiles(_parts.Data, HttpAddress, MqttAddress, replies))
        {
            HubLog.ProfileUnreadable(_log, path);
        }
        _seatLink = Services.GetRequiredService<OpenSeats>().WriteLink(HttpAddress);
        HubLog.Started(_log, _parts.Key.Id, Version, _parts.Recorder.Tail.Head);
        return true;
    }

    /// <summary>What to tell the person who started it.</summary>
    public string Welcome() => $"""

          Hotline {Version} is ready.
          HTTP and SignalR  {HttpAddress}{PublicOrigin}
          MQTT              {MqttAddress ?? "off"}
          Data              {_parts.Data}
        {ExerciseSetup.NextSteps(_parts.Data, _seatLink, Services.GetRequiredService<MailSettings>())}
        """;

    /// <summary>Why the hub ended by itself; null when it was asked to stop.</summary>
    public string? Ending => Services.GetRequiredService<ServiceStates>().Ending;

    private string PublicOrigin => Services.GetRequiredService<ListenSettings>().Origin() is { } origin
        ? $"\n  Behind a proxy as {origin}" : "";

    /// <summary>Waits until the host is asked to stop.</summary>
    public Task WaitForStopAsync(CancellationToken ct = default) => _parts.App.WaitForShutdownAsync(ct);

    /// <summary>Shuts the doors, then the clock, records that this was in order, and closes the journal.</summary>
    public async Task StopAsync(string reason)
    {
        HubLog.Stopping(_log, reason);
        await _parts.App.StopAsync();
        var stopped = await _parts.Recorder.ExecuteAsync(new StopHub(_parts.Key.Id, reason));
        if (stopped.Refusal is { } refusal)
        {
            HubLog.EndNotRecorded(_log, refusal.ToString());
        }
    }

    /// <summary>
    /// Lets go of everything. Without <see cref="StopAsync"/> before it, nothing is recorded of the end, as after a
    /// crash.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var markEnd = MarkCheck.Last(Services, _parts.Recorder, _log);
        await _parts.App.StopAsync();
        await _parts.App.DisposeAsync();
        await _parts.Recorder.DisposeAsync();
        markEnd();
        await _parts.Store.DisposeAsync();
        _parts.Key.Dispose();
        _parts.Telemetry?.Dispose();
        _parts.Logs.Dispose();
        if (_failed)
        {
            _fresh?.TakeBack();
        }
    }

    private static async Task<HubHost> OpenAsync(
        SettingsReading reading, HubSurroundings around, IJournalStore store,
        (ILoggerFactory Factory, StartPhase Start) logging, bool exercise, IReadOnlyList<Regime> texts)
    {
        var (logs, start) = logging;
        var (data, settings, log) = (reading.DataDirectory, reading.Settings, logs.CreateLogger<HubHost>());
        var key = HubKey.Open(data);
        DataDirectory.Mark(data, exercise);
        if (!File.Exists(DirectoryPath(data)))
        {
            ExerciseSetup.Create(data, key);
        }
        var ways = Composition.Ways(reading, around);
        var regimes = new RegimeBook(texts, await RegimesInForce.ReadEarlierAsync(store, log));
        var rulebook = new Rulebook(
            DataDirectory.Participants(data), regimes, settings.Rules.ToLimits(), [.. ways.Select(w => w.Rule)])
        {
            ExerciseOnly = exercise,
        };
        var recorder = await Recorder.OpenAsync(
            store, new RecordingHub(around.Clock, rulebook.At, key), settings.Journal.ToOptions(),
            logs.CreateLogger<Recorder>());

        foreach (var file in OpenFiles.Among(reading))
        {
            HubLog.Open(log, file);
        }
        var addresses = new ListeningAddresses(reading);
        var builder = Composition.Builder(reading, around, addresses);
        builder.Services.AddSingleton(logs).AddSingleton(store).AddSingleton(rulebook);
        builder.Services.AddSingleton(recorder).AddSingleton(recorder.Tail);
        builder.Services.AddSingleton(MarkCheck.Open(reading, around.Clock, recorder));
        builder.Services.AddSingleton(new HubIdentity(key.Id, key.Public.ToJwk(), Version));
        builder.Services.AddSingleton(new BounceLabels(
            HubKey.Derive(key, "mail bounces"), settings.Mail, Path.Combine(data, "mail.returns")));
        Composition.AddWays(builder.Services, ways);
        var app = builder.Build();
        Composition.Map(app);
        return new HubHost(new HubParts
        {
            Data = data, Key = key, Store = store, Recorder = recorder, Addresses = addresses, App = app, Logs = logs,
            Reading = reading, Start = start,
            Telemetry = OtlpExport.Start(settings.Telemetry, Version, key.Id),
        });
    }

    private async Task<Recorded> RecordAsync(Command command, CancellationToken ct) =>
        (await _parts.Recorder.ExecuteAsync(command, ct)).Try(out var recorded, out var refusal)
            ? recorded : throw new StartupException([refusal.ToString()]);

    /// <summary>Where the directory is.</summary>
    internal static string DirectoryPath(string data) => Path.Combine(data, "directory.json");
}
