using System.Text;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Client;

/// <content>
/// Signed messages, from the hub and checked: the signature by the directory, the id that was asked for, and what the
/// hub says of them.
/// </content>
public sealed partial class HotlineApi
{
    /// <summary>For what is good to have, and not worth keeping a person waiting.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);

    /// <summary>By what signatures are checked; fetched when a key is not in it.</summary>
    public DirectoryCache Directory { get; }

    /// <summary>
    /// Reads an envelope and checks who signed it, by the directory; that is fetched again when the key is not in it,
    /// or is another's there. Refusals 1001 to 1023.
    /// </summary>
    /// <param name="compact">Compact JWS.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<SignedEnvelope>> CheckAsync(string compact, CancellationToken stop = default)
    {
        var opened = Directory.Open(compact);
        return opened.Refusal is { Number: 1022 or 1023 } && await RefreshDirectoryAsync(stop)
            ? Directory.Open(compact) : opened;
    }

    /// <summary>What of an item of the feed is proven.</summary>
    /// <param name="item">The item.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Received> CheckAsync(FeedItem item, CancellationToken stop = default)
    {
        if (item.Envelope is not { } compact)
        {
            return new Received(item, null, null);
        }
        return (await CheckAsync(compact, stop)).Try(out var message, out var refusal)
            ? new Received(item, message, HubWord.Differs(item.Entry, message)) : new Received(item, null, refusal);
    }

    /// <summary>
    /// A message by its id: signed by whom it names, and the very one that was asked for (6023). A hub that hands out
    /// another one gets no signature by it.
    /// </summary>
    /// <param name="id">Which.</param>
    /// <param name="digest">Of the bytes, where it is known, as a receipt names it; null when it is not.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<SignedEnvelope>> EnvelopeAsync(
        MessageId id, string? digest = null, CancellationToken stop = default) =>
        (await FetchAsync(id, stop)).Try(out var compact, out var refusal)
            ? await CheckAsync(id, digest, compact, stop) : refusal;

    /// <summary>
    /// The message that opened an exchange. The id may be that of any message of it: a reply names its opening message,
    /// and that is the end of it (6025), however many a hub would like to lead through.
    /// </summary>
    /// <param name="id">The opening message, or a reply.</param>
    /// <param name="kept">Where to look before the hub is asked; null to ask the hub.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<SignedEnvelope>> OpeningAsync(
        MessageId id, EnvelopeStore? kept = null, CancellationToken stop = default)
    {
        var asked = await KeptOrFetchedAsync(id, kept, stop);
        if (!asked.Try(out var message, out _) || message.Envelope.Opens)
        {
            return asked;
        }
        var named = await KeptOrFetchedAsync(message.Envelope.Exchange, kept, stop);
        return named.Try(out var opening, out _) && !opening.Envelope.Opens
            ? ClientErrors.NoOpening(id, message.Envelope.Exchange) : named;
    }

    /// <summary>
    /// One exchange with every rung and window, held against the message that opened it: refused when that is not
    /// proven (1001 to 1023), is another one (6023), or says something else than the hub (6024).
    /// <see cref="CheckedExchangeAsync"/> has the view all the same.
    /// </summary>
    /// <param name="id">Which.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<ExchangeView>> ExchangeAsync(MessageId id, CancellationToken stop = default) =>
        (await CheckedExchangeAsync(id, null, stop)).Try(out var found, out var refusal)
            ? found.Alarm is { } alarm ? alarm : found.View : refusal;

    /// <summary>One exchange with every rung and window, and what is proven of it.</summary>
    /// <param name="id">Which.</param>
    /// <param name="kept">Where the opening message may be when the hub sends none along; null for nowhere.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<CheckedExchange>> CheckedExchangeAsync(
        MessageId id, EnvelopeStore? kept = null, CancellationToken stop = default)
    {
        if (!(await Get($"{HttpPaths.Exchanges}/{id}", WireJson.Default.ExchangeView, stop))
            .Try(out var view, out var refusal))
        {
            return refusal;
        }
        if (view.Id != id)
        {
            return ClientErrors.AnotherMessage(id, $"exchange {view.Id}");
        }
        if ((view.Envelope ?? kept?.Find(id)) is not { } compact)
        {
            return new CheckedExchange(view, null, null);
        }
        return (await CheckAsync(id, null, compact, stop)).Try(out var opening, out refusal)
            ? new CheckedExchange(HubWord.Corrected(view, opening), opening, HubWord.Differs(view, opening))
            : new CheckedExchange(view, null, refusal);
    }

    /// <summary>A reply that the hub tells of, held against what it tells (6024).</summary>
    /// <param name="act">What the hub says of it.</param>
    /// <param name="exchange">The exchange that it is to belong to.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Outcome<SignedEnvelope>> ReplyAsync(
        ActView act, MessageId exchange, CancellationToken stop = default) =>
        (await EnvelopeAsync(act.Message, null, stop)).Try(out var reply, out var refusal)
            && (refusal = HubWord.Differs(act, exchange, reply)) is null ? reply : refusal;

    /// <summary>Fetches the directory; nobody waits long for it: without a hub what is known stays.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>True when it was fetched.</returns>
    public Task<bool> RefreshDirectoryAsync(CancellationToken stop = default) =>
        ShortlyAsync(soon => Directory.RefreshAsync(this, _own, soon), stop);

    /// <summary>
    /// Asks the hub for its time, for what is signed next; nobody waits long for it: without a hub
    /// <see cref="Clock"/> stays as it is.
    /// </summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>True when it is set.</returns>
    public Task<bool> RefreshClockAsync(CancellationToken stop = default) => ShortlyAsync(SetClockAsync, stop);

    private async Task<bool> ShortlyAsync(Func<CancellationToken, Task<Refusal?>> ask, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Short, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await ask(either.Token) is null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Outcome<SignedEnvelope>> KeptOrFetchedAsync(
        MessageId id, EnvelopeStore? kept, CancellationToken stop) =>
        kept?.Find(id) is { } compact ? await CheckAsync(id, null, compact, stop) : await EnvelopeAsync(id, null, stop);

    private async Task<Outcome<SignedEnvelope>> CheckAsync(
        MessageId id, string? digest, string compact, CancellationToken stop)
    {
        if (!(await CheckAsync(compact, stop)).Try(out var message, out var refusal))
        {
            return refusal;
        }
        if (message.Envelope.Id != id)
        {
            return ClientErrors.AnotherMessage(id, $"message {message.Envelope.Id}");
        }
        return digest is null || digest == message.Digest
            ? message : ClientErrors.AnotherMessage(id, $"bytes of digest {message.Digest} instead of {digest}");
    }

    private Task<Outcome<string>> FetchAsync(MessageId id, CancellationToken stop) =>
        Send(() => new HttpRequestMessage(HttpMethod.Get, Path($"{HttpPaths.Envelopes}/{id}")),
            bytes => Encoding.ASCII.GetString(bytes), stop);
}
