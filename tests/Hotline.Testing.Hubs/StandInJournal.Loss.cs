using System.Collections.Immutable;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Microsoft.AspNetCore.SignalR;

namespace Hotline.Testing.Hubs;

/// <content>A journal that loses a part of itself, or shows one before its turn.</content>
public sealed partial class StandInJournal
{
    /// <summary>Positions that every stream begins with, as if its reader were behind them.</summary>
    public List<long> Urgent { get; } = [];

    private FeedPage Ahead(long after)
    {
        lock (_lock)
        {
            var items = Urgent.Select(p => _entries[(int)p - 1]).Select(e => new FeedItem(e.Entry, e.Envelope));
            return new FeedPage([.. items], after, _entries.Count, Epoch) { Ahead = true };
        }
    }

    /// <summary>How its later epochs began.</summary>
    public List<Recovery> Recoveries { get; } = [];

    /// <summary>Its epoch; null in its first.</summary>
    public DateTimeOffset? Epoch => Recoveries.LastOrDefault()?.Epoch;

    /// <summary>Forgets what came after a position.</summary>
    public void RollBack(long kept)
    {
        lock (_lock)
        {
            _entries.RemoveRange((int)kept, _entries.Count - (int)kept);
        }
    }

    /// <summary>Goes on from here in an epoch of its own.</summary>
    public void Recover(long lost, string by, string reason)
    {
        var (now, head) = (RealTime.Clock.GetUtcNow(), Head);
        var epoch = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        Recoveries.Add(new Recovery(epoch, head + 1, head, lost, null, epoch, by, reason));
    }

    /// <summary>Positions of entries that it cannot show any more.</summary>
    public ImmutableArray<long> Damaged { get; set; } = [];

    /// <summary>How far it says that a report is, before it gives it.</summary>
    public ImmutableArray<ReportProgress> Progress { get; set; } = [];

    private FeedPage PageAfter(long after)
    {
        var rows = _entries.Skip((int)after).Take(8).ToLookup(e => Damaged.Contains(e.Entry.Position));
        return new FeedPage(
            [.. rows[false].Select(e => new FeedItem(Told(e.Entry), e.Envelope))],
            Math.Min(_entries.Count, after + 8), _entries.Count, Epoch)
        {
            Damaged = rows[true].Any() ? [.. rows[true].Select(e => e.Entry.Position)] : null,
        };
    }

    private void RefuseBeyond(long after)
    {
        if (after > Head)
        {
            throw new HubException(JournalErrors.CursorBeyondHead(after, Head).ToString());
        }
    }
}
