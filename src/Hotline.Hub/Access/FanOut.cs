using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Hub.Settings;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// The owner of the sum: how many bytes have been read for readers, by whatever carrier, and not been taken by their
/// lines. A page is held here before it is written and given back once it is. Who keeps one for too long is cut; when
/// there is no room, whoever has kept one for longest is, and a page that finds none is dropped and read again when
/// there is some. What holds a flash is never made to wait by what does not. Thread-safe.
/// </summary>
public sealed class FanOut : IDisposable
{
    /// <summary>How often it is looked whether somebody is too slow.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Who has kept a page for so long is cut when others have no room.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<HeldPage> _held = [];
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private readonly LimitSettings _limits;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _bytes;

    /// <summary>Holds nothing yet.</summary>
    /// <param name="limits">How much, in all and for one page, and for how long.</param>
    /// <param name="clock">For how long.</param>
    public FanOut(LimitSettings limits, TimeProvider clock)
    {
        (_limits, _clock) = (limits, clock);
        _timer = clock.CreateTimer(_ => Look(), null, Tick, Tick);
    }

    /// <summary>Bytes that are held now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Most characters of envelopes that a page may be read with.</summary>
    public int PageBytes => _limits.PageBytes;

    /// <summary>
    /// Holds a page until the result is disposed; null when there is no room: drop the page, wait for
    /// <see cref="UntilRoomAsync"/>, and read it again.
    /// </summary>
    /// <param name="page">What was read.</param>
    /// <param name="cut">
    /// Ends the reader's line; called at most once for a page, from any thread, must not block.
    /// </param>
    /// <param name="leisurely">
    /// True where the line says itself when it is stuck, and a page may wait for more than the line, such as for the
    /// answers to the messages before.
    /// </param>
    public IDisposable? TryHold(FeedPage page, Action<Refusal> cut, bool leisurely = false) => TryHold(
        SizeOf(page), HasFlash(page) ? _limits.FanOutBytes / 4 * 5L : _limits.FanOutBytes, cut, leisurely);

    /// <summary>
    /// Holds an answer of about so many bytes, when there is room; it may take its time, for as long as others have
    /// room.
    /// </summary>
    /// <param name="size">Bytes.</param>
    /// <param name="cut">As for a page.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IDisposable> HoldAsync(long size, Action<Refusal> cut, CancellationToken ct)
    {
        while (true)
        {
            if (TryHold(size, _limits.FanOutBytes, cut, leisurely: true) is { } held)
            {
                return held;
            }
            await UntilRoomAsync(ct, size);
        }
    }

    private HeldPage? TryHold(long size, long limit, Action<Refusal> cut, bool leisurely)
    {
        HeldPage? held = null;
        List<HeldPage> slow = [];
        lock (_lock)
        {
            if (_bytes == 0 || _bytes + size <= limit)
            {
                held = new HeldPage(this, size, _clock.GetTimestamp(), cut, leisurely);
                held.Node = _held.AddLast(held);
                _bytes += size;
            }
            else
            {
                slow = Slowest(size);
            }
        }
        Cut(slow, AccessErrors.FanOutFull());
        return held;
    }

    /// <summary>Completes when there may be room, for a page or for so many bytes.</summary>
    public Task UntilRoomAsync(CancellationToken ct, long? size = null)
    {
        lock (_lock)
        {
            if (_bytes == 0 || _bytes + (size ?? _limits.PageBytes) <= _limits.FanOutBytes / 2)
            {
                return Task.CompletedTask;
            }
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiting);
            return waiting.Task.WaitAsync(ct);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static long SizeOf(FeedPage page)
    {
        const int Around = 512;
        var size = (long)Around;
        foreach (var item in page.Items)
        {
            size += item.EntryJson().Length + (item.Envelope?.Length ?? 0) + Around;
        }
        return size;
    }

    private static bool HasFlash(FeedPage page) => page.Items.Any(
        i => i.Entry.Fact.Message is { Precedence: Precedence.Flash });

    private void Look()
    {
        List<HeldPage> late;
        List<HeldPage> slow = [];
        lock (_lock)
        {
            late = [.. _held.TakeWhile(h => Age(h) >= _limits.ReaderPatience).Where(h => !h.Leisurely && h.Mark())];
            if (_waiting.Count > 0)
            {
                slow = Slowest(_limits.PageBytes);
                Wake(_waiting.Count);
            }
        }
        Cut(late, AccessErrors.ReaderTooSlow(_limits.ReaderPatience));
        Cut(slow, AccessErrors.FanOutFull());
    }

    /// <summary>Those that have to go for so much room, the slowest first; none that has only just begun.</summary>
    private List<HeldPage> Slowest(long size)
    {
        var slow = new List<HeldPage>();
        var room = _limits.FanOutBytes - _bytes;
        foreach (var held in _held)
        {
            if (room >= size || Age(held) < Brief)
            {
                break;
            }
            room += held.Size;
            if (held.Mark())
            {
                slow.Add(held);
            }
        }
        return slow;
    }

    private TimeSpan Age(HeldPage held) => _clock.GetElapsedTime(held.Since);

    private static void Cut(List<HeldPage> held, Refusal why)
    {
        foreach (var page in held)
        {
            page.Cut(why);
        }
    }

    private void GiveBack(HeldPage held)
    {
        lock (_lock)
        {
            if (held.Node is { } node)
            {
                _held.Remove(node);
                held.Node = null;
                _bytes -= held.Size;
                Wake(2);
            }
        }
    }

    /// <summary>More than one, so that one who has gone meanwhile stops nobody.</summary>
    private void Wake(int count)
    {
        while (count-- > 0 && _bytes < _limits.FanOutBytes && _waiting.TryDequeue(out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>One page; guarded by the owner's lock.</summary>
    private sealed class HeldPage(
        FanOut owner, long size, long since, Action<Refusal> cut, bool leisurely) : IDisposable
    {
        private bool _marked;

        public LinkedListNode<HeldPage>? Node { get; set; }

        public long Size => size;

        public long Since => since;

        public bool Leisurely => leisurely;

        /// <summary>True for whoever is to cut it, once.</summary>
        public bool Mark() => !_marked && (_marked = true);

        public void Cut(Refusal why) => cut(why);

        public void Dispose() => owner.GiveBack(this);
    }
}
