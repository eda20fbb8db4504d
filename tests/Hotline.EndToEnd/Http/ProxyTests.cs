using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Http;

/// <summary>A hub behind a real nginx that ends TLS, by the files in <c>ops/proxy</c>.</summary>
public sealed class ProxyTests(ProxyTests.BehindNginx running) : AtHub(running), IClassFixture<ProxyTests.BehindNginx>
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private readonly BehindNginx _running = running;

    [NginxFact]
    public async Task A_page_of_the_public_origin_is_let_in_and_no_other()
    {
        var token = Actor("xa-officer").Token();
        Assert.Equal("200 ", await AskAsync("/v1/me", _running.Nginx.Origin, token));
        Assert.Equal("200 ", await AskAsync("/v1/me", null, token));
        foreach (var other in new[]
        {
            _running.Nginx.Origin.Replace("https", "http", StringComparison.Ordinal), Hub.Http, "null",
            "https://elsewhere.example", $"https://{PrivateNginx.Name}",
        })
        {
            Assert.Equal((other, "403 4009"), (other, await AskAsync("/v1/me", other, token)));
        }
    }

    [NginxFact]
    public async Task A_desks_line_is_a_WebSocket_through_the_proxy()
    {
        using var desk = await ConnectAsync(_running.Nginx.Origin);
        await desk.SendAsync(Encoding.UTF8.GetBytes(Handshake), WebSocketMessageType.Text, true, default);
        var answer = new byte[64];
        var received = await desk.ReceiveAsync(answer, default);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(answer, 0, received.Count));

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("https://elsewhere.example"));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [NginxFact]
    public async Task A_stranger_behind_the_proxy_locks_no_seat_out()
    {
        await using var strict = await HubProcess.StartAsync(new HubOptions
        {
            Arguments = ["--set", "listen.trustedProxies=127.0.0.1", "--set", "limits.requestsPerSecond=4"],
        });
        await using var nginx = new PrivateNginx();
        await nginx.StartAsync(strict.Http);
        await using var officer = strict.Actor("xb-officer");
        var strangers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => AskAsync(nginx, HttpPaths.About, nginx.Origin, null)));
        Assert.Contains("429 4013", strangers);
        Assert.Equal("200 ", await AskAsync(nginx, HttpPaths.Me, nginx.Origin, officer.Token()));
    }

    [NginxFact]
    public async Task Through_a_proxy_that_says_nothing_of_its_callers_nobody_takes_a_seat_of_the_exercise()
    {
        await using var naked = new PrivateNginx();
        await naked.StartAsync(Hub.Http, site => string.Join('\n', site.Split('\n').Where(
            line => !line.Contains("proxy_set_header", StringComparison.Ordinal))));
        using var key = SigningKey.Create();
        using var http = new HttpClient(naked.Handler());
        var claim = JsonSerializer.Serialize(
            new SeatClaim("XZ", "administrator", key.Public.ToJwk()), WireJson.Default.SeatClaim);
        using var body = new StringContent(claim, Encoding.UTF8, "application/json");
        using var taken = await http.PostAsync(new Uri(naked.Origin + HttpPaths.ExerciseSeats), body);
        Assert.Equal(HttpStatusCode.Forbidden, taken.StatusCode);
        Assert.Equal(4028, Problem(await taken.Content.ReadAsStringAsync()).Number);
    }

    [NginxFact]
    public async Task The_document_of_the_API_names_the_public_origin()
    {
        using var http = new HttpClient(_running.Nginx.Handler());
        var document = await http.GetStringAsync(new Uri(_running.Nginx.Origin + "/openapi/v1.json"));
        Assert.Contains($"\"url\": \"{_running.Nginx.Origin}\"", document, StringComparison.Ordinal);
    }

    private Task<string> AskAsync(string path, string? origin, string? token) =>
        AskAsync(_running.Nginx, path, origin, token);

    private static async Task<string> AskAsync(PrivateNginx nginx, string path, string? origin, string? token)
    {
        using var http = new HttpClient(nginx.Handler());
        using var request = new HttpRequestMessage(HttpMethod.Get, nginx.Origin + path);
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        using var response = await http.SendAsync(request);
        var number = response.StatusCode == HttpStatusCode.OK
            ? "" : $"{Problem(await response.Content.ReadAsStringAsync()).Number}";
        return $"{(int)response.StatusCode} {number}";
    }

    private async Task<ClientWebSocket> ConnectAsync(string origin)
    {
        using var invoker = new HttpMessageInvoker(_running.Nginx.Handler());
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        var uri = new Uri($"wss://{PrivateNginx.Name}:{_running.Nginx.Port}{HttpPaths.Hub}?access_token="
            + Actor("xa-officer").Token());
        await socket.ConnectAsync(uri, invoker, default);
        return socket;
    }

    /// <summary>A hub that knows how browsers reach it.</summary>
    public sealed class BehindNginx : RunningHub
    {
        public PrivateNginx Nginx { get; } = new();

        protected override HubOptions Options => new()
        {
            Arguments =
            [
                "--set", "listen.trustedProxies=127.0.0.1", "--set", $"listen.publicOrigin={Nginx.Origin}",
            ],
        };

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            if (PrivateNginx.Missing is null)
            {
                await Nginx.StartAsync(Hub.Http);
            }
        }

        public override async Task DisposeAsync()
        {
            await Nginx.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
