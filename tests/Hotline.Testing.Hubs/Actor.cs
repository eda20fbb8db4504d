using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Hotline.Client;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;

namespace Hotline.Testing.Hubs;

/// <summary>
/// Somebody with a profile, who can also do what no program of ours would: sign nonsense, present others' tokens.
/// </summary>
public sealed class Actor : IAsyncDisposable
{
    private readonly HttpClient _http;

    public Actor(Profile profile)
    {
        Profile = profile;
        Key = SigningKey.FromJwk(profile.Key).Value;
        Messages = new Messages(profile, Key, FreshMessage.Ids, RealTime.Clock);
        Api = new HotlineApi(profile, RealTime.Clock);
        _http = new HttpClient { BaseAddress = new Uri(profile.Hub) };
    }

    public Profile Profile { get; }

    public SigningKey Key { get; }

    public Messages Messages { get; }

    public HotlineApi Api { get; }

    /// <summary>A token of this actor's key.</summary>
    /// <param name="life">How long it lives; default 4 minutes.</param>
    /// <param name="client">The MQTT client id that it is bound to.</param>
    /// <param name="hub">Audience; default this hub.</param>
    /// <param name="age">How long ago it was made.</param>
    public string Token(TimeSpan? life = null, string? client = null, string? hub = null, TimeSpan age = default) =>
        AccessToken.Issue(
            Key, hub ?? Profile.HubId, RealTime.Clock.GetUtcNow() - age, life ?? TimeSpan.FromMinutes(4), client);

    /// <summary>A message of the exercise, signed.</summary>
    public SignedEnvelope Notify(
        string to, Kind kind = Kind.IncidentNotification, Precedence precedence = Precedence.Priority,
        string? subject = "Phishing wave", string? content = null) =>
        Messages.Sign(Opening(to, kind, precedence, subject, content)).Value;

    /// <summary>A message of the exercise, not signed.</summary>
    public Envelope Opening(
        string to, Kind kind = Kind.IncidentNotification, Precedence precedence = Precedence.Priority,
        string? subject = "Phishing wave", string? content = null) =>
        FreshMessage.Opening(Profile.Participant, Profile.Poc) with
        {
            To = [.. to.Split(',')],
            Kind = kind,
            Precedence = precedence,
            Subject = subject,
            Content = content is null ? null : new Content("application/json", content),
        };

    /// <summary>
    /// An envelope whose payload is changed before it is signed: what our own programs refuse to write.
    /// </summary>
    public string Forge(Action<JsonObject> change, string to = "XB", SigningKey? key = null)
    {
        var payload = JsonNode.Parse(EnvelopeWriter.Write(Opening(to)))!.AsObject();
        change(payload);
        return Jws.Sign(Encoding.UTF8.GetBytes(payload.ToJsonString()), JwsTypes.Envelope, key ?? Key).Compact;
    }

    /// <summary>Submits by HTTP and expects a receipt.</summary>
    public async Task<SignedEnvelope> SubmitAsync(SignedEnvelope envelope)
    {
        var receipt = await Api.SubmitAsync(envelope.Compact);
        Assert.True(receipt.Ok, receipt.Refusal?.ToString());
        return envelope;
    }

    /// <summary>The exchange as this actor sees it.</summary>
    public async Task<ExchangeView> ViewAsync(MessageId id) => (await Api.ExchangeAsync(id)).Value;

    /// <summary>Waits until the exchange is as wanted.</summary>
    public async Task<ExchangeView> UntilAsync(MessageId id, Func<ExchangeView, bool> wanted, string what)
    {
        ExchangeView? last = null;
        await RealTime.Until(async () => (await Api.ExchangeAsync(id)).Try(out last, out _) && wanted(last), what);
        return last!;
    }

    /// <summary>The head of the journal.</summary>
    public async Task<long> HeadAsync() => (await Api.AboutAsync()).Value.Head;

    /// <summary>A plain HTTP call with the token given.</summary>
    public async Task<(int Status, string Body, string? Type)> CallAsync(
        HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, body, response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Posts whatever it is as an envelope.</summary>
    public Task<(int Status, string Body, string? Type)> PostAsync(byte[] body, string? token = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Envelope);
        return CallAsync(HttpMethod.Post, HttpPaths.Envelopes, token ?? Token(), content);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        Api.Dispose();
        Key.Dispose();
        return ValueTask.CompletedTask;
    }
}
