using Hotline.Contract.Errors;
using Hotline.Protocol;

namespace Hotline.Hub.Reading;

/// <summary>
/// How many reports are made at a time, in all and for one participant, so that nobody has all the places. What one
/// asks for beyond its share waits until one of its own is made, and as many may wait. Thread-safe.
/// </summary>
/// <param name="atOnce">So many in all.</param>
/// <param name="each">And for one participant.</param>
public sealed class ReportPlaces(int atOnce, int each)
{
    /// <summary>When to ask again, for whoever was one too many.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>A place, given back when the result is disposed. Refusals 2305 and 2306.</summary>
    public async Task<Outcome<IDisposable>> EnterAsync(string participant, CancellationToken ct)
    {
        Share share;
        TaskCompletionSource? turn = null;
        lock (_lock)
        {
            if (!_shares.TryGetValue(participant, out share!))
            {
                share = _shares[participant] = new Share();
            }
            if (share.Made >= each)
            {
                if (share.Waiting.Count >= each)
                {
                    return ReportErrors.TooManyOfYours(each, Pause);
                }
                turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                share.Waiting.AddLast(turn);
            }
            else if (_made >= atOnce)
            {
                Forget(participant, share);
                return ReportErrors.TooManyReports(atOnce, Pause);
            }
            else
            {
                (share.Made, _made) = (share.Made + 1, _made + 1);
            }
        }
        if (turn is not null)
        {
            // Whoever leaves it hands it over with its place.
            await using var gone = ct.Register(() => Leave(share, turn, ct));
            await turn.Task;
        }
        return new Place(this, participant, share);
    }

    private void Leave(Share share, TaskCompletionSource turn, CancellationToken ct)
    {
        lock (_lock)
        {
            if (share.Waiting.Remove(turn))
            {
                turn.TrySetCanceled(ct);
            }
        }
    }

    private void GiveBack(string participant, Share share)
    {
        lock (_lock)
        {
            if (share.Waiting.First is { } next)
            {
                share.Waiting.RemoveFirst();
                next.Value.TrySetResult();
                return;
            }
            (share.Made, _made) = (share.Made - 1, _made - 1);
            Forget(participant, share);
        }
    }

    private void Forget(string participant, Share share)
    {
        if (share.Made == 0)
        {
            _shares.Remove(participant);
        }
    }

    /// <summary>What one participant has; guarded by the owner's lock.</summary>
    private sealed class Share
    {
        public LinkedList<TaskCompletionSource> Waiting { get; } = [];

        public int Made { get; set; }
    }

    private sealed class Place(ReportPlaces owner, string participant, Share share) : IDisposable
    {
        private int _back;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _back, 1) == 0)
            {
                owner.GiveBack(participant, share);
            }
        }
    }
}
