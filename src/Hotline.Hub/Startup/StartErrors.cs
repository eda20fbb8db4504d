using System.Globalization;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Hub.Startup;

/// <summary>What keeps a hub from starting, beside its settings: 4120 to 4144.</summary>
internal static class StartErrors
{
    /// <summary>Another program has the port, or this user may not have it.</summary>
    public static Refusal Address(string key, string address, string why) => new(
        4120, "address-not-free", RefusalClass.Unavailable,
        $"{key}: the hub cannot listen on {address}: {why}. Stop whatever does, such as another hub, or give another "
        + "address.");

    /// <summary>The data directory cannot be made, or nothing can be written there.</summary>
    public static Refusal Data(string path, string why) => new(4121, "data-not-usable", RefusalClass.Unavailable,
        $"The data directory '{path}' cannot be used: {why}. Name a directory that the hub's user may write to (--data "
        + "DIR), on a disk with free space.");

    /// <summary>A file of the data directory that the hub needs is unreadable or none of ours.</summary>
    public static Refusal File(string path, string why) => new(4122, "data-file-not-usable", RefusalClass.Unavailable,
        $"'{path}' cannot be used: {why}. Correct it, or restore it from your backup.");

    /// <summary>The hub's key is not one.</summary>
    public static Refusal HubKey(string path, string why) => new(4123, "hub-key-not-usable", RefusalClass.Unavailable,
        $"'{path}' is no private P-256 key as a JWK that can be read: {why}. Restore it from your backup: without it "
        + "nobody can check earlier receipts, and all profiles must be issued anew.");

    /// <summary>The directory has faults.</summary>
    public static Refusal Directory(string path, string fault) => new(4124, "directory-faulty", RefusalClass.Malformed,
        $"'{path}': {fault}");

    /// <summary>A regime file has faults, or there is none.</summary>
    public static Refusal Regime(string path, string fault) => new(4125, "regime-faulty", RefusalClass.Malformed,
        $"'{path}': {fault}");

    /// <summary>The data of an exercise, started as a real hub.</summary>
    public static Refusal IsExercise(string path) => new(4126, "data-of-an-exercise", RefusalClass.Conflict,
        $"The data directory '{path}' is an exercise's and cannot be started as a real hub (purpose=real): an exercise "
        + "is never taken for real. Give the real hub a data directory of its own.");

    /// <summary>The data of a real hub, started as an exercise.</summary>
    public static Refusal IsReal(string path) => new(4127, "data-of-a-real-hub", RefusalClass.Conflict,
        $"The data directory '{path}' is a real hub's and cannot be started as an exercise (purpose=exercise). Give "
        + "the exercise a data directory of its own.");

    /// <summary>A real hub without participants.</summary>
    public static Refusal NoDirectory(string path) => new(4128, "no-directory", RefusalClass.NotFound,
        $"There is no '{path}': a real hub needs its participants before it starts. Put it there, or restore it from "
        + "your backup; an empty data directory without purpose=real becomes an exercise.");

    /// <summary>The journal ends before its high-water mark.</summary>
    public static Refusal BehindMark(string data, long head, Checkpoint mark, string path) => new(
        4130, "journal-behind-its-mark", RefusalClass.Conflict,
        $"The journal in '{data}' ends at position {head}, and '{path}' says that positions up to {mark.Size} were "
        + $"given out by {Instant.Write(mark.At)}: it was rolled back, such as by an older backup. Nothing was "
        + "changed. Put the newest journal back; if that is lost, somebody must decide to go on without it: "
        + Recover(data));

    /// <summary>The journal had another tree at the mark's position.</summary>
    public static Refusal OtherThanMark(string data, Checkpoint mark, string path) => new(
        4131, "journal-other-than-its-mark", RefusalClass.Conflict,
        $"The first {mark.Size} entries of the journal in '{data}' are not those that '{path}' was signed for on "
        + $"{Instant.Write(mark.At)}: they were altered, or it is another journal. Nothing was changed. Put the right "
        + $"journal back; if that is lost, somebody must decide to go on with this one: {Recover(data)}");

    /// <summary>The high-water mark cannot be written.</summary>
    public static Refusal Mark(string path, string why) => new(4132, "mark-not-writable", RefusalClass.Unavailable,
        $"The high-water mark '{path}' cannot be written: {why}. Give the hub's user the right to, or name another "
        + "file as journal.mark.");

    /// <summary>The journal cannot be read so far that it could be compared.</summary>
    public static Refusal NotComparable(string data, string path, string why) => new(
        4133, "journal-not-comparable", RefusalClass.Unavailable,
        $"The journal in '{data}' cannot be compared with its mark '{path}': {why}. Nothing was changed. See what is "
        + $"wrong with 'hotline fsck --data {data}', and put a whole journal back.");

    /// <summary>There is not enough room for the journal's first files.</summary>
    public static Refusal NoRoom(string path, long free, long needed) => new(
        4140, "no-room", RefusalClass.Unavailable,
        $"The disk of the data directory '{path}' has {Kib(free)} KiB free; the hub needs {Kib(needed)} KiB to start. "
        + "Make room, or name a directory on another disk (--data DIR). Nothing was changed.");

    /// <summary>The journal is there and cannot be read or written.</summary>
    public static Refusal Journal(string path, string why) => new(
        4141, "journal-not-usable", RefusalClass.Unavailable,
        $"The journal in '{path}' cannot be used: {why}. See that there is room, that the hub's user may write there, "
        + "and what hotline fsck --data DIR finds; restore your backup where it is damaged.");

    /// <summary>Something else that the operating system refused.</summary>
    public static Refusal Failed(string why) => new(4129, "start-failed", RefusalClass.Unavailable,
        $"The hub cannot start: {why}");

    private static string Recover(string data) =>
        $"hotline hub recover --data {data} --by NAME --reason TEXT";

    private static string Kib(long bytes) => (bytes / 1024).ToString(CultureInfo.InvariantCulture);
}
