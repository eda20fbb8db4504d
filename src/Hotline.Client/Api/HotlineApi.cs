using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Client;

/// <summary>
/// The hub's HTTP API, one call each, nothing kept open. Every answer is a value or a refusal: the hub's own (with its
/// number), or 6001 when the hub cannot be reached, or 6002 when its answer is not understood. Thread-safe.
/// </summary>
public sealed partial class HotlineApi : IDisposable
{
    /// <summary>Longest wait for one answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly SigningKey _key;
    private readonly TokenSource _tokens;
    private readonly ReceiptCheck _receipts;

    /// <summary>An API at the profile's hub, as the profile's point of contact.</summary>
    /// <param name="profile">A profile that was read or parsed, hence whole.</param>
    /// <param name="clock">The clock that tokens are made by.</param>
    /// <param name="handler">What carries the calls, for tests; null for the network.</param>
    public HotlineApi(Profile profile, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        Hub = new Uri(profile.Hub.TrimEnd('/') + "/");
        _key = SigningKey.FromJwk(profile.Key).Value;
        _tokens = new TokenSource(_key, profile.HubId, clock);
        _receipts = new ReceiptCheck(VerificationKey.FromJwk(profile.HubKey).Value);
        _http = new HttpClient(handler ?? new SocketsHttpHandler(), disposeHandler: true)
        {
            BaseAddress = Hub,
            Timeout = Patience,
        };
    }

    /// <summary>Where the hub is.</summary>
    public Uri Hub { get; }

    /// <summary>
    /// Submits an envelope; a success is a receipt that was checked. When the line breaks the same bytes go out once
    /// more: that is safe.
    /// </summary>
    /// <param name="compact">The envelope, compact JWS.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<Receipt>> SubmitAsync(string compact, CancellationToken stop = default)
    {
        var answer = await Post(compact, stop);
        if (answer.Refusal is { Number: 6001 })
        {
            answer = await Post(compact, stop);
        }
        return answer.Try(out var receipt, out var refusal)
            ? _receipts.Check(receipt, SignedEnvelope.DigestOf(compact)) : refusal;
    }

    /// <summary>The caller's exchanges, newest first.</summary>
    public Task<Outcome<ExchangeList>> ExchangesAsync(CancellationToken stop = default) =>
        Get(HttpPaths.Exchanges, WireJson.Default.ExchangeList, stop);

    /// <summary>A page of the caller's exchanges, newest first.</summary>
    /// <param name="onlyOpen">Leaves out what was withdrawn or closed.</param>
    /// <param name="limit">At most so many, 1 to 500.</param>
    /// <param name="before">Position of an opening entry: only earlier ones; null for the newest.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<ExchangeList>> ExchangesAsync(
        bool onlyOpen, int limit = 100, long? before = null, CancellationToken stop = default) =>
        Get(FormattableString.Invariant($"{HttpPaths.Exchanges}?state={(onlyOpen ? "open" : "all")}&limit={limit}")
            + (before is null ? "" : FormattableString.Invariant($"&before={before}")),
            WireJson.Default.ExchangeList, stop);

    /// <summary>One exchange with every rung and window.</summary>
    public Task<Outcome<ExchangeView>> ExchangeAsync(MessageId id, CancellationToken stop = default) =>
        Get($"{HttpPaths.Exchanges}/{id}", WireJson.Default.ExchangeView, stop);

    /// <summary>An envelope by its id, compact. Its signature is the caller's to check.</summary>
    public Task<Outcome<string>> EnvelopeAsync(MessageId id, CancellationToken stop = default) =>
        Send(new HttpRequestMessage(HttpMethod.Get, Path($"{HttpPaths.Envelopes}/{id}")),
            bytes => Encoding.ASCII.GetString(bytes), stop);

    /// <summary>A page of the caller's feed.</summary>
    /// <param name="after">Position after which to read.</param>
    /// <param name="limit">Most items; null for the hub's own measure.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<FeedPage>> FeedAsync(long after, int? limit = null, CancellationToken stop = default) =>
        Get(FormattableString.Invariant($"{HttpPaths.Feed}?after={after}") + (limit is null
            ? "" : FormattableString.Invariant($"&limit={limit}")), WireJson.Default.FeedPage, stop);

    /// <summary>Participants, points of contact and their public keys.</summary>
    public Task<Outcome<DirectoryView>> DirectoryAsync(CancellationToken stop = default) =>
        Get(HttpPaths.Directory, WireJson.Default.DirectoryView, stop);

    /// <summary>The regimes with their windows and bases.</summary>
    public Task<Outcome<RegimeList>> RegimesAsync(CancellationToken stop = default) =>
        Get(HttpPaths.Regimes, WireJson.Default.RegimeList, stop);

    /// <summary>
    /// Response times of a period. A participant's own, unless it coordinates a regime or a regime opens its figures.
    /// </summary>
    /// <param name="query">What is asked; without a period the current month so far.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<Report>> ReportAsync(ReportQuery query, CancellationToken stop = default) =>
        Get(Asking(HttpPaths.Report, query), WireJson.Default.Report, stop);

    /// <summary>The windows that a report's figures come from, newest exchange first.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<ReportExchanges>> ReportExchangesAsync(ReportQuery query, CancellationToken stop = default) =>
        Get(Asking(HttpPaths.ReportExchanges, query), WireJson.Default.ReportExchanges, stop);

    /// <summary>A report as CSV (RFC 4180, UTF-8), as the hub wrote it.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="exchanges">True for the windows that the figures come from.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<string>> ReportCsvAsync(ReportQuery query, bool exchanges, CancellationToken stop = default) =>
        Send(new HttpRequestMessage(
            HttpMethod.Get, Path(Asking(exchanges ? HttpPaths.ReportExchanges : HttpPaths.Report, query, "csv"))),
            bytes => Encoding.UTF8.GetString(bytes), stop);

    /// <summary>Who the hub is. Needs no right.</summary>
    public Task<Outcome<HubView>> AboutAsync(CancellationToken stop = default) =>
        Get(HttpPaths.About, WireJson.Default.HubView, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    private static string Asking(string path, ReportQuery query, string format = "json") =>
        $"{path}?{ReportParameters.Format}={format}&{query.Write()}".TrimEnd('&');

    private Uri Path(string path) => new(Hub, path.TrimStart('/'));

    private Task<Outcome<Receipt>> Post(string compact, CancellationToken stop)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(compact));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Envelope);
        return Send(new HttpRequestMessage(HttpMethod.Post, Path(HttpPaths.Envelopes)) { Content = content },
            Reading(WireJson.Default.Receipt), stop);
    }

    private Task<Outcome<T>> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) =>
        Send(new HttpRequestMessage(HttpMethod.Get, Path(path)), Reading(type), stop);

    private Task<Outcome<TAnswer>> Post<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken stop)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Send(
            new HttpRequestMessage(HttpMethod.Post, Path(path)) { Content = content }, Reading(answerType), stop);
    }

    private static Func<byte[], T> Reading<T>(JsonTypeInfo<T> type) =>
        bytes => JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("it is null.");

    private async Task<Outcome<T>> Send<T>(HttpRequestMessage request, Func<byte[], T> read, CancellationToken stop)
    {
        using var _ = request;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.Current());
        try
        {
            using var response = await _http.SendAsync(request, stop);
            var body = await response.Content.ReadAsByteArrayAsync(stop);
            return response.IsSuccessStatusCode ? read(body) : Refused((int)response.StatusCode, body);
        }
        catch (JsonException broken)
        {
            return ClientErrors.NotUnderstood(broken.Message);
        }
        catch (HttpRequestException failed)
        {
            return ClientErrors.NotReachable(Hub, Sentence(failed));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ClientErrors.NotReachable(
                Hub, FormattableString.Invariant($"no answer within {Patience.TotalSeconds:0} s."));
        }
    }

    private static Refusal Refused(int status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(
                body, WireJson.Default.Problem) is { Number: >= 1000, Title: not null, Detail: not null } problem)
            {
                return Refusals.From(problem with { Status = status });
            }
        }
        catch (JsonException)
        {
            // A proxy's page, or an older hub: the status is all there is.
        }
        return ClientErrors.NotUnderstood(
            FormattableString.Invariant($"HTTP status {status} without a numbered reason."));
    }

    /// <summary>The innermost reason is the one that tells a person something.</summary>
    internal static string Sentence(Exception failed)
    {
        while (failed.InnerException is { } inner)
        {
            failed = inner;
        }
        return failed.Message.EndsWith('.') ? failed.Message : failed.Message + ".";
    }
}

/// <summary>What the SDK reads and writes beside the wire shapes.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext;
