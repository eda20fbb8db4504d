using System.Threading.RateLimiting;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Carriers.Mail;
using Hotline.Hub.Doors.Http;
using Hotline.Hub.Doors.Mqtt;
using Hotline.Hub.Doors.SignalR;
using Hotline.Hub.Intake;
using Hotline.Hub.Reading;
using Hotline.Hub.Seats;
using Hotline.Hub.Settings;
using Hotline.Hub.Timers;
using Hotline.Mqtt;
using Hotline.Mqtt.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Hotline.Hub.Startup;

/// <summary>The one place where the rooms are put together.</summary>
internal static class Composition
{
    public static WebApplicationBuilder Builder(SettingsReading reading, ListeningAddresses doors, TimeProvider clock, Random random, string data)
    {
        var settings = reading.Settings;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HttpDoor.MaximumBody;
            doors.Configure(kestrel);
        });

        var services = builder.Services;
        services.AddSingleton(clock).AddSingleton(settings.Limits).AddSingleton(settings.Mail).AddSingleton(settings.Tokens.ToPolicy());
        services.AddSingleton<Throttle>().AddSingleton<Connections>().AddSingleton<MessageIntake>().AddSingleton<ExchangeReader>().AddSingleton<Health>();
        services.AddSingleton<ReportReader>();
        services.AddSingleton(s => new Authenticator(s.GetRequiredService<HubIdentity>().Id, s.GetRequiredService<Rulebook>(), settings.Tokens.ToPolicy(), clock));

        services.AddSingleton(s => new DirectoryKeeper(Path.Combine(data, "directory.json"), s.GetRequiredService<Rulebook>(), s.GetRequiredService<ILogger<DirectoryKeeper>>()));
        services.AddSingleton(s => new OpenSeats(data, reading, s.GetRequiredService<Rulebook>())).AddSingleton<KeyRequests>();

        // The core alone: AddAuthentication would bring data protection, whose keys nothing here needs, into the user's
        // home.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = TokenAuthentication.SchemeName).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, _ => { });
        services.AddAuthorization();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRateLimiter(limiter =>
        {
            limiter.OnRejected = (context, _) => new ValueTask(Problems.Write(context.HttpContext, AccessErrors.TooManyRequests(settings.Limits.RequestsPerSecond)));
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = settings.Limits.RequestsPerSecond * 5,
                    TokensPerPeriod = settings.Limits.RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                }));
        });
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default));
        services.AddOpenApi("v1", ApiDocument.Describe);
        ConsoleFiles.AddServices(services);
        services.AddSignalR(signalR =>
        {
            signalR.MaximumParallelInvocationsPerClient = settings.Limits.ParallelCalls;
            signalR.MaximumReceiveMessageSize = HttpDoor.MaximumBody;
            signalR.StreamBufferCapacity = 4;
            signalR.EnableDetailedErrors = false;
            signalR.AddFilter<CallFaults>();
        }).AddJsonProtocol(json => json.PayloadSerializerOptions = new(WireJson.Default.Options));

        services.AddSingleton<IMqttApplication, MqttBridge>().AddSingleton<MqttConnections>().AddSingleton<MqttConnectionHandler>();
        services.AddSingleton(new MqttServerOptions { Limits = new MqttLimits { MaxPacketBytes = HttpDoor.MaximumBody } });

        var relays = settings.Mail.Relays;
        services.AddSingleton<IMailSender>(s => relays.Count == 0
            ? new PickupDirectory(Path.Combine(data, "outbox"), s.GetRequiredService<ILogger<PickupDirectory>>())
            : new RelayPipeline([.. relays.Select(r => new SmtpRelay(r, s.GetRequiredService<ILogger<SmtpRelay>>()))], settings.Mail, clock, random.NextDouble, s.GetRequiredService<ILogger<RelayPipeline>>()));
        services.AddSingleton<IMailIntake, MailIntake>();
        services.AddSingleton(s => new MaildirReader(new Maildir(settings.Mail.InboundMaildir ?? Path.Combine(data, "maildir")),
            s.GetRequiredService<IMailIntake>(), settings.Mail, s.GetRequiredService<BounceLabels>(), clock, s.GetRequiredService<ILogger<MaildirReader>>()));

        // Hosted services stop in reverse order: the doors (Kestrel is last) before the hands behind them.
        services.AddHostedService<DeadlineClock>().AddHostedService<Heartbeat>();
        services.AddHostedService<MailCarrier>().AddHostedService<MaildirService>();
        services.AddHostedService<DirectoryWatch>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        return builder;
    }

    public static void Logging(ILoggingBuilder logging, LogSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);

        // Requests are not logged: their query strings may hold tokens.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter(CallFaults.ReplacedLog, LogLevel.None);
        if (settings.Json)
        {
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "HH:mm:ss "));
        }
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    public static void Map(WebApplication app)
    {
        app.UseStatusCodePages(context => Problems.WriteBare(context.HttpContext));
        app.Use(Guards.Unexpected);
        app.Use(Guards.Origin);
        app.UseRateLimiter();
        ConsoleFiles.Use(app);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi("/openapi/{documentName}.json");
        HttpDoor.Map(app);
        ReportApi.Map(app);
        app.MapGet("/healthz", () => "alive\n");
        app.MapGet("/readyz", (Health health, CancellationToken ct) => health.ReadyAsync(ct));
        app.MapHub<HotlineHub>(HttpPaths.Hub, dispatcher =>
        {
            dispatcher.CloseOnAuthenticationExpiration = true;
            dispatcher.Transports = HttpTransportType.WebSockets;
        });
    }
}
