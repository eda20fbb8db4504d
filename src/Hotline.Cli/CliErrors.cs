using Hotline.Protocol;

namespace Hotline.Cli;

/// <summary>Refusals of the commands themselves: 6041 to 6079.</summary>
internal static class CliErrors
{
    public static Refusal NoProfileNamed() => New(6041, "no-profile-named",
        "Say who you are: --profile FILE, or set HOTLINE_PROFILE. The exercise hub writes some to DATA/exercise.");

    public static Refusal BadHub(string hub) =>
        New(6042, "bad-hub-address", $"'{hub}' is not an http or https address such as http://127.0.0.1:5080.");

    public static Refusal NotReadable(string path, string why) =>
        New(6043, "file-not-readable", $"'{path}' cannot be read: {why}");

    public static Refusal NotWritable(string path, string why) =>
        New(6044, "file-not-writable", $"'{path}' cannot be written: {why}");

    public static Refusal TooLargeAFile(string path, int limit) => New(
        6045, "file-too-large",
        $"'{path}' is larger than {limit} bytes. Send large files by another way and name their digest "
        + "in the message.");

    public static Refusal BadContent(string type, string why) =>
        New(6046, "bad-content", $"The content is not {type}: {why} Correct it, or name its type with --content-type.");

    public static Refusal NoEnvelope(string path) =>
        New(6047, "no-envelope", $"'{path}' holds no signed message: neither a compact JWS nor a mail with one.");

    public static Refusal SeveralEnvelopes(string path) => New(
        6048, "several-envelopes",
        $"'{path}' holds several signed messages. Save the one that you mean as a file of its own.");

    public static Refusal NotAReceipt(string path, string why) => New(
        6049, "not-a-receipt",
        $"'{path}' is not a receipt with its envelope, as 'send --json' and 'submit --json' print it: {why}");

    public static Refusal BadRegime(int faults) => New(
        6050, "bad-regime",
        faults == 1 ? "The regime file has the fault above." : $"The regime file has the {faults} faults above.");

    public static Refusal BadMailAddress(string option, string? text) => New(6051, "bad-mail-address", text is null
        ? $"Give {option} ADDRESS: only a mail to one person that you answer as a file says it by itself."
        : $"'{text}' is not one mail address. Correct {option}.");

    public static Refusal NotSound(int findings, bool cut) => New(6052, "journal-not-sound",
        $"The checker found {findings}{(cut ? " and more" : "")} {(findings == 1 ? "thing" : "things")} that must not "
            + "be. Change nothing in the data directory, take a copy of it, and restore from a backup beside it.");

    public static Refusal JournalDamaged(string what) => New(6053, "journal-damaged",
        $"The journal cannot be read: {what} Run 'hotline fsck --data DIR' to see all that is wrong.");

    public static Refusal NoRegime() => New(6054, "no-regime",
        "Say under which rules it is to run: --regime REGIME, such as osce; the hub's own rules are in its "
        + "config/regimes. Only on a hub that is an exercise it is the exercise unless said.");

    public static Refusal OtherMailAddress(string asked, string pinned) => New(6055, "other-mail-address",
        $"The mail that you answer asks for replies to {asked}, and your profile says that the hub's address is "
        + $"{pinned}. A mail proves nothing of itself: whoever forwarded it may have put that there. Give --mail-to "
        + $"{pinned}, or --mail-to {asked} if the hub's address has changed, which the operator told you otherwise.");

    public static Refusal NotEmpty(string path) => new(6060, "not-empty", RefusalClass.Conflict,
        $"'{path}' is there and not an empty directory. Name one that is empty or not there yet; nothing was changed.");

    public static Refusal NoHubFile(string path, string why) => new(6061, "no-hub-file", RefusalClass.NotFound,
        $"'{path}' cannot be used: {why}. Name the data directory of a hub, and put back what is missing there.");

    public static Refusal NotABackup(string path, string why) => New(6062, "not-a-backup",
        $"'{path}' is no backup that this program reads: {why}. Name a directory that 'hotline backup' has made and "
        + "finished.");

    public static Refusal BackupDamaged(string path, string why) => new(6063, "backup-damaged", RefusalClass.Conflict,
        $"The backup '{path}' is damaged: {why}. Nothing was restored; take another backup.");

    public static Refusal WithinData(string path) => new(6064, "backup-within-data", RefusalClass.Conflict,
        $"'{path}' lies in the data directory itself: what takes that takes the backup too. Name a directory on "
        + "another disk.");

    public static Refusal NotSent(Refusal why, MessageId id) =>
        new(why.Number, why.Name, why.Class, $"{why.Detail} (message {id})");

    private static Refusal New(int number, string name, string detail) =>
        new(number, name, RefusalClass.Malformed, detail);
}
