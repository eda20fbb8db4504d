using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Journal;
using Hotline.Protocol;

namespace Hotline.Hub.Access;

/// <summary>
/// A participant's feed as one point of contact of it may read it: the one way from the journal to whoever presents a
/// key, whatever the door.
/// </summary>
/// <param name="tail">The feeds of participants.</param>
/// <param name="store">Knows who opened an exchange.</param>
/// <param name="fanOut">How large a page may be.</param>
public sealed class SeatFeed(Tail tail, IJournalStore store, FanOut fanOut)
{
    private const int Remembered = 4096;

    /// <summary>Whoever is behind by more entries reads in turn with the others of its point of contact.</summary>
    private const int Near = 1024;

    private readonly Turns _turns = new();
    private readonly ConcurrentDictionary<MessageId, MessageHeader> _openings = new();

    /// <summary>The journal's last position that readers may know of.</summary>
    public long Head => tail.Head;

    /// <summary>A page of the participant's feed; what the reader may not read is not in it.</summary>
    public async ValueTask<FeedPage> ReadAsync(Seat reader, long after, int limit, CancellationToken ct)
    {
        using var turn = Head - after <= Near ? null : await _turns.EnterAsync(reader.ToString(), ct);
        var page = await tail.ReadAsync(reader.Participant, after, limit, fanOut.PageBytes, ct)
            with { Epoch = tail.Epoch };
        return await ForAsync(reader, page, ct);
    }

    /// <summary>
    /// What a reader who is behind is shown before its turn: a page of messages of precedence flash, whose cursor is
    /// where the reader is. Without items when there is none.
    /// </summary>
    /// <param name="reader">Who reads.</param>
    /// <param name="cursor">Where the reader is.</param>
    /// <param name="after">
    /// After which position: those up to there come in the reader's next page, or have come.
    /// </param>
    /// <param name="ct">Gives up.</param>
    public async ValueTask<FeedPage> AheadAsync(Seat reader, long cursor, long after, CancellationToken ct)
    {
        while (true)
        {
            var items = tail.Urgent(reader.Participant, after, fanOut.PageBytes);
            var page = new FeedPage(items, cursor, tail.Head, tail.Epoch) { Ahead = true };
            var own = await ForAsync(reader, page, ct);
            if (items.IsEmpty || !own.Items.IsEmpty)
            {
                return own;
            }
            after = items[^1].Entry.Position;
        }
    }

    private async ValueTask<FeedPage> ForAsync(Seat reader, FeedPage page, CancellationToken ct)
    {
        if (Permissions.ReadsOf(reader.Poc) == Reads.All || page.Items.IsEmpty)
        {
            return page;
        }
        var items = ImmutableArray.CreateBuilder<FeedItem>();
        foreach (var item in page.Items)
        {
            if (item.Entry.Fact is JournalRecovered)
            {
                // Whoever reads anything must know that what it read may be lost.
                items.Add(item);
            }
            else if (item.Entry.Fact is ExchangeFact fact && await OpeningAsync(fact, ct) is { } opening
                && Audience.MayFollow(opening, reader))
            {
                var opens = fact.Message is { } message && Audience.MayOpen(message, reader);
                items.Add(opens ? item : FeedItem.Of(item.Entry, item.EntryJson(), envelope: null));
            }
        }
        return page with { Items = items.ToImmutable() };
    }

    /// <summary>Null when a reader may read after a position; 3020 when there is none such.</summary>
    public Refusal? Check(long after) => after > Head ? JournalErrors.CursorBeyondHead(after, Head) : null;

    /// <summary>As <see cref="Tail.WaitAsync"/>.</summary>
    public Task WaitAsync(Seat reader, long after, CancellationToken ct) =>
        tail.WaitAsync(reader.Participant, after, ct);

    private async ValueTask<MessageHeader?> OpeningAsync(ExchangeFact fact, CancellationToken ct)
    {
        if (_openings.TryGetValue(fact.Exchange, out var known))
        {
            return known;
        }
        var opening = (fact as Accepted)?.Opening
            ?? (await store.FindMessageAsync(fact.Exchange, ct) is { IsSound: true } found
                ? found.Entry.Fact.Message : null);
        if (opening is not null)
        {
            if (_openings.Count >= Remembered)
            {
                _openings.Clear();
            }
            _openings[fact.Exchange] = opening;
        }
        return opening;
    }
}
