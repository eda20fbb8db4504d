using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hotline.Client.Tests;

/// <summary>A real server on a port of its own, which can go and come back on the same port.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private WebApplication? _app;
    private string _address = "http://127.0.0.1:0";

    private static readonly Refusal NoSuch = new(2010, "no-such-exchange", RefusalClass.NotFound, "There is no such exchange.");

    public TestJournal Journal { get; } = new();

    public Profile Profile => Of("XA", Journal.Officer);

    public Profile OtherProfile => Of("XB", Journal.Other);

    private Profile Of(string participant, SigningKey key) => new(_address, Journal.Key.Public.ToJwk(), participant, "officer", PocRole.DutyOfficer, key.ToPrivateJwk());

    public static async Task<TestServer> StartAsync()
    {
        var server = new TestServer();
        await server.UpAsync();
        return server;
    }

    public async Task UpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        builder.Services.AddSingleton(Journal);
        builder.Services.AddSignalR().AddJsonProtocol(json => json.PayloadSerializerOptions = new(WireJson.Default.Options));
        var app = builder.Build();
        app.Use(async (http, next) =>
        {
            if (http.Request.Path != HttpPaths.About && Journal.Check(http) is { } refusal)
            {
                await Problem(refusal).ExecuteAsync(http);
                return;
            }
            await next(http);
        });
        app.MapHub<TestHotlineHub>(HttpPaths.Hub);
        app.MapGet(HttpPaths.Feed, (long after) => Results.Json(new FeedPage([], after, Journal.Head), WireJson.Default.FeedPage));
        app.MapGet(HttpPaths.About, () => Results.Json(new HubView(Journal.Key.Id, Journal.Key.Public.ToJwk(), "test", RealTime.Clock.GetUtcNow(), Journal.Head), WireJson.Default.HubView));
        app.MapGet(HttpPaths.Directory, () => Results.Json(Journal.Directory, WireJson.Default.DirectoryView));
        app.MapGet(HttpPaths.Exchanges, () => Results.Json(new ExchangeList([.. Journal.Views.Values], RealTime.Clock.GetUtcNow()), WireJson.Default.ExchangeList));
        app.MapGet(HttpPaths.Exchanges + "/{id}", (string id) => Journal.Views.TryGetValue(MessageId.Parse(id), out var view) ? Results.Json(view, WireJson.Default.ExchangeView) : Problem(NoSuch));
        app.MapGet(HttpPaths.Report, (HttpRequest request) => Reported(request, Results.Json(Journal.Report, WireJson.Default.Report)));
        app.MapGet(HttpPaths.ReportExchanges, (HttpRequest request) => Reported(request, Results.Json(Journal.ReportExchanges, WireJson.Default.ReportExchanges)));
        app.MapGet(HttpPaths.Envelopes + "/{id}", (string id) => Journal.Envelope(MessageId.Parse(id)) is { } envelope ? Results.Text(envelope, MediaTypes.Envelope) : Problem(NoSuch));
        app.MapGet(HttpPaths.Me, () => Results.Json(TestJournal.Me, WireJson.Default.Me));
        app.MapGet(HttpPaths.Desks, () => Results.Json(new DesksView([], RealTime.Clock.GetUtcNow()), WireJson.Default.DesksView));
        app.MapGet(HttpPaths.Exercise, () => Results.Json(new ExerciseView(Open: false, []), WireJson.Default.ExerciseView));
        app.MapGet(HttpPaths.KeyRequests, () => Results.Json(new KeyRequestList([.. Journal.Requests.Values]), WireJson.Default.KeyRequestList));
        app.MapPost(HttpPaths.KeyApprovals, async (HttpRequest request) => Journal.Requests.TryRemove((await Body(request, WireJson.Default.KeyApproval)).Fingerprint, out _)
            ? Results.Json(TestJournal.Me, WireJson.Default.Me) : Problem(NoSuch));
        app.MapPost(HttpPaths.Plan, async (HttpRequest request) => Results.Json(Journal.Plan(await Body(request, WireJson.Default.PlanQuestion)), WireJson.Default.PlanView));
        app.MapPost(HttpPaths.ExerciseSeats, async (HttpRequest request) => Results.Json(TestJournal.Me with { Poc = (await Body(request, WireJson.Default.SeatClaim)).Poc }, WireJson.Default.Me, statusCode: 201));
        app.MapPost(HttpPaths.KeyRequests, async (HttpRequest request) => Results.Json(Journal.Ask(await Body(request, WireJson.Default.SeatClaim)), WireJson.Default.KeyRequest, statusCode: 202));
        app.MapPost(HttpPaths.Envelopes, async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            if (Journal.RefuseNext is { } refusal)
            {
                return Problem(refusal);
            }
            return Results.Json(await Journal.Submit(await reader.ReadToEndAsync()), WireJson.Default.Receipt, statusCode: 201);
        });
        await app.StartAsync();
        _address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _app = app;
    }

    private static async Task<T> Body<T>(HttpRequest request, JsonTypeInfo<T> type) => (await JsonSerializer.DeserializeAsync(request.Body, type))!;

    private IResult Reported(HttpRequest request, IResult json)
    {
        Journal.ReportQueries.Enqueue(request.QueryString.Value!);
        return Journal.RefuseNext is { } refusal ? Problem(refusal)
            : request.Query[ReportParameters.Format] == "csv" ? Results.Text($"of,{request.Path}\r\n", MediaTypes.Csv) : json;
    }

    private static IResult Problem(Refusal refusal)
    {
        var status = refusal.Class switch { RefusalClass.Unauthenticated => 401, RefusalClass.Forbidden => 403, RefusalClass.NotFound => 404, RefusalClass.Unavailable => 503, _ => 400 };
        return Results.Json(new Problem($"urn:hotline:error:{refusal.Number}", refusal.Name, status, refusal.Detail, refusal.Number), WireJson.Default.Problem, "application/problem+json", status);
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
