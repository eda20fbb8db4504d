using System.Globalization;
using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals of the journal: 3001 to 3049.</summary>
public static class JournalErrors
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(2);

    /// <summary>More is waiting to be written than the hub will hold.</summary>
    public static Refusal Busy() => new(
        3001, "busy", RefusalClass.Unavailable,
        "The hub has more to write than it will queue; routine is refused first, then priority, and flash has a place "
        + "of its own. Nothing was recorded; send the same bytes again in 2 seconds.") { RetryAfter = ComeBack };

    /// <summary>The commit failed, before or after it took effect.</summary>
    public static Refusal NotWritten() => new(
        3002, "not-written", RefusalClass.Unavailable,
        "The journal could not be written. The message may or may not be on record; send the same bytes again, which "
        + "is safe, until a receipt comes.");

    /// <summary>A defect of ours met while deciding one command.</summary>
    public static Refusal Failed() => new(
        3003, "failed", RefusalClass.Unavailable,
        "The hub failed to decide this, by a fault of its own that is in its log. Nothing was recorded; tell the "
        + "operator, and send the same bytes again later.");

    /// <summary>The hub is being stopped.</summary>
    public static Refusal Closing() => new(
        3004, "closing", RefusalClass.Unavailable,
        "The hub is being stopped. Nothing was recorded; send the same bytes again when it is back.");

    /// <summary>Another process has the data directory.</summary>
    public static Refusal InUse(string directory) => new(
        3010, "data-in-use", RefusalClass.Conflict,
        $"Another process is using the data directory '{directory}'. Stop it, or give this one a directory of its "
        + "own with --data.");

    /// <summary>The file is of another program version.</summary>
    public static Refusal OtherSchema(
        string file, long found, long known) => new(3011, "other-schema", RefusalClass.Conflict, found > known
        ? $"{Has(file, found)}, written by a newer program; this one knows {Number(known)}. Run the newer program; "
            + "the file was not touched."
        : $"{Has(file, found)}; this program knows {Number(known)} and cannot upgrade it. Copy it with the program "
            + "that wrote it; the file was not touched.");

    /// <summary>The file is something else.</summary>
    public static Refusal NotAJournal(string file, string why) => new(
        3012, "not-a-journal", RefusalClass.Malformed,
        $"'{file}' is not a journal of the hotline: {why}. Give the directory of a hub with --data; the file "
        + "was not touched.");

    /// <summary>There is nothing there.</summary>
    public static Refusal NoJournal(string file) => new(
        3013, "no-journal", RefusalClass.NotFound,
        $"There is no journal '{file}'. Give the directory of a hub with --data.");

    /// <summary>A reader has read more than there is.</summary>
    public static Refusal CursorBeyondHead(long cursor, long head) => new(
        3020, "cursor-beyond-head", RefusalClass.Conflict,
        $"Nothing lies at position {Number(cursor)}: this journal ends at {Number(head)}. It was rolled back, such as "
        + "by an older backup, or it is another hub's. Ask GET /v1/hub how it was recovered, read again from what "
        + "was kept (0 when nothing is said), and tell the operator.");

    /// <summary>The high-water mark is no mark of this hub.</summary>
    public static Refusal MarkNotUsable(string path, string why) => new(
        3021, "mark-not-usable", RefusalClass.Unavailable,
        $"The high-water mark '{path}' cannot be used: {why}. It says how far the journal has been; restore it, or, "
        + "when you know that the journal is whole, move it away: the hub then writes a new one.");

    /// <summary>The journal could not be copied.</summary>
    public static Refusal NotCopied(string file, string to, string why) => new(
        3022, "journal-not-copied", RefusalClass.Unavailable,
        $"The journal '{file}' could not be copied to '{to}': {why}. Nothing was changed; see that there is space, "
        + "and that 'hotline fsck' finds the journal sound.");

    /// <summary>The store is damaged where it must be read.</summary>
    public static Refusal Damaged(string file, string what) => new(
        3030, "store-damaged", RefusalClass.Unavailable,
        $"The journal '{file}' is damaged: {what}. It was not touched. Copy the data directory away, see what is hurt "
        + "with 'hotline fsck'. What stands beside the entries is built anew by 'hotline hub rebuild'; entries come "
        + "back from your backup, or the disk's last sound copy.");

    /// <summary>An entry is not what was written.</summary>
    public static Refusal DamagedEntry(long position) => new(
        3031, "entry-damaged", RefusalClass.Unavailable,
        $"Entry {Number(position)} of the journal is damaged, and this exchange cannot be told without it. The hub's "
        + "operator must restore it; every other exchange goes on.");

    /// <summary>The log holds commits behind a place that is damaged.</summary>
    public static Refusal DamagedLog(string file, string what) => new(
        3032, "log-damaged", RefusalClass.Unavailable,
        $"The write-ahead log '{file}' is damaged: {what}. Started now, the hub would lose without a word what was "
        + "committed behind that place. Nothing was touched: copy the data directory away, and restore your backup, or "
        + "the disk's last sound copy.");

    /// <summary>What stands beside the entries could not be built anew.</summary>
    public static Refusal NotRebuilt(string file, string why) => new(
        3033, "not-rebuilt", RefusalClass.Unavailable,
        $"What stands beside the entries of the journal '{file}' could not be built anew: {why}. Nothing was changed; "
        + "see that there is space for two copies, and where entries are damaged restore your backup, or the disk's "
        + "last sound copy.");

    private static string Has(string file, long found) => $"The journal '{file}' has schema {Number(found)}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
