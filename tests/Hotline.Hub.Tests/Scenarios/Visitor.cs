using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>Somebody at the HTTP API, with a key or without.</summary>
internal sealed class Visitor(HubInProcess hub, SigningKey? key = null) : IDisposable
{
    /// <summary>Where the link lies, in the data directory.</summary>
    public const string LinkFile = "exercise/link";

    private readonly HttpClient _http = new() { BaseAddress = new Uri(hub.HttpAddress) };

    /// <summary>Headers that its requests carry, as something between it and the hub may add them.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Whether it came by the link that the hub printed, where there is one.</summary>
    public bool ByLink { get; init; } = true;

    /// <summary>Whoever has the seat in the test directory, such as <c>XA/officer</c>.</summary>
    public static Visitor At(HubInProcess hub, string seat) => new(hub, Some.Key(seat));

    /// <summary>Whoever has the profile that the exercise was set up with, such as <c>xa-officer</c>.</summary>
    public static Visitor Of(HubInProcess hub, string profile) => new(hub, KeyOf(hub, profile));

    public static SigningKey KeyOf(HubInProcess hub, string profile) =>
        SigningKey.FromJwk(JsonNode.Parse(File.ReadAllBytes(hub[$"exercise/{profile}.json"]))!["key"]
            .Deserialize(KeyJson.Default.Jwk)!).Value;

    /// <summary>A token of that key, four minutes long.</summary>
    public static string Token(HubInProcess hub, SigningKey key) =>
        AccessToken.Issue(key, hub.The<HubIdentity>().Id, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(4));

    /// <summary>A claim as JSON.</summary>
    public static string Claim(string participant, string poc, SigningKey key) =>
        JsonSerializer.Serialize(new SeatClaim(participant, poc, key.Public.ToJwk()), WireJson.Default.SeatClaim);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, string body, string type = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, type));

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(hub, key));
        }
        if (ByLink && File.Exists(hub[LinkFile]))
        {
            var link = await File.ReadAllTextAsync(hub[LinkFile]);
            request.Headers.Add(HttpPaths.SeatSecretHeader, link.Trim().Split("#seat=")[1]);
        }
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

/// <summary>What the hub answered.</summary>
internal sealed record Answer(int Status, string Body)
{
    /// <summary>Status, and the number of the refusal.</summary>
    public (int Status, int Number) Refusal =>
        (Status, JsonSerializer.Deserialize(Body, WireJson.Default.Problem)!.Number);

    public JsonNode Json => JsonNode.Parse(Body)!;

    public T As<T>(JsonTypeInfo<T> type) =>
        Status is 200 or 201 or 202
            ? JsonSerializer.Deserialize(Body, type)! : throw new InvalidOperationException($"{Status} {Body}");
}
