namespace Hotline.Journal.Sqlite;

/// <summary>
/// What lies in the file beside entries and what is derived from them: its layout, words of hubs, cursors.
/// </summary>
internal static class StoreCheck
{
    private const int LongestNote = 64 * 1024;

    /// <summary>What is wrong, a line each.</summary>
    public static IEnumerable<string> Lines(Queries queries) =>
        Layout(queries).Concat(Words(queries)).Concat(Columns(queries));

    private static IEnumerable<string> Layout(Queries queries)
    {
        var found = queries.Prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
            .Rows(s => (Name: s.Text(0), Sql: s.Text(1)));
        var expected = Schema.Tables.ToList();
        return found.Where(f => !expected.Contains(f.Sql)).Select(f => $"'{f.Name}' is none of the journal's tables")
            .Concat(expected.Where(table => !found.Exists(f => f.Sql == table))
                .Select(table => $"there is no {table[..table.IndexOf('(', StringComparison.Ordinal)]}"));
    }

    private static IEnumerable<string> Words(Queries queries) =>
        queries.Prepare("SELECT name, typeof(value) FROM meta").Rows(s => (Name: s.Text(0), Type: s.Text(1)))
            .Where(word => word is not (("schema" or "alive"), "integer"))
            .Select(word => $"the word '{word.Name}' is none that a hub writes")
            .Concat(queries.Prepare($"""
                SELECT name FROM cursor WHERE typeof(name) <> 'text' OR typeof(position) <> 'integer'
                    OR typeof(note) <> 'text' OR length(CAST(note AS BLOB)) > {LongestNote}
                """).Rows(s => $"what is kept of reader '{s.Text(0)}' is no place and note"));

    /// <summary>Rows whose columns hold what is never written there, and which a comparison might pass.</summary>
    private static IEnumerable<string> Columns(Queries queries)
    {
        foreach (var (table, wrong) in new[]
        {
            ("reader", "typeof(participant) <> 'text' OR typeof(position) <> 'integer' OR opens NOT IN (0, 1)"),
            ("unfiled", "typeof(participant) <> 'text' OR typeof(position) <> 'integer' OR opens NOT IN (0, 1) "
                + "OR typeof(turn) <> 'integer' OR abs(turn) > position"),
            ("open", "typeof(participant) <> 'text' OR typeof(opening) <> 'integer'"),
            ("turn", "typeof(participant) <> 'text' OR typeof(opening) <> 'integer'"),
            ("ended", "typeof(participant) <> 'text' OR typeof(opening) <> 'integer'"),
            ("due", "typeof(kind) <> 'text' OR typeof(at) <> 'integer' OR typeof(stream) <> 'blob' "
                + "OR typeof(key) <> 'text'"),
            ("span", "typeof(earliest) NOT IN ('integer', 'null') OR typeof(latest) <> typeof(earliest)"),
            ("tile", "typeof(level) <> 'integer' OR typeof(number) <> 'integer' OR length(hash) <> 32"),
        })
        {
            if (queries.Prepare($"SELECT count(*) FROM {table} WHERE {wrong}").Row(s => s.Int64(0)) is > 0 and var rows)
            {
                yield return $"{rows} rows of '{table}' hold what is never written there";
            }
        }
    }
}
