using Hotline.Journal.Checking;

namespace Hotline.Journal.Sqlite;

/// <summary>Everything beside the entries, a few hundred rows at a time, in the order of its keys.</summary>
/// <param name="Table">Which of the tables.</param>
/// <param name="Last">Key of the last row; null before the first.</param>
internal sealed record Rereading(int Table, IReadOnlyList<object>? Last)
{
    private const int Rows = 500;

    private static readonly (string Table, string[] Key)[] Tables =
    [
        ("lookup", ["key", "position"]),
        ("reader", ["participant", "position"]), ("unfiled", ["position", "participant"]),
        ("open", ["participant", "opening"]), ("turn", ["participant", "opening"]),
        ("ended", ["opening", "participant"]),
        ("due", ["kind", "at", "stream", "key"]), ("cursor", ["name"]),
        ("span", ["block"]), ("tile", ["level", "number"]), ("meta", ["name"]),
    ];

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> All => Tables.Select(t => t.Table);

    /// <summary>Reads on from a place, and tells of pages that were found damaged meanwhile; null at the end.</summary>
    public static object? Read(object? place, Queries queries, string file, JournalDamage damage)
    {
        foreach (var page in PageSums.DamagedPages(file))
        {
            damage.Found(FormattableString.Invariant(
                $"page {page} of {SqliteStore.FileName} is not what was written"));
        }
        return From(place).Read(queries);
    }

    /// <summary>Behind the table in which a place is; null behind the last.</summary>
    public static object? Skip(object? place) => From(place).Next;

    private static Rereading From(object? place) => place as Rereading ?? new Rereading(0, null);

    /// <summary>The next table; null behind the last.</summary>
    private Rereading? Next => Table + 1 < Tables.Length ? new Rereading(Table + 1, null) : null;

    /// <summary>Reads on; null at the end.</summary>
    private Rereading? Read(Queries queries)
    {
        var (table, key) = Tables[Table];
        var names = string.Join(", ", key);
        var after = Last is null ? "" : $"WHERE ({names}) > ({string.Join(", ", key.Select((_, i) => $"?{i + 1}"))})";
        var statement = queries.Prepare($"SELECT {names} FROM {table} {after} ORDER BY {names} LIMIT {Rows}");
        for (var i = 0; i < Last?.Count; i++)
        {
            _ = Last[i] switch
            {
                long number => statement.Bind(i + 1, number),
                byte[] blob => statement.BindBlob(i + 1, blob),
                var text => statement.BindText(i + 1, (string)text),
            };
        }
        var (count, last) = (0, (object[]?)null);
        statement.ForEach(s =>
        {
            count++;
            last = count == Rows ? [.. key.Select((_, i) => s.Value(i))] : null;
        });
        return last is null ? Next : this with { Last = last };
    }
}
