using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Protocol.Tokens;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Reports;

/// <summary>Asks a hub for reports, over HTTP, as one seat or another.</summary>
internal sealed class ReportCaller(HubInProcess hub) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(hub.HttpAddress) };

    /// <summary>
    /// A directory of settings that holds the exercise regime, with the word on figures that is given; none when null.
    /// </summary>
    public static TemporaryDirectory Regimes(string? figures)
    {
        var folder = new TemporaryDirectory();
        var regime = JsonNode.Parse(
            File.ReadAllBytes(
                Path.Combine(AppContext.BaseDirectory, "config", "regimes", "exercise.json")))!.AsObject();
        regime.Remove("figures");
        if (figures is not null)
        {
            regime["figures"] = figures;
        }
        Directory.CreateDirectory(folder["regimes"]);
        File.WriteAllText(folder["regimes/exercise.json"], regime.ToJsonString());
        return folder;
    }

    public async Task<(int Status, string? Type, string Body, ContentDispositionHeaderValue? File)> GetAsync(
        string? seat, string path)
    {
        using var response = await SendAsync(seat, path);
        return (
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentDisposition);
    }

    public async Task<Report> ReportAsync(string seat, string query = "")
    {
        var (status, type, body, _) = await GetAsync(seat, $"{HttpPaths.Report}?{query}");
        Assert.Equal((200, "application/json"), (status, type));
        return JsonSerializer.Deserialize(body, WireJson.Default.Report)!;
    }

    public async Task<ReportExchanges> ExchangesAsync(string seat, string query = "")
    {
        var (status, type, body, _) = await GetAsync(seat, $"{HttpPaths.ReportExchanges}?{query}");
        Assert.Equal((200, "application/json"), (status, type));
        return JsonSerializer.Deserialize(body, WireJson.Default.ReportExchanges)!;
    }

    public async Task<Problem> RefusedAsync(string? seat, string path)
    {
        var (_, type, body, _) = await GetAsync(seat, path);
        Assert.Equal("application/problem+json", type);
        return JsonSerializer.Deserialize(body, WireJson.Default.Problem)!;
    }

    /// <summary>When to ask again, in seconds, as an answer says it.</summary>
    public async Task<string?> RetryAfterAsync(string seat, string path)
    {
        using var response = await SendAsync(seat, path);
        return response.Headers.RetryAfter?.ToString();
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string? seat, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (seat is not null)
        {
            var token = AccessToken.Issue(
                Some.Key(seat), hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        return await _http.SendAsync(request);
    }
}
