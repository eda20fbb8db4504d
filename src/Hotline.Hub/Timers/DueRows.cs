using Hotline.Core.Streams;
using Hotline.Hub.Access;
using Hotline.Journal;

namespace Hotline.Hub.Timers;

/// <summary>
/// What is due, for this hub alone: rows are claimed for a while, so that of several hubs on one journal only one does
/// what a row asks for. Whoever claims settles the row by a command that carries it, or gives it back.
/// </summary>
/// <param name="store">Where the rows are.</param>
/// <param name="recorder">Says when a row comes that is due earlier.</param>
/// <param name="hub">Who claims.</param>
/// <param name="clock">The hub's time.</param>
public sealed class DueRows(IJournalStore store, Recorder recorder, HubIdentity hub, TimeProvider clock)
{
    /// <summary>Waits until a row of the kind can be claimed, and claims those that can, the earliest first.</summary>
    /// <param name="kind">Which, see <see cref="DueKinds"/>.</param>
    /// <param name="lease">For how long: longer than what the row asks for can take.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<Due>> ClaimAsync(string kind, TimeSpan lease, int limit, CancellationToken ct)
    {
        await recorder.UntilDueAsync(kind, ct);
        return await ClaimAsync([kind], lease, limit, early: false, ct);
    }

    /// <summary>
    /// Claims what can be claimed now: of the first kind first, and of each the earliest first; none when there is
    /// none.
    /// </summary>
    /// <param name="kinds">Which, see <see cref="DueKinds"/>.</param>
    /// <param name="lease">For how long: longer than what a row asks for can take.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="early">True for rows that are not due yet as well.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<Due>> ClaimAsync(
        IEnumerable<string> kinds, TimeSpan lease, int limit, bool early, CancellationToken ct)
    {
        var claimed = new List<Due>();
        foreach (var kind in kinds)
        {
            if (claimed.Count < limit)
            {
                var claim = new DueClaim(kind, hub.Id, clock.GetUtcNow(), lease) { Early = early };
                claimed.AddRange(await store.ClaimDueAsync(claim, limit - claimed.Count, ct));
            }
        }
        return claimed;
    }

    /// <summary>Waits until a row of any of the kinds can be claimed, or for something else.</summary>
    public async Task UntilAsync(IEnumerable<string> kinds, Task other, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var first = await Task.WhenAny(kinds.Select(kind => recorder.UntilDueAsync(kind, over.Token)).Append(other));
        await over.CancelAsync();
        await first;
    }

    /// <summary>
    /// Gives rows back that were not settled, so that nobody waits for the lease to end. Not cancelled by a hub that
    /// stops.
    /// </summary>
    public ValueTask ReleaseAsync(IReadOnlyList<Due> rows) =>
        store.ReleaseDueAsync(hub.Id, rows, CancellationToken.None);
}
