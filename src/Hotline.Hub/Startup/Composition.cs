using System.Collections.Immutable;
using Hotline.Contract.Wire;
using Hotline.Core.Notices;
using Hotline.Hub.Access;
using Hotline.Hub.Bridges;
using Hotline.Hub.Doors.Http;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Doors.Mail.Imap;
using Hotline.Hub.Doors.Mqtt;
using Hotline.Hub.Doors.SignalR;
using Hotline.Hub.Intake;
using Hotline.Hub.Keeping;
using Hotline.Hub.Outbound;
using Hotline.Hub.Outbound.Mail;
using Hotline.Hub.Reading;
using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
using Hotline.Hub.Timers;
using Hotline.Journal;
using Hotline.Journal.Checking;
using Hotline.Mail;
using Hotline.Mqtt;
using Hotline.Mqtt.Server;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Hotline.Hub.Startup;

/// <summary>The one place where the rooms are put together.</summary>
internal static class Composition
{
    /// <summary>Slower than a modem; beyond the grace nobody who means it is.</summary>
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 240, TimeSpan.FromSeconds(5));

    public static WebApplicationBuilder Builder(
        SettingsReading reading, HubSurroundings around, ListeningAddresses addresses)
    {
        var options = new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory };
        var builder = WebApplication.CreateSlimBuilder(options);
        builder.Configuration.Sources.Clear();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HttpDoor.MaximumBody;
            kestrel.Limits.RequestHeadersTimeout = reading.Settings.Limits.HttpPatience;
            kestrel.Limits.KeepAliveTimeout = reading.Settings.Limits.HttpIdle;
            kestrel.Limits.MinRequestBodyDataRate = SlowestBody;
            kestrel.Limits.MinResponseDataRate = SlowestBody;
            addresses.Configure(kestrel);
        });
        var (services, settings) = (builder.Services, reading.Settings);
        services.AddSingleton(reading).AddSingleton(around.Clock).AddSingleton(settings.Limits)
            .AddSingleton(settings.Listen).AddSingleton(settings.Mail).AddSingleton(settings.Tokens.ToPolicy());
        AddPeople(services, reading);
        services.AddSingleton(new DiskSpace(settings.Disk, () => around.FreeBytes(reading.DataDirectory)));
        services.AddSingleton<Underway>().AddSingleton<MessageIntake>().AddSingleton<DueRows>();
        services.AddSingleton(new ReportPlaces(settings.Limits.Reports, settings.Limits.ReportsPerParticipant));
        services.AddSingleton<ExchangeReader>().AddSingleton<ReportReader>();
        services.AddSingleton<WaysInAndOut>().AddSingleton<Health>().AddSingleton<ServiceStates>();
        services.AddSingleton<JournalSoundness>();
        AddDoors(services, reading, around);
        AddBridges(services, settings.Bridges, around);

        // Hosted services stop in reverse order: the doors (Kestrel is last) before the hands behind them.
        services.AddKept<DeadlineClock>().AddKept<Heartbeat>().AddKept<MarkKeeper>();
        services.AddKept<MaildirWatch>().AddKept<DirectoryWatch>().AddKept<DiskWatch>();
        services.AddSingleton(s => s.GetRequiredService<IJournalStore>().Damage ?? s.Make<JournalDamage>(
            s.GetRequiredService<ILogger<JournalDamage>>()));
        services.AddSingleton(s => new BackgroundCheck(
            s.GetRequiredService<IJournalStore>(), s.GetRequiredService<JournalDamage>(), around.Clock));
        services.AddKept<JournalCheck>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        return builder;
    }

    /// <summary>By what somebody can be told, in the order in which it is tried: mail, and whatever is given.</summary>
    public static ImmutableArray<WayToTell> Ways(SettingsReading reading, HubSurroundings around)
    {
        var mail = new WayToTell(
            MeansRule.Mail, services => services.Make<MailNotices>(services.GetRequiredService<IMailSender>()));
        return [mail, .. around.Ways];
    }

    /// <summary>Has what is owed by each of the ways sent.</summary>
    public static void AddWays(IServiceCollection services, ImmutableArray<WayToTell> ways)
    {
        foreach (var way in ways)
        {
            services.AddKeyedSingleton(
                way.Rule.Name, (s, _) => s.Make<NoticeTeller>(way.Rule.Name, way.Sender(s)));
            services.AddSingleton(s => s.GetRequiredKeyedService<NoticeTeller>(way.Rule.Name));
            foreach (var (lane, name) in new[] { (NoticeLane.Flash, " flash"), (NoticeLane.Rest, "") })
            {
                services.AddKept(
                    s => s.Make<NoticeWork>(lane, s.GetRequiredKeyedService<NoticeTeller>(way.Rule.Name)),
                    $"{nameof(NoticeWork)} {way.Rule.Name}{name}");
            }
        }
    }

    public static void Logging(ILoggingBuilder logging, LogSettings settings, StartPhase start)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);

        // Requests are not logged: their query strings may hold tokens.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter(StartPhase.HostLog, start.Lets);
        logging.AddFilter(CallFaults.ReplacedLog, LogLevel.None);
        if (settings.Json)
        {
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        }
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    public static void Map(WebApplication app)
    {
        RequestLimits.UseForwarded(app);
        app.UseStatusCodePages(context => Problems.WriteBare(context.HttpContext));
        app.Use(Guards.Unexpected);
        app.Use(Guards.Origin);
        app.UseAuthentication();
        app.UseRateLimiter();
        ConsoleFiles.Use(app);
        app.UseAuthorization();
        app.MapOpenApi("/openapi/{documentName}.json");
        HttpDoor.Map(app);
        app.MapGet("/healthz", () => "alive\n");
        app.MapGet("/readyz", (Health health, CancellationToken ct) => health.ReadyAsync(ct));
        app.MapHub<HotlineHub>(HttpPaths.Hub, dispatcher =>
        {
            dispatcher.CloseOnAuthenticationExpiration = true;
            dispatcher.Transports = HttpTransportType.WebSockets;

            // A reader is cut with a reason; the transport cuts without one, and only whoever was not cut in time.
            var limits = app.Services.GetRequiredService<LimitSettings>();
            dispatcher.TransportSendTimeout = limits.ReaderPatience + TimeSpan.FromSeconds(5);
        });
    }

    /// <summary>Who is who, who may come in, and who wants to.</summary>
    private static void AddPeople(IServiceCollection services, SettingsReading reading)
    {
        services.AddSingleton<SecurityLog>().AddSingleton<HttpConnections>()
            .AddSingleton<Farewell>();
        services.AddSingleton<Authenticator>().AddSingleton<Throttle>().AddSingleton<Connections>();
        services.AddSingleton<SeatFeed>().AddSingleton<FanOut>();
        services.AddSingleton<HeldAnswers>().AddSingleton<LargeBodies>();
        services.AddSingleton<KeyRecord>();
        services.AddSingleton(s => s.Make<DirectoryKeeper>(HubHost.DirectoryPath(reading.DataDirectory)));
        services.AddSingleton<SeatLink>().AddSingleton<OpenSeats>();
        services.AddSingleton<KeyRequests>().AddSingleton<KeyApprovals>();
    }

    private static void AddDoors(IServiceCollection services, SettingsReading reading, HubSurroundings around)
    {
        var (settings, data) = (reading.Settings, reading.DataDirectory);
        services.AddSingleton(s => MailSender(reading, around, s));
        HttpDoor.AddServices(services, settings.Limits, settings.Listen);
        services.AddSignalR(signalR =>
        {
            signalR.MaximumParallelInvocationsPerClient = settings.Limits.ParallelCalls;
            signalR.MaximumReceiveMessageSize = HttpDoor.MaximumBody;
            signalR.StreamBufferCapacity = 4;
            signalR.EnableDetailedErrors = false;
            signalR.HandshakeTimeout = settings.Limits.HttpPatience;
            signalR.AddFilter<CallFaults>();
        });
        services.Configure<JsonHubProtocolOptions>(
            json => json.PayloadSerializerOptions = new(WireJson.Default.Options));
        services.RemoveAll<IHubProtocol>();
        services.AddSingleton<IHubProtocol>(s => new NumberedProtocol(s.Make<JsonHubProtocol>()));

        services.AddSingleton<IMqttApplication, MqttDoor>().AddSingleton<MqttCursors>().AddSingleton<MqttRates>();
        services.AddKept<MqttSessionWatch>();
        services.AddSingleton<MqttConnections>().AddSingleton<MqttStrangers>().AddSingleton<MqttConnectionHandler>();
        services.AddSingleton(MqttOptions(settings.Limits)).AddSingleton(new MqttSessionLimits(
            settings.Limits.MqttSessionsPerPoc, settings.Limits.MqttSessionLife, settings.Limits.MqttPatience));

        AddMailDoors(services, settings.Mail, data, around);
    }

    private static MqttServerOptions MqttOptions(LimitSettings limits) => new()
    {
        Limits = new MqttLimits { MaxPacketBytes = HttpDoor.MaximumBody },
        MaxConnections = limits.MqttClients,
        MaxStrangers = limits.MqttStrangers,
        MaxStrangersPerPlace = Math.Min(limits.MqttStrangers, limits.MqttStrangersPerAddress),
        PlaceOf = static address => AddressGroup.Of(address),
        ConnectTimeout = limits.MqttPatience,
        WriteTimeout = limits.ReaderPatience,
        SendMaximumBytes = limits.FanOutBytesPerConnection,
    };

    private static void AddBridges(
        IServiceCollection services, IReadOnlyList<BridgeSettings> bridges, HubSurroundings around)
    {
        var now = around.Clock.GetUtcNow();
        services.AddSingleton(new BridgeStates([.. bridges.Select(b => new BridgeState(b.Name, b.Participants, now))]));
        services.AddKept(s => new BridgeWatch(
            bridges, s.GetRequiredService<BridgeStates>(),
            ActivatorUtilities.CreateInstance<BridgeParts>(s) with { Randomizer = around.Random.NextDouble }));
    }

    /// <summary>Where the Maildir is.</summary>
    public static string MaildirPath(MailSettings settings, string data) =>
        settings.InboundMaildir ?? Path.Combine(data, "maildir");

    /// <summary>One handling of mails, two ways in.</summary>
    private static void AddMailDoors(
        IServiceCollection services, MailSettings settings, string data, HubSurroundings around)
    {
        var root = MaildirPath(settings, data);
        services.AddSingleton(new Maildir(root, around.Clock)).AddSingleton<MaildirReader>().AddSingleton<ImapState>();
        services.AddSingleton(new IntakeRate(settings.Intake, around.Clock)).AddSingleton<MailsWaiting>();
        services.AddSingleton<MailSenders>().AddSingleton(s => s.Make<KeptMails>(root, settings.Kept));
        services.AddKept<KeptMailsWatch>();
        services.AddSingleton<IMailIntake, MailIntake>().AddSingleton<InboundMail>().AddSingleton<RefusalAnswers>();
        services.AddSingleton<AnswerSender>(s => s.GetRequiredService<IMailSender>().AnswerAsync);
        if (settings.Imap.IsOn)
        {
            services.AddKept(s => new ImapWatch(
                s.Make<ImapParts>(settings.Imap, settings.PollInterval, data,
                    new RefusedMails(Path.Combine(root, RefusedFolder.Name)),
                    s.GetRequiredService<ILogger<ImapWatch>>()),
                s.GetRequiredService<ImapState>(), around.Random.NextDouble));
        }
    }

    /// <summary>Relays where the settings name some, else a directory.</summary>
    private static IMailSender MailSender(
        SettingsReading reading, HubSurroundings around, IServiceProvider services)
    {
        var mail = reading.Settings.Mail;
        if (mail.Relays.Count == 0)
        {
            return services.Make<PickupDirectory>(Path.Combine(reading.DataDirectory, "outbox"));
        }
        IReadOnlyList<IRelay> relays = [.. mail.Relays.Select(relay => services.Make<SmtpRelay>(relay))];
        return services.Make<RelayPipeline>(relays, (Func<double>)around.Random.NextDouble);
    }

    /// <summary>Makes something of these parts, and of services for the rest.</summary>
    private static T Make<T>(this IServiceProvider services, params object[] parts) =>
        ActivatorUtilities.CreateInstance<T>(services, parts);
}
