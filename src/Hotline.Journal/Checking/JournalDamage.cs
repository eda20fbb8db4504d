using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Hotline.Journal.Checking;

/// <summary>
/// What was found damaged since the store was opened, by whoever read it: an alarm in the log, once each, in
/// <c>/readyz</c> and in the metrics. Thread-safe.
/// </summary>
/// <param name="log">Where it is told.</param>
public sealed class JournalDamage(ILogger log)
{
    /// <summary>Most that is remembered and told; beyond, more of it says nothing new.</summary>
    private const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly SortedSet<long> _entries = [];
    private readonly SortedSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>Positions of damaged entries.</summary>
    public IReadOnlyList<long> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>What else is damaged, in words; empty when nothing is.</summary>
    public IReadOnlyList<string> Others
    {
        get
        {
            lock (_lock)
            {
                return [.. _others];
            }
        }
    }

    /// <summary>An entry is not what was written.</summary>
    public void Found(long position)
    {
        lock (_lock)
        {
            if (_entries.Count == Most || !_entries.Add(position))
            {
                return;
            }
        }
        log.EntryDamaged(position);
        JournalMeters.Damaged("entry");
    }

    /// <summary>Something beside the entries is not what was written.</summary>
    public void Found(string what)
    {
        if (IsNew(what))
        {
            log.StoreDamaged(what);
            JournalMeters.Damaged("store");
        }
    }

    /// <summary>Nothing is damaged yet, but the disk did not do what it ought to.</summary>
    public void DiskFailed(string what)
    {
        if (IsNew(what))
        {
            log.DiskFailed(what);
            JournalMeters.Damaged("disk");
        }
    }

    private bool IsNew(string what)
    {
        lock (_lock)
        {
            return _others.Count < Most && _others.Add(what);
        }
    }

    /// <summary>For people: <c>entries 5, 9; …</c>; null when nothing was found.</summary>
    public string? Said()
    {
        const int Shown = 20;
        var (entries, others) = (Entries, Others);
        var places = string.Join(", ", entries.Take(Shown).Select(e => e.ToString(CultureInfo.InvariantCulture)));
        var parts = new List<string>();
        if (entries.Count > 0)
        {
            parts.Add($"damaged entries: {places}{(entries.Count > Shown ? " and more" : "")}");
        }
        parts.AddRange(others.Take(Shown));
        return parts.Count == 0 ? null : string.Join("; ", parts);
    }
}
