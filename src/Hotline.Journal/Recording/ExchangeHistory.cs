using Hotline.Core.Exchanges;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>The state of an exchange from the store: nothing but the fold of its entries.</summary>
public static class ExchangeHistory
{
    /// <summary>Folds the entries of one exchange; null when there are none.</summary>
    public static Exchange? Fold(IReadOnlyList<StoredEntry> entries) =>
        entries.Aggregate((Exchange?)null, (state, stored) => ExchangeFold.Apply(state, stored.Entry));

    /// <summary>The exchange as committed; null when there is none of that id.</summary>
    public static async ValueTask<Exchange?> LoadExchangeAsync(this IJournalStore store, MessageId exchange, CancellationToken ct = default) =>
        Fold(await store.ReadExchangeAsync(exchange, ct));
}
