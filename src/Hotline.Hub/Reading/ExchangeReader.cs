using Hotline.Contract.Wire;
using Hotline.Core.Exchanges;
using Hotline.Journal;
using Hotline.Protocol;

namespace Hotline.Hub.Reading;

/// <summary>Exchanges for readers: each is folded from its own entries when somebody looks.</summary>
public sealed class ExchangeReader(IJournalStore store, TimeProvider clock)
{
    /// <summary>The reader's exchanges, newest first, without envelopes.</summary>
    /// <param name="reader">The participant that looks.</param>
    /// <param name="before">Position of an opening entry; only earlier ones are listed.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="onlyOpen">Leaves out what was withdrawn or closed.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ExchangeList> ListAsync(string reader, long before, int limit, bool onlyOpen, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var views = new List<ExchangeView>();
        foreach (var id in await store.ListExchangesAsync(reader, before, limit, onlyOpen, ct))
        {
            if (Fold(await store.ReadExchangeAsync(id, ct)) is { } state && ExchangeViews.MaySee(state, reader) && !(onlyOpen && state.Ending is not null))
            {
                views.Add(ExchangeViews.For(state, reader, now));
            }
        }
        return new ExchangeList([.. views], now);
    }

    /// <summary>One exchange with its opening envelope, if the reader may have it.</summary>
    public async Task<Outcome<ExchangeView>> ShowAsync(MessageId exchange, string reader, CancellationToken ct)
    {
        var entries = await store.ReadExchangeAsync(exchange, ct);
        return Fold(entries) is { } state && ExchangeViews.MaySee(state, reader)
            ? ExchangeViews.For(state, reader, clock.GetUtcNow(), Audience.MayOpen(state.Opening.Opening, reader) ? entries[0].Envelope : null)
            : RuleErrors.NoSuchExchange(exchange);
    }

    /// <summary>The state of an exchange with its opening envelope; null when there is none of that id.</summary>
    public async Task<(Exchange State, string Envelope)?> StateAsync(MessageId exchange, CancellationToken ct)
    {
        var entries = await store.ReadExchangeAsync(exchange, ct);
        return Fold(entries) is { } state ? (state, entries[0].Envelope!) : null;
    }

    private static Exchange? Fold(IReadOnlyList<StoredEntry> entries) =>
        entries.Aggregate((Exchange?)null, (state, stored) => ExchangeFold.Apply(state, stored.Entry));
}
