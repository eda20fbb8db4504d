using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
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
    private readonly TimeProvider _own;
    private readonly HubClock _clock;
    private readonly string _hubId;
    private readonly ReceiptCheck _receipts;

    /// <summary>An API at the profile's hub, as the profile's point of contact.</summary>
    /// <param name="profile">A profile that was read or parsed, hence whole.</param>
    /// <param name="clock">This machine's clock.</param>
    /// <param name="handler">What carries the calls, for tests; null for the network.</param>
    /// <param name="directory">
    /// By what signatures are checked; null for one of its own that is fetched when first needed.
    /// </param>
    public HotlineApi(
        Profile profile, TimeProvider clock, HttpMessageHandler? handler = null, DirectoryCache? directory = null)
    {
        (_own, Directory) = (clock, directory ?? DirectoryCache.InMemory());
        Hub = new Uri(profile.Hub.TrimEnd('/') + "/");
        _key = SigningKey.FromJwk(profile.Key).Value;
        (_clock, _hubId) = (new HubClock(clock), profile.HubId);
        Tokens = new TokenSource(_key, profile.HubId, _clock);
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
    /// The clock that tokens are made by, and messages should be: the hub's, as far as it has told its time
    /// (<see cref="SetClockAsync"/>), else this machine's. Waits and lengths are this machine's.
    /// </summary>
    public TimeProvider Clock => _clock;

    /// <summary>Tokens of this point of contact.</summary>
    internal TokenSource Tokens { get; }

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
            ? _receipts.Check(receipt, Jws.DigestOf(compact)) : refusal;
    }

    /// <summary>
    /// The caller's exchanges, newest first. A list comes without messages, so it is the hub's word:
    /// <see cref="HubWord"/> holds it against a message that one has.
    /// </summary>
    public Task<Outcome<ExchangeList>> ExchangesAsync(CancellationToken stop = default) =>
        Get(HttpPaths.Exchanges, WireJson.Default.ExchangeList, stop);

    /// <summary>A page of the caller's exchanges, newest first; the hub's word.</summary>
    /// <param name="onlyOpen">Leaves out what was withdrawn or closed.</param>
    /// <param name="limit">At most so many, 1 to 500.</param>
    /// <param name="before">Position of an opening entry: only earlier ones; null for the newest.</param>
    /// <param name="stop">Gives up.</param>
    public Task<Outcome<ExchangeList>> ExchangesAsync(
        bool onlyOpen, int limit = 100, long? before = null, CancellationToken stop = default) =>
        Get(FormattableString.Invariant($"{HttpPaths.Exchanges}?state={(onlyOpen ? "open" : "all")}&limit={limit}")
            + (before is null ? "" : FormattableString.Invariant($"&before={before}")),
            WireJson.Default.ExchangeList, stop);

    /// <summary>
    /// A page of the caller's feed, as the hub sends it:
    /// <see cref="CheckAsync(FeedItem, CancellationToken)"/> says what of an item is proven.
    /// </summary>
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

    /// <summary>Who the hub is. Needs no right.</summary>
    public async Task<Outcome<HubView>> AboutAsync(CancellationToken stop = default) =>
        (await Get(HttpPaths.About, WireJson.Default.HubView, stop)).Try(out var hub, out var refusal)
            ? hub.Time.Year is >= 2000 and < 3000
                ? hub : ClientErrors.NotUnderstood("the time that it tells is not of this age.")
            : refusal;

    /// <summary>
    /// Asks the hub for its time and sets <see cref="Clock"/> by it. Calls do so themselves when a token is refused for
    /// its time, and try once more; who signs a message asks before.
    /// </summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null when it is set; why not when the hub cannot be asked, or is not the profile's.</returns>
    public async Task<Refusal?> SetClockAsync(CancellationToken stop = default)
    {
        if (!(await AboutAsync(stop)).Try(out var hub, out var refusal))
        {
            return refusal;
        }
        if (hub.Id != _hubId)
        {
            return ClientErrors.NotUnderstood($"the hub there is {hub.Id}, not the profile's.");
        }
        _clock.Set(hub.Time);
        Tokens.Forget();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    private Uri Path(string path) => new(Hub, path.TrimStart('/'));

    private Task<Outcome<Receipt>> Post(string compact, CancellationToken stop) =>
        Post(HttpPaths.Envelopes, Encoding.ASCII.GetBytes(compact), MediaTypes.Envelope, WireJson.Default.Receipt,
            stop);

    private Task<Outcome<T>> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) =>
        Send(() => new HttpRequestMessage(HttpMethod.Get, Path(path)), Reading(type), stop);

    private Task<Outcome<TAnswer>> Post<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType,
        CancellationToken stop) =>
        Post(path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), "application/json", answerType, stop);

    private Task<Outcome<T>> Post<T>(
        string path, byte[] body, string mediaType, JsonTypeInfo<T> answerType, CancellationToken stop) =>
        Send(() =>
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            return new HttpRequestMessage(HttpMethod.Post, Path(path)) { Content = content };
        }, Reading(answerType), stop);

    private static Func<byte[], T> Reading<T>(JsonTypeInfo<T> type) =>
        bytes => WholeJson.Read(bytes, type);

    /// <summary>Sends; once more, by the hub's time, when the hub says that the token's time is not now.</summary>
    private async Task<Outcome<T>> Send<T>(
        Func<HttpRequestMessage> request, Func<byte[], T> read, CancellationToken stop)
    {
        if (HubAddress.Fault(Hub) is { } exposed)
        {
            return exposed;
        }
        var answer = await SendOnce(request, read, stop);
        return answer.Refusal is { } refusal && IsOfTime(refusal) && await SetClockAsync(stop) is null
            ? await SendOnce(request, read, stop) : answer;
    }

    /// <summary>1105, 1106: the token has expired, or comes from the future.</summary>
    private static bool IsOfTime(Refusal refusal) => refusal.Number is 1105 or 1106;

    private async Task<Outcome<T>> SendOnce<T>(
        Func<HttpRequestMessage> make, Func<byte[], T> read, CancellationToken stop)
    {
        using var request = make();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Current());
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
        // A connection that is gone at the moment when it was made comes out bare (SocketsHttpHandler).
        catch (Exception failed) when (failed is HttpRequestException or SocketException)
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
