namespace Hotline.Journal.Sqlite;

/// <summary>
/// Who has claimed which due rows, and until when. Kept in memory, since one process owns the file: a crash gives
/// everything back. Thread-safe.
/// </summary>
internal sealed class DueLeases
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Due, Lease> _leases = [];

    /// <summary>Takes rows that nobody has.</summary>
    /// <param name="claim">Who claims what.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="read">
    /// Reads so many of the rows that are due, earliest first. Called while no row can change hands.
    /// </param>
    public List<Due> Claim(DueClaim claim, int limit, Func<int, List<Due>> read)
    {
        lock (_lock)
        {
            // What was leased and has been taken away since is not among these: whoever takes it away says so under
            // this lock, after his commit.
            var free = read(limit + _leases.Count)
                .Where(due => !(_leases.GetValueOrDefault(due)?.Until > claim.Now)).Take(limit).ToList();
            foreach (var due in free)
            {
                _leases[due] = new Lease(claim.Hub, claim.Now + claim.Lease);
            }
            return free;
        }
    }

    /// <summary>When the earliest row of a kind can be claimed.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="read">Reads so many rows of the kind, earliest first.</param>
    public DateTimeOffset? Next(string kind, Func<int, List<Due>> read)
    {
        lock (_lock)
        {
            DateTimeOffset? next = null;
            foreach (var due in read(_leases.Keys.Count(due => due.Row.Kind == kind) + 1))
            {
                var until = _leases.GetValueOrDefault(due)?.Until;
                var at = until > due.Row.At ? until.Value : due.Row.At;
                next = at < next || next is null ? at : next;
            }
            return next;
        }
    }

    /// <summary>A hub gives rows back.</summary>
    public void Release(string hub, IReadOnlyList<Due> rows)
    {
        lock (_lock)
        {
            foreach (var due in rows.Where(due => _leases.GetValueOrDefault(due)?.Hub == hub))
            {
                _leases.Remove(due);
            }
        }
    }

    /// <summary>Rows have been taken away or put there anew, and that is committed.</summary>
    public void Forget(IEnumerable<Due> rows)
    {
        lock (_lock)
        {
            foreach (var due in rows)
            {
                _leases.Remove(due);
            }
        }
    }

    private sealed record Lease(string Hub, DateTimeOffset Until);
}
