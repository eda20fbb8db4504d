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
        return await store.ClaimDueAsync(new DueClaim(kind, hub.Id, clock.GetUtcNow(), lease), limit, ct);
    }

    /// <summary>
    /// Gives rows back that were not settled, so that nobody waits for the lease to end. Not cancelled by a hub that
    /// stops.
    /// </summary>
    public ValueTask ReleaseAsync(IReadOnlyList<Due> rows) =>
        store.ReleaseDueAsync(hub.Id, rows, CancellationToken.None);
}
