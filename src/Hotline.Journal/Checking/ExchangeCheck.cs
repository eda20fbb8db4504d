using System.Globalization;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;

namespace Hotline.Journal.Checking;

/// <summary>Each exchange folded anew, and what was derived from it against that.</summary>
internal sealed class ExchangeCheck(Queries queries, Action<Finding> find)
{
    private const int ReportEach = 1000;

    /// <summary>How many rows all feeds should have.</summary>
    public long Readers { get; private set; }

    /// <summary>How many due rows there should be.</summary>
    public long DueRows { get; private set; }

    /// <returns>How many exchanges there are.</returns>
    public long Run(Action<long, long> report, CancellationToken ct)
    {
        var exchanges = queries.Prepare("SELECT DISTINCT exchange FROM entry WHERE exchange IS NOT NULL").Rows(s => MessageId.FromBytes(s.Bytes(0)));
        for (var i = 0; i < exchanges.Count; i++)
        {
            if (i % ReportEach == 0)
            {
                ct.ThrowIfCancellationRequested();
                report(i, exchanges.Count);
            }
            Check(exchanges[i]);
        }
        report(exchanges.Count, exchanges.Count);
        return exchanges.Count;
    }

    private void Check(MessageId exchange)
    {
        Exchange? state = null;
        foreach (var stored in queries.ReadExchange(exchange))
        {
            if (!TryRead(stored, out var entry))
            {
                // Named when the entries were checked; what follows from it cannot be told.
                return;
            }
            if (state is null != entry.Fact is Accepted)
            {
                find(Findings.BrokenExchange(exchange, stored.Position, state is null ? "its first entry does not open it" : "it is opened again"));
                return;
            }
            state = ExchangeFold.Apply(state, entry)!;
            CheckReaders(state, entry);
        }
        CheckDue(state!);
    }

    private static bool TryRead(StoredEntry stored, out Entry entry)
    {
        try
        {
            entry = stored.Entry;
            return true;
        }
        catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or NotSupportedException)
        {
            entry = null!;
            return false;
        }
    }

    private void CheckReaders(Exchange state, Entry entry)
    {
        foreach (var reader in Audience.Of(state, entry.Fact))
        {
            Readers++;
            var opens = queries.Prepare("SELECT opens FROM reader WHERE participant = ?1 AND position = ?2").BindText(1, reader).Bind(2, entry.Position).Row(s => (long?)s.Int64(0));
            if (opens is null)
            {
                find(Findings.WrongReaders(entry.Position, $"it is not in the feed of {reader}"));
            }
            else if (opens != (entry.Fact is Accepted ? 1 : 0))
            {
                find(Findings.WrongReaders(entry.Position, $"the feed of {reader} {(opens == 1 ? "takes it for" : "does not know it for")} an opening"));
            }
        }
    }

    private void CheckDue(Exchange state)
    {
        var found = queries.Prepare("SELECT what, sort, at FROM due WHERE exchange = ?1 ORDER BY what").Bind(1, state.Id.ToBytes())
            .Rows(s => string.Create(CultureInfo.InvariantCulture, $"{s.Text(0)} {(DueSort)s.Int64(1)} {s.Int64(2)}"));
        var expected = Schedule.Of(state).OrderBy(row => row.What, StringComparer.Ordinal)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.What} {Due.SortOf(row)} {row.At.ToUnixTimeMilliseconds()}")).ToList();
        DueRows += expected.Count;
        if (!found.SequenceEqual(expected))
        {
            find(Findings.WrongDue(state.Id, string.Join(", ", found), string.Join(", ", expected)));
        }
    }
}
