using Hotline.Core.Streams;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Feeds and lists of what is open. A participant's feed is read from its own end of the table <c>reader</c>; were each
/// entry filed there at once, it would touch a page for every reader. So the rows of an entry wait side by side in
/// <c>unfiled</c>, and whoever's list a stream leaves in <c>ended</c>; every so many entries all are filed in one go,
/// in the transaction of the last. Whoever reads takes both together, here alone.
/// </summary>
internal sealed class Filing(Queries writer)
{
    /// <summary>Every so many entries; a reader looks through at most the rows of so many that are not filed.</summary>
    public const int Every = 256;

    private const string NotEnded =
        "NOT EXISTS (SELECT 1 FROM ended x WHERE x.opening = f.position AND x.participant = f.participant)";
    private const string FiledOpen = "(SELECT participant, opening AS position FROM open)";

    /// <summary>All feeds: participant, position, whether it opens.</summary>
    public const string EveryFeed = "SELECT participant, position, opens FROM reader "
        + "UNION ALL SELECT participant, position, opens FROM unfiled";

    /// <summary>What is open in everybody's lists: participant, opening.</summary>
    public const string EveryOpen = $"""
        SELECT f.participant, f.position FROM {FiledOpen} f WHERE {NotEnded}
        UNION ALL SELECT f.participant, f.position FROM unfiled f WHERE f.opens AND {NotEnded}
        """;

    /// <summary>Everybody whose turn it is: participant, opening.</summary>
    public const string EveryTurn = $"""
        SELECT f.participant, f.position FROM {FiledTurns} f WHERE {NotEnded} AND {NotTurned}
        UNION ALL SELECT f.participant, f.position FROM {Turned} f WHERE f.ours AND {NotEnded}
        """;

    /// <summary>What is open in everybody's lists, after participant ?1 and opening ?2, at most ?3.</summary>
    public const string AllOpen = $"""
        SELECT f.participant, f.position, e.stream FROM {FiledOpen} f
        JOIN entry e ON e.position = f.position WHERE (f.participant, f.position) > (?1, ?2) AND {NotEnded}
        UNION ALL SELECT f.participant, f.position, e.stream FROM unfiled f
        JOIN entry e ON e.position = f.position WHERE (f.participant, f.position) > (?1, ?2) AND f.opens AND {NotEnded}
        ORDER BY 1, 2 LIMIT ?3
        """;

    /// <summary>Everybody whose turn it is, likewise.</summary>
    public const string AllTurns = $"""
        SELECT f.participant, f.position, e.stream FROM {FiledTurns} f JOIN entry e ON e.position = f.position
            WHERE (f.participant, f.position) > (?1, ?2) AND {NotEnded} AND {NotTurned}
        UNION ALL SELECT f.participant, f.position, e.stream FROM {Turned} f JOIN entry e ON e.position = f.position
            WHERE (f.participant, f.position) > (?1, ?2) AND f.ours AND {NotEnded}
        ORDER BY 1, 2 LIMIT ?3
        """;

    private const string FiledTurns = "(SELECT participant, opening AS position FROM turn)";

    /// <summary>Where it became somebody's turn, or is no more, since rows were filed: the last word on each.</summary>
    private const string Turned = "(SELECT participant, abs(turn) AS position, turn > 0 AS ours, max(position) AS said "
        + "FROM unfiled WHERE turn <> 0 GROUP BY 1, 2)";

    private const string NotTurned =
        "(f.participant, f.position) NOT IN (SELECT participant, abs(turn) FROM unfiled WHERE turn <> 0)";

    /// <summary>A query of participant ?1's feed: positions, and whether each opens its stream.</summary>
    /// <param name="where">Which rows <c>f</c>.</param>
    /// <param name="order">By position: <c>DESC</c>, <c>LIMIT</c>.</param>
    public static string Feed(string where, string order) => $"""
        SELECT f.position, f.opens FROM reader f WHERE f.participant = ?1 AND {where}
        UNION ALL SELECT f.position, f.opens FROM unfiled f WHERE f.participant = ?1 AND {where}
        ORDER BY 1 {order}
        """;

    /// <summary>The same with columns of the entry <c>e</c>.</summary>
    /// <param name="columns">Which; the position comes before them.</param>
    /// <param name="where">As above.</param>
    /// <param name="order">As above.</param>
    public static string FeedOfEntries(string columns, string where, string order) => $"""
        SELECT f.position, {columns} FROM reader f CROSS JOIN entry e ON e.position = f.position
            WHERE f.participant = ?1 AND {where}
        UNION ALL SELECT f.position, {columns} FROM unfiled f CROSS JOIN entry e ON e.position = f.position
            WHERE f.participant = ?1 AND {where}
        ORDER BY 1 {order}
        """;

    /// <summary>
    /// A query of participant ?1's list of what is open; the position is that of the entry that opened.
    /// </summary>
    /// <param name="where">As above.</param>
    /// <param name="order">As above.</param>
    public static string Open(string where, string order) => $"""
        SELECT f.position FROM {FiledOpen} f WHERE f.participant = ?1 AND {where} AND {NotEnded}
        UNION ALL SELECT f.position FROM unfiled f WHERE f.participant = ?1 AND {where} AND f.opens AND {NotEnded}
        ORDER BY 1 {order}
        """;

    /// <summary>
    /// A query of the streams in which it is participant ?1's turn; the position is that of the entry that opened.
    /// </summary>
    /// <param name="where">As above.</param>
    /// <param name="order">As above.</param>
    public static string Turn(string where, string order) => $"""
        SELECT f.position FROM {FiledTurns} f WHERE f.participant = ?1 AND {where} AND {NotEnded}
            AND f.position NOT IN (SELECT abs(turn) FROM unfiled WHERE participant = ?1 AND turn <> 0)
        UNION ALL SELECT f.position FROM {Turned} f WHERE f.participant = ?1 AND {where} AND f.ours AND {NotEnded}
        ORDER BY 1 {order}
        """;

    /// <summary>The rows of a new entry.</summary>
    public void Add(Appended appended)
    {
        var position = appended.Entry.Position;
        var unfiled = writer.Prepare("INSERT INTO unfiled VALUES(?1, ?2, ?3, ?4)")
            .Bind(1, position).Bind(3, appended.Mark == ListMark.Opens ? 1 : 0);
        foreach (var participant in appended.Readers)
        {
            unfiled.BindText(2, participant).Bind(4, TurnOf(participant)).Run();
        }
        if (appended.Mark == ListMark.Ends)
        {
            var ended = writer.Prepare("INSERT OR IGNORE INTO ended VALUES(?1, ?2)").Bind(1, appended.Opening);
            foreach (var participant in appended.Listed)
            {
                ended.BindText(2, participant).Run();
            }
        }
        if (position % Every == 0)
        {
            File();
            Spans.Filed(writer, position);
        }

        long TurnOf(string participant) => appended.TurnsBegun.Contains(participant) ? appended.Opening
            : appended.TurnsOver.Contains(participant) ? -appended.Opening : 0;
    }

    /// <summary>Earlier entries come into a feed, and the stream into a list.</summary>
    public void Join(Joining joining)
    {
        var unfiled = writer.Prepare("""
            INSERT OR IGNORE INTO unfiled SELECT ?1, ?2, ?3, 0 WHERE NOT EXISTS (SELECT 1 FROM reader
                WHERE participant = ?2 AND position = ?1)
            """).BindText(2, joining.Participant);
        foreach (var position in joining.Positions)
        {
            unfiled.Bind(1, position).Bind(3, position == joining.Opening ? 1 : 0).Run();
        }
        if (!joining.Open && joining.Opening > 0)
        {
            writer.Prepare("""
                INSERT OR IGNORE INTO ended SELECT position, participant FROM unfiled
                    WHERE position = ?1 AND participant = ?2 AND opens
                """).Bind(1, joining.Opening).BindText(2, joining.Participant).Run();
        }
    }

    /// <summary>What is wrong between filed and unfiled rows, a line each.</summary>
    public static IEnumerable<string> Check(Queries queries)
    {
        var twice = queries.Prepare("""
            SELECT f.position, f.participant FROM unfiled f JOIN reader r
                ON r.participant = f.participant AND r.position = f.position
            """).Rows(s => $"entry {s.Int64(0)} is in the feed of {s.Text(1)} twice");
        var ended = queries.Prepare("""
            SELECT x.opening, x.participant FROM ended x
            WHERE NOT EXISTS (SELECT 1 FROM open o WHERE o.participant = x.participant AND o.opening = x.opening)
            AND NOT EXISTS (SELECT 1 FROM unfiled f
                WHERE f.position = x.opening AND f.participant = x.participant AND f.opens)
            """).Rows(s => $"what entry {s.Int64(0)} opened leaves the list of {s.Text(1)}, in which it is not");
        return twice.Concat(ended);
    }

    private void File()
    {
        writer.Prepare(
            "INSERT INTO reader SELECT participant, position, opens FROM unfiled ORDER BY participant, position").Run();
        writer.Prepare($"""
            INSERT INTO open SELECT participant, position FROM unfiled f
                WHERE opens AND {NotEnded} ORDER BY participant, position
            """).Run();
        writer.Prepare($"""
            DELETE FROM turn WHERE (participant, opening) IN
                (SELECT participant, position FROM {Turned} WHERE NOT ours)
            """).Run();
        writer.Prepare($"""
            INSERT OR IGNORE INTO turn SELECT participant, position FROM {Turned} f WHERE ours AND {NotEnded}
                ORDER BY participant, position
            """).Run();
        foreach (var list in (string[])["open", "turn"])
        {
            writer.Prepare(
                $"DELETE FROM {list} WHERE (participant, opening) IN (SELECT participant, opening FROM ended)").Run();
        }
        writer.Prepare("DELETE FROM unfiled").Run();
        writer.Prepare("DELETE FROM ended").Run();
    }
}
