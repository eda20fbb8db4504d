using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
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

    /// <summary>
    /// The reader's exchanges, newest first, without envelopes. Where everything that is open fits in the first page,
    /// those in which it is the reader's turn come first. Asked for a turn, it looks through everything that is open
    /// until the limit is reached.
    /// </summary>
    /// <param name="reader">Who looks.</param>
    /// <param name="question">Which.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ExchangeList> ListAsync(Seat reader, ListQuestion question, CancellationToken ct)
    {
        var looker = new Looker(reader, clock.GetUtcNow(), rulebook.Regimes);
        var views = new List<ExchangeView>();
        var damaged = new List<long>();
        var before = question.Before ?? long.MaxValue;

        // One more than asked for tells whether everything fits.
        var sifted = question.Turn is not null || Permissions.ReadsOf(reader.Poc) != Reads.All;
        var size = sifted ? Page : question.Limit + 1;
        int found;
        do
        {
            var listed = await store.ListAsync(reader.Participant, before, size, question.OnlyOpen, ct);
            found = listed.Count;
            foreach (var one in listed)
            {
                before = one.Opening;
                try
                {
                    if (views.Count < question.Limit && await ViewAsync(one, looker, question, ct) is { } view)
                    {
                        views.Add(view);
                    }
                }
                catch (DamagedEntryException entry)
                {
                    damaged.Add(entry.Position);
                }
            }
        }
        while (sifted && views.Count < question.Limit && found == size);
        return new ExchangeList([.. IsWhole(question, found) ? OursFirst(views) : views], looker.Now)
        {
            Damaged = damaged.Count > 0 ? damaged : null,
        };
    }

    /// <summary>One exchange with its opening envelope, if the reader may have it.</summary>
    public async Task<Outcome<ExchangeView>> ShowAsync(MessageId exchange, Seat reader, CancellationToken ct)
    {
        var looker = new Looker(reader, clock.GetUtcNow(), rulebook.Regimes);
        try
        {
            return await StateAsync(exchange, ct) is var (state, envelope)
                && ExchangeViews.MaySee(state, reader)
                ? ExchangeViews.For(state, looker, envelope) : ExchangeErrors.NoSuchExchange(exchange);
        }
        catch (DamagedEntryException entry)
        {
            return JournalErrors.DamagedEntry(entry.Position);
        }
    }

    /// <summary>The state of an exchange with its opening envelope; null when there is none of that id.</summary>
    /// <exception cref="DamagedEntryException">One of its entries is not what was written.</exception>
    public async Task<(Exchange State, string Envelope)?> StateAsync(MessageId exchange, CancellationToken ct)
    {
        var entries = await store.ReadStreamAsync(StreamId.Exchange(exchange), ct);
        return StreamHistory.FoldExchange(entries) is { } state ? (state, entries[0].Envelope!) : null;
    }

    /// <summary>What the reader sees of a listed exchange; null when it is not what is asked for.</summary>
    private async Task<ExchangeView?> ViewAsync(
        Listed listed, Looker looker, ListQuestion question, CancellationToken ct)
    {
        if (listed.IsDamaged)
        {
            throw new DamagedEntryException(listed.Opening);
        }
        if (listed.Stream.AsExchange is not { } id || await StateAsync(id, ct) is not var (state, _)
            || !ExchangeViews.MaySee(state, looker.Seat) || (question.OnlyOpen && state.Ending is not null))
        {
            return null;
        }
        var view = ExchangeViews.For(state, looker);
        return question.Turn is null || question.Turn == view.Turn ? view : null;
    }

    private static bool IsWhole(ListQuestion question, int found) =>
        question is { OnlyOpen: true, Turn: null, Before: null } && found <= question.Limit;

    private static IEnumerable<ExchangeView> OursFirst(IEnumerable<ExchangeView> views) =>
        views.OrderBy(view => view.Turn == Turn.Ours ? 0 : 1);
}
