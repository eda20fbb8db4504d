using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Http;

/// <summary>The HTTP API as a script sees it.</summary>
public sealed class HttpApiTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Fact]
    public async Task The_OpenAPI_document_lists_every_path()
    {
        var (status, body, type) = await Actor("xa-officer").CallAsync(HttpMethod.Get, "/openapi/v1.json", token: null);
        Assert.Equal((200, "application/json"), (status, type));
        using var document = JsonDocument.Parse(body);
        Assert.StartsWith("3.", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name} {p.Name}")).Order(StringComparer.Ordinal);
        Assert.Equal(
        [
            "get /healthz", "get /readyz", "get /v1/desks", "get /v1/directory", "get /v1/directory/requests",
            "get /v1/envelopes/{id}", "get /v1/exchanges",
            "get /v1/exchanges/{id}", "get /v1/exercise", "get /v1/feed", "get /v1/hub", "get /v1/me",
            "get /v1/regimes", "get /v1/report",
            "get /v1/report/exchanges", "post /v1/confirmations",
            "post /v1/directory/approvals", "post /v1/directory/rejections", "post /v1/directory/requests",
            "post /v1/envelopes", "post /v1/exercise/seats", "post /v1/plan",
        ], operations);
    }

    [Fact]
    public async Task The_OpenAPI_document_says_which_calls_need_a_token_and_how_refusals_look()
    {
        var (_, body, _) = await Actor("xa-officer").CallAsync(HttpMethod.Get, "/openapi/v1.json", token: null);
        using var document = JsonDocument.Parse(body);
        var submit = document.RootElement.GetProperty("paths").GetProperty("/v1/envelopes").GetProperty("post");
        Assert.True(submit.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/jose", out _));
        var responses = submit.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value);
        Assert.True(responses.ContainsKey("201"));
        foreach (var status in new[] { "400", "401", "403", "409", "413", "429", "503" })
        {
            Assert.True(
                responses[status].GetProperty("content").TryGetProperty("application/problem+json", out _), status);
        }
        Assert.Equal("bearer", document.RootElement.GetProperty("components")
            .GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString());
        Assert.Equal(1, submit.GetProperty("security").GetArrayLength());
        foreach (var (method, path) in new[] { ("get", "/v1/hub"), ("get", "/v1/exercise"),
            ("post", "/v1/exercise/seats"), ("post", "/v1/directory/requests") })
        {
            Assert.False(document.RootElement.GetProperty("paths")
                .GetProperty(path).GetProperty(method).TryGetProperty("security", out _), path);
        }
        foreach (var (path, shape) in new[] { ("/v1/plan", "PlanQuestion"), ("/v1/exercise/seats", "SeatClaim"),
            ("/v1/directory/requests", "SeatClaim"), ("/v1/directory/approvals", "KeyApproval"),
            ("/v1/directory/rejections", "KeyApproval") })
        {
            var schema = document.RootElement.GetProperty("paths")
                .GetProperty(path).GetProperty("post").GetProperty("requestBody")
                .GetProperty("content").GetProperty("application/json").GetProperty("schema");
            Assert.EndsWith("/" + shape, schema.GetProperty("$ref").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_OpenAPI_document_says_what_a_report_takes_and_gives()
    {
        var (_, body, _) = await Actor("xa-officer").CallAsync(HttpMethod.Get, "/openapi/v1.json", token: null);
        using var document = JsonDocument.Parse(body);
        foreach (var (path, more) in new[] { ("/v1/report", Array.Empty<string>()),
            ("/v1/report/exchanges", ["outcome", "afterEscalation", "limit"]) })
        {
            var report = document.RootElement.GetProperty("paths").GetProperty(path).GetProperty("get");
            string[] names = ["from", "to", "by", "status", "regime", "kind", "precedence", "participant", "carrier",
                "window", "format", "progress", .. more];
            var parameters = report.GetProperty("parameters").EnumerateArray().ToList();
            Assert.Equal(names.Order(), parameters.Select(p => p.GetProperty("name").GetString()!).Order());
            Assert.All(parameters, p => Assert.Equal(("query", false), (p.GetProperty("in").GetString(),
                p.TryGetProperty("required", out var required) && required.GetBoolean())));
            Assert.All(parameters, p => Assert.True(p.GetProperty("description").GetString()!.Length > 10));
            var content = report.GetProperty("responses").GetProperty("200").GetProperty("content");
            Assert.True(content.TryGetProperty("application/json", out _) && content.TryGetProperty("text/csv", out _));
        }
    }

    [Theory]
    [InlineData("/v1/exchanges")]
    [InlineData("/v1/exchanges/0197f0c0-0000-7000-8000-000000000000")]
    [InlineData("/v1/envelopes/0197f0c0-0000-7000-8000-000000000000")]
    [InlineData("/v1/feed")]
    [InlineData("/v1/directory")]
    [InlineData("/v1/regimes")]
    [InlineData("/v1/me")]
    [InlineData("/v1/desks")]
    [InlineData("/v1/directory/requests")]
    [InlineData("/v1/report")]
    [InlineData("/v1/report/exchanges?format=csv")]
    public async Task A_call_without_token_is_a_problem_with_number(string path)
    {
        var (status, body, type) = await Actor("xa-officer").CallAsync(HttpMethod.Get, path, token: null);
        Assert.Equal((401, "application/problem+json"), (status, type));
        Assert.Equal(
            (1100, 401, "urn:hotline:error:1100"), (Problem(body).Number, Problem(body).Status, Problem(body).Type));
    }

    [Theory]
    [InlineData("/v1/exchanges/0197f0c0-0000-7000-8000-000000000000", 404, 2010)]
    [InlineData("/v1/exchanges/nonsense", 400, 4006)]
    [InlineData("/v1/envelopes/0197f0c0-0000-7000-8000-000000000000", 404, 2010)]
    [InlineData("/v1/exchanges?limit=0", 400, 4006)]
    [InlineData("/v1/exchanges?state=closed", 400, 4006)]
    [InlineData("/v1/feed?after=-1", 400, 4006)]
    [InlineData("/v1/feed?after=much", 400, 4006)]
    [InlineData("/v1/report?by=colour", 400, 2303)]
    [InlineData("/v1/nothing", 404, 4012)]
    public async Task What_is_not_there_or_not_readable_is_a_problem_with_number(string path, int status, int number)
    {
        var actor = Actor("xa-officer");
        var (got, body, type) = await actor.CallAsync(HttpMethod.Get, path, actor.Token());
        Assert.Equal((status, "application/problem+json"), (got, type));
        Assert.Equal(number, Problem(body).Number);
    }

    [Theory]
    [InlineData("{\"message\":\"0197f0c0-0000-7000-8000-000000000000\",\"rung\":\"delivered\"}", 404, 2010)]
    [InlineData("{\"message\":\"nonsense\",\"rung\":\"delivered\"}", 400, 4006)]
    [InlineData("{", 400, 4006)]
    public async Task A_confirmation_that_cannot_be_is_a_problem_with_number(string body, int status, int number)
    {
        var actor = Actor("xb-officer");
        var (got, answer, type) = await actor.CallAsync(
            HttpMethod.Post, HttpPaths.Confirmations, actor.Token(), new StringContent(body, null, "application/json"));
        Assert.Equal((status, "application/problem+json"), (got, type));
        Assert.Equal(number, Problem(answer).Number);
    }

    [Fact]
    public async Task A_program_cannot_confirm_what_a_person_must_sign()
    {
        var (xa, xb) = (Actor("xa-officer"), Actor("xb-officer"));
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        var body = new StringContent(
            $$"""{"message":"{{sent.Envelope.Id}}","rung":"acknowledged"}""", null, "application/json");
        var (status, answer, _) = await xb.CallAsync(HttpMethod.Post, HttpPaths.Confirmations, xb.Token(), body);
        Assert.Equal((400, 2018), (status, Problem(answer).Number));
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_take_is_a_problem_with_number()
    {
        var actor = Actor("xa-officer");
        var (status, body, type) = await actor.CallAsync(HttpMethod.Delete, HttpPaths.Exchanges, actor.Token());
        Assert.Equal((405, "application/problem+json", 4006), (status, type, Problem(body).Number));
    }

    [Fact]
    public async Task An_envelope_is_given_back_byte_for_byte_to_those_it_names_and_to_noshapeelse()
    {
        var sent = await Actor("xa-officer")
            .SubmitAsync(Actor("xa-officer").Notify("XB", content: """{"what":"Ünïcode ✓ and \"quotes\""}"""));
        foreach (var (who, status) in new[] { ("xa-officer", 200), ("xb-deputy", 200), ("xc-officer", 404),
            ("xz-coordinator", 404), ("xa-notifier", 404), ("xb-administrator", 404) })
        {
            var actor = Actor(who);
            var (got, body, type) = await actor.CallAsync(
                HttpMethod.Get, $"{HttpPaths.Envelopes}/{sent.Envelope.Id}", actor.Token());
            Assert.Equal((who, status), (who, got));
            Assert.True(got == 404 || (body, type) == (sent.Compact, MediaTypes.Envelope));
        }
    }

    [Fact]
    public async Task The_same_bytes_again_give_the_first_entry()
    {
        var actor = Actor("xa-officer");
        var envelope = actor.Notify("XB");
        var first = (await actor.Api.SubmitAsync(envelope.Compact)).Value;
        var again = (await actor.Api.SubmitAsync(envelope.Compact)).Value;
        Assert.Equal((first.Position, first.At, first.Entry), (again.Position, again.At, again.Entry));
    }

    [Fact]
    public async Task Pages_of_the_feed_join_without_gap_or_overlap()
    {
        var actor = Actor("xa-officer");
        for (var i = 0; i < 5; i++)
        {
            await actor.SubmitAsync(actor.Notify("XB", Kind.Declaration));
        }
        var whole = (await actor.Api.FeedAsync(0)).Value;
        var (joined, cursor) = (new List<long>(), 0L);
        while (cursor < whole.Cursor)
        {
            var page = (await actor.Api.FeedAsync(cursor, limit: 2)).Value;
            joined.AddRange(page.Items.Select(i => i.Entry.Position));
            cursor = page.Cursor;
        }
        var expected = whole.Items.Select(i => i.Entry.Position).ToList();
        Assert.Equal(expected, joined.Take(expected.Count));
    }

    [Fact]
    public async Task Every_window_that_the_hub_tells_has_a_basis_that_claims_no_regime()
    {
        var actor = Actor("xa-officer");
        var (_, body, _) = await actor.CallAsync(HttpMethod.Get, HttpPaths.Regimes, actor.Token());
        var regimes = JsonSerializer.Deserialize(body, WireJson.Default.RegimeList)!.Regimes;
        Assert.Equal(["arf", "exercise", "oas", "osce", "un"], regimes.Select(r => r.Id).Order());
        Assert.All(regimes.SelectMany(r => r.Windows), w => Assert.Equal(
            (BasisKind.OperatorDefault, true), (w.Basis.Kind, w.Basis.Source.Length > 10)));
    }

    [Fact]
    public async Task The_directory_shows_keys_and_no_mail_addresses()
    {
        var actor = Actor("xc-officer");
        var (status, body, _) = await actor.CallAsync(HttpMethod.Get, HttpPaths.Directory, actor.Token());
        Assert.Equal(200, status);
        Assert.DoesNotContain("@", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"d\":", body, StringComparison.Ordinal);
        var found = JsonSerializer.Deserialize(body, WireJson.Default.DirectoryView)!.Participants
            .Single(p => p.Code == "XC").Pocs.Single(p => p.Id == "officer");
        Assert.Equal(actor.Key.Id, Assert.Single(found.Keys).Thumbprint());
    }

    [Fact]
    public async Task Health_says_that_it_lives_and_what_it_can_do()
    {
        var actor = Actor("xa-officer");
        Assert.Equal(200, (await actor.CallAsync(HttpMethod.Get, "/healthz", token: null)).Status);
        var (status, body, _) = await actor.CallAsync(HttpMethod.Get, "/readyz", token: null);
        Assert.Equal(200, status);
        Assert.Contains("journal: ok", body, StringComparison.Ordinal);
        Assert.Contains("clock: ok", body, StringComparison.Ordinal);
        Assert.Contains("mail: ok", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_origin_is_turned_away()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Hub.Http) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/hub");
        request.Headers.Add("Origin", "https://elsewhere.example");
        using var response = await http.SendAsync(request);
        Assert.Equal(
            (403, 4009), ((int)response.StatusCode, Problem(await response.Content.ReadAsStringAsync()).Number));
    }
}
