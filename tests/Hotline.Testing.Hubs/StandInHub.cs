using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hotline.Client;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hotline.Testing.Hubs;

/// <summary>
/// Stands in for a hub where the SDK or the command line is what is tested: it answers on a port of its own, takes
/// every message, says what the test wants, and can go and come back on the same port. It has no rules.
/// </summary>
public sealed class StandInHub : IAsyncDisposable
{
    private WebApplication? _app;
    private readonly string _address = $"http://127.0.0.1:{Ports.Take()}";

    private static readonly Refusal NoSuch =
        new(2010, "no-such-exchange", RefusalClass.NotFound, "There is no such exchange.");

    public StandInJournal Journal { get; } = new();

    public Profile Profile => Of("XA", Journal.Officer);

    public Profile OtherProfile => Of("XB", Journal.Other);

    private Profile Of(string participant, SigningKey key) =>
        new(_address, Journal.Key.Public.ToJwk(), participant, "officer", PocRole.DutyOfficer, key.ToPrivateJwk());

    /// <summary>Quick to come back; for tests only.</summary>
    public static ConnectionOptions Quick => new()
    {
        FirstWait = TimeSpan.FromMilliseconds(5), LongestWait = TimeSpan.FromMilliseconds(50),
    };

    public static async Task<StandInHub> StartAsync()
    {
        var server = new StandInHub();
        await server.UpAsync();
        return server;
    }

    /// <summary>XA's line to it.</summary>
    public HotlineConnection Connection(ConnectionOptions? options = null) =>
        new(Profile, RealTime.Clock, new Random(7), options ?? Quick);

    /// <summary>A message of XA's to XB that it has not seen.</summary>
    public SignedEnvelope Message() => FreshMessage.SignedBy(Journal.Officer);

    public async Task UpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        builder.Services.AddSingleton(Journal);
        builder.Services.AddSignalR()
            .AddJsonProtocol(json => json.PayloadSerializerOptions = new(WireJson.Default.Options));
        var app = builder.Build();
        app.Use(async (http, next) =>
        {
            if (http.Request.Path != HttpPaths.About && Journal.Check(http) is { } refusal)
            {
                await Problem(refusal).ExecuteAsync(http);
                return;
            }
            if (http.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
            {
                http.Features.Set<IHttpUpgradeFeature>(new FrameCount(upgrade, Journal.FrameCame));
            }
            await next(http);
        });
        app.MapHub<StandInLine>(HttpPaths.Hub);
        MapWhatIsRead(app);
        MapWhatIsSent(app);
        await app.StartAsync();
        _app = app;
    }

    private static DateTimeOffset Now => RealTime.Clock.GetUtcNow();

    private void MapWhatIsRead(WebApplication app)
    {
        app.MapGet(
            HttpPaths.Feed, (long after) =>
                Json(new FeedPage([], after, Journal.Head, Journal.Epoch), WireJson.Default.FeedPage));
        app.MapGet(HttpPaths.About, () => Json(
            new HubView(
                Journal.Key.Id, Journal.Key.Public.ToJwk(), "test", Now, Journal.Head, Exercise: Journal.Exercise,
                Epoch: Journal.Epoch, Recoveries: [.. Journal.Recoveries]),
            WireJson.Default.HubView));
        app.MapGet(HttpPaths.Directory, () => Json(Journal.Directory, WireJson.Default.DirectoryView));
        app.MapGet(HttpPaths.Exchanges, () => Json(
            new ExchangeList([.. Journal.Views.Values.Where(v => !Journal.Damaged.Contains(v.Position))], Now)
            {
                Damaged = Journal.Damaged is { IsEmpty: false } damaged ? damaged : null,
            }, WireJson.Default.ExchangeList));
        app.MapGet(HttpPaths.Exchanges + "/{id}", (string id) =>
            !Journal.Views.TryGetValue(MessageId.Parse(id), out var view) ? Problem(NoSuch)
            : Journal.Damaged.Contains(view.Position) ? Problem(JournalErrors.DamagedEntry(view.Position))
            : Json(view, WireJson.Default.ExchangeView));
        app.MapGet(HttpPaths.Report, (HttpRequest request) =>
            Reported(request, new ReportLine(Report: Journal.Report)));
        app.MapGet(HttpPaths.ReportExchanges, (HttpRequest request) =>
            Reported(request, new ReportLine(Exchanges: Journal.ReportExchanges)));
        app.MapGet(HttpPaths.Envelopes + "/{id}", (string id) =>
            Journal.Envelope(MessageId.Parse(id)) is { } envelope
                ? Results.Text(envelope, MediaTypes.Envelope) : Problem(NoSuch));
        app.MapGet(HttpPaths.Me, () => Json(StandInJournal.Me, WireJson.Default.Me));
        app.MapGet(HttpPaths.Desks, () => Json(new DesksView([], Now, []), WireJson.Default.DesksView));
        app.MapGet(
            HttpPaths.Exercise, () => Json(new ExerciseView(Open: false, [], false), WireJson.Default.ExerciseView));
        app.MapGet(HttpPaths.KeyRequests, () => Json(
            new KeyRequestList([.. Journal.Requests.Values]), WireJson.Default.KeyRequestList));
    }

    private void MapWhatIsSent(WebApplication app)
    {
        app.MapPost(HttpPaths.KeyApprovals, async (HttpRequest request) =>
        {
            var approval = await Body(request, WireJson.Default.KeyApproval);
            return Journal.Requests.TryRemove(approval.Fingerprint, out _)
                ? Json(StandInJournal.Me, WireJson.Default.Me) : Problem(NoSuch);
        });
        app.MapPost(HttpPaths.KeyRejections, async (HttpRequest request) =>
        {
            var rejection = await Body(request, WireJson.Default.KeyApproval);
            return Journal.Requests.TryRemove(rejection.Fingerprint, out _) ? Results.NoContent() : Problem(NoSuch);
        });
        app.MapPost(HttpPaths.Plan, async (HttpRequest request) =>
            Json(Journal.Plan(await Body(request, WireJson.Default.PlanQuestion)), WireJson.Default.PlanView));
        app.MapPost(HttpPaths.ExerciseSeats, async (HttpRequest request) =>
        {
            var claim = await Body(request, WireJson.Default.SeatClaim);
            return Json(StandInJournal.Me with { Poc = claim.Poc }, WireJson.Default.Me, StatusCodes.Status201Created);
        });
        app.MapPost(HttpPaths.KeyRequests, async (HttpRequest request) =>
        {
            var asked = Journal.Ask(await Body(request, WireJson.Default.SeatClaim));
            return Json(asked, WireJson.Default.KeyRequest, StatusCodes.Status202Accepted);
        });
        app.MapPost(HttpPaths.Envelopes, async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            if (Journal.RefuseNext is { } refusal)
            {
                return Problem(refusal);
            }
            var receipt = await Journal.Submit(await reader.ReadToEndAsync());
            return Json(receipt, WireJson.Default.Receipt, StatusCodes.Status201Created);
        });
    }

    private static async Task<T> Body<T>(HttpRequest request, JsonTypeInfo<T> type) =>
        (await JsonSerializer.DeserializeAsync(request.Body, type))!;

    private static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        Results.Json(value, type, statusCode: status);

    private IResult Reported(HttpRequest request, ReportLine report)
    {
        Journal.ReportQueries.Enqueue(request.QueryString.Value!);
        if (Journal.RefuseNext is { } refusal)
        {
            return Problem(refusal);
        }
        var csv = request.Query[ReportParameters.Format] == "csv";
        ReportLine[] lines = [
            .. Journal.Progress.Select(p => new ReportLine(p)),
            csv ? new ReportLine(Csv: $"of,{request.Path}\r\n") : report];
        return Results.Text(
            string.Concat(lines.Select(l => JsonSerializer.Serialize(l, WireJson.Default.ReportLine) + "\n")),
            MediaTypes.JsonLines);
    }

    private static IResult Problem(Refusal refusal)
    {
        var status = refusal.Class switch
        {
            RefusalClass.Malformed => StatusCodes.Status400BadRequest,
            RefusalClass.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalClass.Forbidden => StatusCodes.Status403Forbidden,
            RefusalClass.NotFound => StatusCodes.Status404NotFound,
            RefusalClass.Conflict => StatusCodes.Status409Conflict,
            RefusalClass.TooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalClass.TooMany => StatusCodes.Status429TooManyRequests,
            RefusalClass.Unavailable => StatusCodes.Status503ServiceUnavailable,
        };
        var problem = new Problem(
            $"urn:hotline:error:{refusal.Number}", refusal.Name, status, refusal.Detail, refusal.Number);
        return Results.Json(problem, WireJson.Default.Problem, "application/problem+json", status);
    }

    /// <summary>Ends every line at once, as a crash would.</summary>
    public void CutLines()
    {
        foreach (var line in Journal.Lines.Values)
        {
            line.Abort();
        }
    }

    public async Task DownAsync()
    {
        CutLines();
        await _app!.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await DownAsync();
        }
    }
}
