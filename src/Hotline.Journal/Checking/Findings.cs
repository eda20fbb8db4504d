using System.Globalization;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Journal.Checking;

/// <summary>Something that is not as it must be.</summary>
/// <param name="Number">Stable number, 3101 to 3199.</param>
/// <param name="Name">Stable name in kebab case.</param>
/// <param name="Position">The entry that it is about; null when it is about something else.</param>
/// <param name="Detail">What was found, and what was expected.</param>
public sealed record Finding(int Number, string Name, long? Position, string Detail)
{
    /// <summary>For terminals: <c>3104 wrong-entry at 17: …</c>.</summary>
    public override string ToString() => Position is { } position
        ? string.Create(CultureInfo.InvariantCulture, $"{Number} {Name} at {position}: {Detail}")
        : string.Create(CultureInfo.InvariantCulture, $"{Number} {Name}: {Detail}");
}

/// <summary>All that the checker can find: 3101 to 3199.</summary>
internal static class Findings
{
    public static Finding DamagedFile(string what) => new(3101, "damaged-file", null, what);

    public static Finding Gap(long position, long expected) => new(3102, "gap", position, string.Create(
        CultureInfo.InvariantCulture, $"the entry before it should be at {expected - 1}, so this one at {expected}"));

    public static Finding UnreadableEntry(long position, string why) => new(3103, "unreadable-entry", position, why);

    public static Finding WrongEntry(long position, string what) => new(3104, "wrong-entry", position, what);

    public static Finding WrongEnvelope(long position, string what) => new(3105, "wrong-envelope", position, what);

    public static Finding BadEnvelope(long position, Refusal refusal) =>
        new(3106, "bad-envelope", position, refusal.ToString());

    public static Finding BadSignature(long position, string key) => new(
        3107, "wrong-signature", position, $"key {key} did not sign the envelope that it is said to have signed");

    public static Finding MessageTwice(long position, MessageId id) => new(
        3108, "message-twice", position, $"message {id} is on record more than once");

    public static Finding BrokenStream(StreamId stream, long position, string what) =>
        new(3109, "broken-stream", position, $"{stream}: {what}");

    public static Finding WrongReaders(long position, string what) => new(3110, "wrong-readers", position, what);

    public static Finding WrongDue(StreamId stream, string what) => new(3111, "wrong-due", null, $"{stream}: {what}");

    public static Finding WrongTile(string what) => new(3112, "wrong-tile", null, what);

    public static Finding WrongCursor(string name, long position, long head) =>
        new(3113, "wrong-cursor", null, string.Create(
            CultureInfo.InvariantCulture, $"reader '{name}' is at {position}, the journal ends at {head}"));

    public static Finding Stray(string what, long found, long expected) => new(3114, "stray-rows", null, string.Create(
        CultureInfo.InvariantCulture, $"there are {found} {what}, and {expected} were expected"));

    public static Finding WrongPrevious(long position, long? found, long? expected) =>
        new(3115, "wrong-previous", position, string.Create(
            CultureInfo.InvariantCulture,
            $"it says that the one before it in its stream is at {Place(found)}, and that is at {Place(expected)}"));

    public static Finding WrongList(StreamId stream, string what) => new(3116, "wrong-list", null, $"{stream}: {what}");

    public static Finding WrongColumn(long position, string what) => new(3117, "wrong-column", position, what);

    public static Finding UnknownStream(StreamId stream) => new(
        3118, "unknown-stream", null, $"{stream}: this program knows no streams of this sort, and could not check it");

    public static Finding Unchecked(long position, string key, string seat, long? left) =>
        new(3119, "unchecked-signature", position, left is { } at
            ? string.Create(CultureInfo.InvariantCulture,
                $"key {key} spoke for {seat} only until entry {at}; its signature counts for nothing here")
            : $"no entry before it admits key {key} for {seat}; its signature could not be checked");

    public static Finding WrongSeal(long position, string what) => new(3130, "wrong-seal", position, what);

    private static string Place(long? position) => position?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
