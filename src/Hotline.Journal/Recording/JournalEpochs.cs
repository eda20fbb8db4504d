using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Hubs;
using Hotline.Core.Streams;

namespace Hotline.Journal;

/// <summary>The epochs of a journal: all that any of its hubs has on record of losses.</summary>
public static class JournalEpochs
{
    private const int Page = 100;

    /// <summary>How later epochs began, in order of their entries; none for a journal that lost nothing.</summary>
    public static async ValueTask<ImmutableArray<Recovery>> ReadAsync(
        IJournalStore store, StreamBook streams, CancellationToken ct)
    {
        var recoveries = new List<Recovery>();
        StreamId? after = null;
        while (await store.StreamsAsync(StreamId.HubSort, after, Page, ct) is { Count: > 0 } page)
        {
            foreach (var stream in page)
            {
                var entries = await store.ReadStreamAsync(stream, ct);
                recoveries.AddRange((streams.Of(stream).Fold(entries) as HubState)?.Recoveries ?? []);
            }
            after = page[^1];
        }
        return [.. recoveries.OrderBy(r => r.Position)];
    }
}
