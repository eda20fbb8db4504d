using System.Runtime.CompilerServices;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>
/// One reader of the feed: item by item, over as many lines as it takes. When the hub's journal does not hold what was
/// read of it, that is told, and what comes after the last position that still holds is read again.
/// </summary>
/// <param name="keeper">Has the line.</param>
/// <param name="api">Is asked how the journal stands.</param>
/// <param name="clock">For waits.</param>
/// <param name="backoff">How long.</param>
internal sealed class FeedFollower(LineKeeper keeper, HotlineApi api, TimeProvider clock, Backoff backoff)
{
    private const int BeyondHead = 3020;

    /// <summary>
    /// More than a hub has of them at a time; what is not shown before its turn is shown in its place.
    /// </summary>
    private const int MostAhead = 1024;

    /// <summary>Positions of what was shown before its turn; it is not shown again in its place.</summary>
    private readonly HashSet<long> _ahead = [];

    private FeedPlace _place;

    /// <summary>False until a hub has said in which epoch it is; then that is the reader's.</summary>
    private bool _knowsEpoch;

    /// <summary>The hub said that the cursor lies beyond its journal.</summary>
    private bool _beyond;

    /// <summary>Whether messages of precedence flash come before their turn.</summary>
    public required bool FlashAhead { get; init; }

    /// <summary>Told when what was read is not all there any more; must not block.</summary>
    public required Action<Refusal> RolledBack { get; init; }

    /// <summary>Told the epoch of the items that follow.</summary>
    public required Action<DateTimeOffset?> Entered { get; init; }

    /// <summary>Told positions of entries that the reader has and the hub can no longer show; must not block.</summary>
    public required Action<IReadOnlyList<long>> Damaged { get; init; }

    /// <summary>Follows from a place.</summary>
    /// <param name="after">The position; below 0 for only what comes.</param>
    /// <param name="from">The same as a place with its epoch; null when nobody knows the epoch.</param>
    /// <param name="stop">Ends it.</param>
    public async IAsyncEnumerable<FeedItem> RunAsync(
        long after, FeedPlace? from, [EnumeratorCancellation] CancellationToken stop)
    {
        if (from is null && after < 0)
        {
            var hub = await AboutAsync(stop);
            from = new FeedPlace(hub.Head, hub.Epoch);
        }
        (_place, _knowsEpoch) = (from ?? new FeedPlace(after, null), from is not null);
        while (true)
        {
            var line = await keeper.GetAsync(stop);
            var fruitful = false;
            await foreach (var page in PagesAsync(line, stop))
            {
                if (!Holds(page))
                {
                    _beyond |= page.Head < _place.Position;
                    await GoBackAsync(stop);
                    fruitful = true;
                    break;
                }
                fruitful = true;
                if (page.Damaged is not null && page.Damaged.Where(p => p > _place.Position).ToList() is [_, ..] gone)
                {
                    Damaged(gone);
                }
                foreach (var item in page.Items)
                {
                    var position = item.Entry.Position;
                    if (position <= _place.Position)
                    {
                        continue;
                    }
                    if (page.Ahead == true)
                    {
                        if (FlashAhead && _ahead.Count < MostAhead && _ahead.Add(position))
                        {
                            yield return item with { Ahead = true };
                        }
                        continue;
                    }
                    _place = _place with { Position = position };
                    if (!_ahead.Remove(position))
                    {
                        yield return item;
                    }
                }
                _place = _place with { Position = Math.Max(_place.Position, page.Cursor) };
            }
            if (_beyond)
            {
                await GoBackAsync(stop);
            }
            else if (fruitful)
            {
                backoff.Reset();
                continue;
            }
            if (line.Alive)
            {
                await Task.Delay(backoff.Next(), clock, stop);
            }
        }
    }

    /// <summary>True when the page goes on where the reader is.</summary>
    private bool Holds(FeedPage page)
    {
        if (page.Head < _place.Position)
        {
            return false;
        }
        if (!_knowsEpoch)
        {
            (_place, _knowsEpoch) = (_place with { Epoch = page.Epoch }, true);
        }
        if (page.Epoch != _place.Epoch)
        {
            return false;
        }
        Entered(page.Epoch);
        return true;
    }

    /// <summary>To the last position that still holds, and says so where that is an earlier one.</summary>
    private async Task GoBackAsync(CancellationToken stop)
    {
        var hub = await AboutAsync(stop);
        var again = Epochs.Resume(_place.Position, _knowsEpoch ? _place.Epoch : hub.Epoch, hub);
        if (_beyond && again == _place.Position)
        {
            // It has grown since it said so, and what it grew by is not what was read.
            again = 0;
        }
        var read = _place.Position;
        (_place, _knowsEpoch, _beyond) = (new FeedPlace(again, hub.Epoch), true, false);
        _ahead.Clear();
        if (again < read)
        {
            RolledBack(ClientErrors.RolledBack(read, again, Said(hub)));
        }
    }

    private static string Said(HubView hub)
    {
        if (hub.Recoveries is not [.., var last])
        {
            return "the hub says nothing of it: tell the operator";
        }
        var lost = last.Lost is { } position ? FormattableString.Invariant($"positions {last.Kept + 1} to {position}")
            : "nobody knows how much";
        return $"lost: {lost}; decided by {last.By} on {Instant.Write(last.Epoch)}: {last.Reason}";
    }

    /// <summary>The pages of one stream on one line; ends without error whenever the cure is to follow again.</summary>
    private async IAsyncEnumerable<FeedPage> PagesAsync(Line line, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var pages = line.FollowAsync(_place.Position, stop).GetAsyncEnumerator(stop);
        while (await MoreAsync(pages, stop))
        {
            yield return pages.Current;
        }
    }

    private async ValueTask<bool> MoreAsync(IAsyncEnumerator<FeedPage> pages, CancellationToken stop)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (LineLostException)
        {
            return false;
        }
        catch (CallRefusedException refused) when (refused.Refusal.Number == 6002)
        {
            throw new RefusedException(refused.Refusal);
        }
        catch (CallRefusedException refused) when (refused.Refusal.Number == BeyondHead)
        {
            _beyond = true;
            return false;
        }
        catch (CallRefusedException)
        {
            return (await api.FeedAsync(0, limit: 1, stop)).Refusal
                is { Class: RefusalClass.Unauthenticated or RefusalClass.Forbidden } refusal
                ? throw new RefusedException(refusal)
                : false;
        }
    }

    /// <summary>
    /// What the hub says of itself. "Only what comes" is made a position by it once, at the beginning: a line that
    /// breaks before the first page must not move it.
    /// </summary>
    private async Task<HubView> AboutAsync(CancellationToken stop)
    {
        while (true)
        {
            var about = await api.AboutAsync(stop);
            if (about.Try(out var hub, out var refusal))
            {
                return hub;
            }
            if (refusal.Number != 6001 && refusal.Class is not (RefusalClass.Unavailable or RefusalClass.TooMany))
            {
                throw new RefusedException(refusal);
            }
            await Task.Delay(backoff.Next(), clock, stop);
        }
    }
}
