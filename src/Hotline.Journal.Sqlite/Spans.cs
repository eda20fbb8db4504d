namespace Hotline.Journal.Sqlite;

/// <summary>
/// When the entries of each <see cref="Filing.Every"/> positions opened streams: the earliest and the latest time, so
/// that whoever asks for a period finds between which positions it lies without reading what is outside. Written when
/// rows are filed, so that no other commit touches it. Times mostly grow with positions; where the clock was set back,
/// a period lies between positions further apart, and nothing is missed.
/// </summary>
internal static class Spans
{
    // Of the openings after position ?1 and up to ?2.
    private const string Computed = """
        SELECT (position - 1) / 256 AS block, min(CASE WHEN opens THEN at END) AS earliest,
            max(CASE WHEN opens THEN at END) AS latest
            FROM entry WHERE position > ?1 AND position <= ?2 GROUP BY 1
        """;

    /// <summary>The entries up to this position, the last of its block, are filed.</summary>
    public static void Filed(Queries writer, long position) => Write(writer, position - Filing.Every, position);

    /// <summary>Between which positions, inclusive, whatever opened in a period did; null when nothing did.</summary>
    public static (long First, long Last)? Of(Queries queries, long from, long to)
    {
        var known = Known(queries) * Filing.Every;
        return queries.Prepare("""
            SELECT min(block) * 256 + 1, (max(block) + 1) * 256 FROM (
                SELECT block FROM span WHERE earliest < ?2 AND latest >= ?1
                UNION ALL SELECT (position - 1) / 256 FROM entry
                    WHERE position > ?3 AND opens AND at >= ?1 AND at < ?2)
            """)
            .Bind(1, from).Bind(2, to).Bind(3, known)
            .Row(s => s.IsNull(0) ? ((long, long)?)null : (s.Int64(0), s.Int64(1)));
    }

    /// <summary>What is wrong with them, a line each.</summary>
    public static IEnumerable<string> Check(Queries queries) =>
        queries.Prepare($"""
            SELECT coalesce(s.block, c.block) FROM span s FULL JOIN ({Computed}) c ON c.block = s.block
                WHERE c.block IS NULL OR s.block IS NULL OR s.earliest IS NOT c.earliest OR s.latest IS NOT c.latest
                LIMIT 100
            """)
            .Bind(1, 0).Bind(2, queries.Head() / Filing.Every * Filing.Every)
            .Rows(s => $"the times at which entries from {(s.Int64(0) * Filing.Every) + 1} on opened are wrong");

    /// <summary>How many blocks are known, from the first on.</summary>
    private static long Known(Queries queries) =>
        queries.Prepare("SELECT coalesce(max(block) + 1, 0) FROM span").Row(s => s.Int64(0));

    private static void Write(Queries writer, long after, long upTo) =>
        writer.Prepare($"INSERT OR REPLACE INTO span {Computed}").Bind(1, after).Bind(2, upTo).Run();
}
