using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Journal;
using Hotline.Protocol;

namespace Hotline.Hub.Reading;

/// <summary>Which of a reader's exchanges are asked for.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="Before">Position of an opening entry: only earlier ones; null for the newest.</param>
/// <param name="OnlyOpen">Leaves out what was withdrawn or closed.</param>
/// <param name="Turn">Only those in which it is this side's turn, for the reader; null for any.</param>
public sealed record ListQuestion(int Limit, long? Before, bool OnlyOpen, Turn? Turn = null);

/// <summary>Exchanges for readers: each is folded from its own entries when somebody looks.</summary>
/// <param name="store">The journal.</param>
/// <param name="rulebook">What numbers come from.</param>
/// <param name="clock">The hub's time.</param>
public sealed class ExchangeReader(IJournalStore store, Rulebook rulebook, TimeProvider clock)
{
    private const int Page = 256;
    private const int MostLooked = 4 * Page;

    /// <summary>
    /// A page of the reader's exchanges, newest first, without envelopes. Where everything that is open fits in the
    /// first page, those in which it is the reader's turn come first. Where only some are asked for, or may be seen, it
    /// looks through so many at most, whatever it finds; the page says where to go on.
    /// </summary>
    /// <param name="reader">Who looks.</param>
    /// <param name="question">Which.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ExchangeList> ListAsync(Seat reader, ListQuestion question, CancellationToken ct)
    {
        var looker = LookerOf(reader);
        var views = new List<ExchangeView>();
        var damaged = new List<long>();
        var before = question.Before ?? long.MaxValue;

        // One more than asked for tells whether there is more.
        var sifted = question.Turn is Turn.Theirs or Turn.Nobody || Permissions.ReadsOf(reader.Poc) != Reads.All;
        var size = sifted ? Page : question.Limit + 1;
        for (var looked = 0; ;)
        {
            var listed = question.Turn == Turn.Ours
                ? await store.TurnsAsync(reader.Participant, before, size, ct)
                : await store.ListAsync(reader.Participant, before, size, question.OnlyOpen, ct);
            foreach (var one in listed)
            {
                if (views.Count == question.Limit || (!sifted && looked == question.Limit))
                {
                    return Listing(views, before);
                }
                before = one.Opening;
                looked++;
                try
                {
                    if (await ViewAsync(one, looker, question, ct) is { } view)
                    {
                        views.Add(view);
                    }
                }
                catch (DamagedEntryException entry)
                {
                    damaged.Add(entry.Position);
                }
                ct.ThrowIfCancellationRequested();
            }
            if (listed.Count < size)
            {
                var whole = question is { OnlyOpen: true, Turn: null, Before: null };
                return Listing(whole ? OursFirst(views) : views, null);
            }
            if (looked >= MostLooked)
            {
                return Listing(views, before);
            }
        }

        ExchangeList Listing(IEnumerable<ExchangeView> shown, long? next) => new([.. shown], looker.Now, next)
        {
            Damaged = damaged.Count > 0 ? damaged : null,
        };
    }

    /// <summary>One exchange with its opening envelope, if the reader may have it.</summary>
    public async Task<Outcome<ExchangeView>> ShowAsync(MessageId exchange, Seat reader, CancellationToken ct)
    {
        var looker = LookerOf(reader);
        try
        {
            if (await store.LoadExchangeAsync(exchange, ct) is not { } state || !ExchangeViews.MaySee(state, reader))
            {
                return ExchangeErrors.NoSuchExchange(exchange);
            }
            var opening = await store.FindMessageAsync(exchange, ct);
            return opening is { IsSound: false } ? JournalErrors.DamagedEntry(opening.Position)
                : ExchangeViews.For(state, looker, opening?.Envelope);
        }
        catch (DamagedEntryException entry)
        {
            return JournalErrors.DamagedEntry(entry.Position);
        }
    }

    /// <summary>What the reader sees of a listed exchange; null when it is not what is asked for.</summary>
    private async Task<ExchangeView?> ViewAsync(
        Listed listed, Looker looker, ListQuestion question, CancellationToken ct)
    {
        if (listed.IsDamaged)
        {
            throw new DamagedEntryException(listed.Opening);
        }
        if (listed.Stream.AsExchange is not { } id || await store.LoadExchangeAsync(id, ct) is not { } state)
        {
            return null;
        }
        if (!ExchangeViews.MaySee(state, looker.Seat) || (question.OnlyOpen && state.Ending is not null))
        {
            return null;
        }
        var view = ExchangeViews.For(state, looker);
        return question.Turn is null || question.Turn == view.Turn ? view : null;
    }

    private Looker LookerOf(Seat reader) =>
        new(reader, clock.GetUtcNow(), rulebook.Regimes) { Limits = rulebook.Limits };

    private static IEnumerable<ExchangeView> OursFirst(IEnumerable<ExchangeView> views) =>
        views.OrderBy(view => view.Turn == Turn.Ours ? 0 : 1);
}
