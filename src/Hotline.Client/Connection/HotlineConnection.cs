using System.Runtime.CompilerServices;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Client;

/// <summary>
/// A standing connection to the hub over SignalR: submit, confirm, follow. The line is made when first needed and made
/// again, with a fresh token, whenever it is lost. Thread-safe; made for thousands of calls at once.
/// </summary>
public sealed class HotlineConnection : IAsyncDisposable
{
    private readonly HotlineApi _api;
    private readonly LineKeeper _keeper;
    private readonly ReceiptCheck _receipts;
    private readonly ConnectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly Random _random;

    /// <summary>A connection as the profile's point of contact. Nothing is sent before the first call.</summary>
    /// <param name="profile">A profile that was read or parsed, hence whole.</param>
    /// <param name="clock">Clock for tokens, waits and timeouts.</param>
    /// <param name="random">Jitter; used by this connection alone.</param>
    /// <param name="options">How to keep it; null for the defaults.</param>
    /// <param name="directory">As in <see cref="HotlineApi"/>.</param>
    public HotlineConnection(
        Profile profile, TimeProvider clock, Random random, ConnectionOptions? options = null,
        DirectoryCache? directory = null)
    {
        (_clock, _random, _options) = (clock, random, options ?? new ConnectionOptions());
        _api = new HotlineApi(profile, clock, directory: directory);
        _receipts = new ReceiptCheck(VerificationKey.FromJwk(profile.HubKey).Value);
        _keeper = new LineKeeper(_api.Hub, _api.Tokens, _api, _options, clock, new Random(random.Next()))
        {
            Changed = state => StateChanged?.Invoke(state),
        };
    }

    /// <summary>Raised on every change, in order; must not block.</summary>
    public event Action<ConnectionState>? StateChanged;

    /// <summary>Whether there is a line, and since when.</summary>
    public ConnectionState State => _keeper.State;

    /// <summary>The hub's HTTP API for the same point of contact; lives as long as the connection.</summary>
    public HotlineApi Api => _api;

    /// <summary>Checkpoint signatures checked so far; receipts of one commit share one.</summary>
    internal int CheckpointsChecked => _receipts.SignaturesChecked;

    /// <summary>Makes the line now instead of at the first call.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>
    /// Null when connected; why not when the hub refuses this key, or 6001 after
    /// <see cref="ConnectionOptions.Patience"/>.
    /// </returns>
    public async Task<Refusal?> ConnectAsync(CancellationToken stop = default) =>
        (await PatientlyAsync(_ => Task.FromResult(true), stop)).Refusal;

    /// <summary>
    /// Submits an envelope. A success is a receipt that was checked: the entry is in the journal that the hub signed.
    /// When the line is lost in between, the same bytes go out again on the next; the hub answers with the first
    /// receipt.
    /// </summary>
    /// <param name="envelope">What to submit.</param>
    /// <param name="stop">Gives up waiting; the hub may have accepted it all the same.</param>
    public Task<Outcome<Receipt>> SubmitAsync(SignedEnvelope envelope, CancellationToken stop = default) =>
        SubmitAsync(envelope.Compact, envelope.Digest, stop);

    /// <summary>Submits an envelope that somebody else signed.</summary>
    /// <param name="compact">Compact JWS.</param>
    /// <param name="stop">Gives up waiting.</param>
    public Task<Outcome<Receipt>> SubmitAsync(string compact, CancellationToken stop = default) =>
        SubmitAsync(compact, Jws.DigestOf(compact), stop);

    /// <summary>
    /// Says that a message was delivered (verified and stored) or displayed. Saying it again changes nothing.
    /// </summary>
    /// <param name="message">The message that opened the exchange.</param>
    /// <param name="rung"><see cref="Rung.Delivered"/> or <see cref="Rung.Displayed"/>.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>Null when it is journaled.</returns>
    public async Task<Refusal?> ConfirmAsync(MessageId message, Rung rung, CancellationToken stop = default) =>
        (await CallAsync(async (line, giveUp) =>
        {
            await line.ConfirmAsync(new Confirmation(message, rung), giveUp);
            return true;
        }, stop)).Refusal;

    /// <summary>
    /// Raised when the hub's journal does not hold what a reader had read of it (6035): it was rolled back, and the
    /// reader reads again, from an earlier position. Must not block.
    /// </summary>
    public event Action<Refusal>? RolledBack;

    /// <summary>
    /// Raised when entries that a reader would get are damaged in the hub's journal (6036): the hub passes over them,
    /// and tells each reader once. Must not block.
    /// </summary>
    public event Action<Refusal, IReadOnlyList<long>>? Damaged;

    /// <summary>
    /// The journal's epoch as of the items that were read last; null in its first. With a position it is a
    /// <see cref="FeedPlace"/>, from which a later reader goes on.
    /// </summary>
    public DateTimeOffset? Epoch { get; private set; }

    /// <summary>
    /// The feed after a position, item by item, in order, for ever: after a lost line it goes on where the reader is. A
    /// slow reader holds nobody up: what it has not fetched is read again from the journal. Each message is checked,
    /// and what the hub says of it; an item with a <see cref="Received.Alarm"/> is not to be relied on. Each item comes
    /// once, unless the journal was rolled back, which <see cref="RolledBack"/> tells before anything comes again.
    /// <see cref="ConnectionOptions.FlashAhead"/> lets messages of precedence flash come before their turn.
    /// </summary>
    /// <param name="after">Position; 0 for all, -1 for only what comes.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="RefusedException">
    /// The hub does not let this key read, or sent what this version does not understand.
    /// </exception>
    public IAsyncEnumerable<Received> FollowAsync(long after, CancellationToken stop = default) =>
        CheckedAsync(FollowUncheckedAsync(after, stop), stop);

    /// <summary>
    /// The same after a place that an earlier reader had come to: also what was lost in between is noticed.
    /// </summary>
    /// <param name="from">The place.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="RefusedException">As above.</exception>
    public IAsyncEnumerable<Received> FollowAsync(FeedPlace from, CancellationToken stop = default) =>
        CheckedAsync(Follower().RunAsync(from.Position, from, stop), stop);

    /// <summary>
    /// The same as the hub sends it, for who checks elsewhere: no signature is looked at, and whatever it says is the
    /// hub's word.
    /// </summary>
    /// <param name="after">Position; 0 for all, -1 for only what comes.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="RefusedException">As above.</exception>
    public IAsyncEnumerable<FeedItem> FollowUncheckedAsync(long after, CancellationToken stop = default) =>
        Follower().RunAsync(after, null, stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        _api.Dispose();
    }

    private async Task<Outcome<Receipt>> SubmitAsync(string compact, string digest, CancellationToken stop) =>
        (await CallAsync((line, giveUp) => line.SubmitAsync(compact, giveUp), stop))
            .Try(out var receipt, out var refusal)
            ? _receipts.Check(receipt, digest)
            : refusal;

    private FeedFollower Follower() => new(_keeper, _api, _clock, NewBackoff())
    {
        FlashAhead = _options.FlashAhead,
        RolledBack = why => RolledBack?.Invoke(why),
        Entered = epoch => Epoch = epoch,
        Damaged = positions => Damaged?.Invoke(ClientErrors.HubDamaged(positions), positions),
    };

    private async IAsyncEnumerable<Received> CheckedAsync(
        IAsyncEnumerable<FeedItem> items, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var item in items.WithCancellation(stop))
        {
            yield return await _api.CheckAsync(item, stop);
        }
    }

    private async Task<Outcome<T>> CallAsync<T>(
        Func<Line, CancellationToken, Task<T>> call, CancellationToken stop)
    {
        try
        {
            if (_keeper.Current is { } line)
            {
                return await call(line, stop);
            }
        }
        catch (CallRefusedException refused)
        {
            return refused.Refusal;
        }
        catch (LineLostException)
        {
            // The call may or may not have been carried out; the hub knows the same bytes, and the same confirmation,
            // again.
        }
        return await PatientlyAsync(line => call(line, stop), stop);
    }

    private async Task<Outcome<T>> PatientlyAsync<T>(Func<Line, Task<T>> call, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(_options.Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        while (true)
        {
            try
            {
                return await call(await _keeper.GetAsync(either.Token));
            }
            catch (LineLostException)
            {
                // The next round waits for a new line.
            }
            catch (CallRefusedException refused)
            {
                return refused.Refusal;
            }
            catch (RefusedException refused)
            {
                return refused.Refusal;
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                return ClientErrors.NotReachable(_api.Hub, State.Reason ?? "no line came about.");
            }
        }
    }

    private Backoff NewBackoff()
    {
        lock (_random)
        {
            return new Backoff(_options, new Random(_random.Next()));
        }
    }
}
