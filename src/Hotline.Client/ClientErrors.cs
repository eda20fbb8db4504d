using System.Globalization;
using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>Refusals that arise on the user's own machine: 6001 to 6039.</summary>
public static class ClientErrors
{
    /// <summary>No line to the hub.</summary>
    public static Refusal NotReachable(Uri hub, string why) =>
        new(6001, "hub-not-reachable", RefusalClass.Unavailable,
            $"The hub at {hub} cannot be reached: {why} Check the address (--hub) and that it runs, then try again: "
            + "the same message may be sent again safely.");

    /// <summary>The hub answered something that this version does not understand.</summary>
    public static Refusal NotUnderstood(string what) =>
        new(6002, "answer-not-understood", RefusalClass.Malformed,
            $"The hub's answer is not understood: {what} Check that the address is that of a hotline hub, and that "
            + "this program is as new as the hub.");

    /// <summary>The token would be readable on the way.</summary>
    public static Refusal NotProtected(Uri hub) =>
        new(6003, "hub-not-protected", RefusalClass.Forbidden,
            $"Nothing was sent to {hub}: over http everybody on the way could read the access token and use it. Use "
            + "the hub's https address (in the profile, or --hub); http is for a hub on this machine.");

    /// <summary>No such profile.</summary>
    public static Refusal NoProfile(string path) =>
        new(6011, "no-profile", RefusalClass.NotFound,
            $"There is no profile '{path}'. Name one with --profile FILE or HOTLINE_PROFILE; the exercise hub writes "
            + "some to DATA/exercise.");

    /// <summary>The profile cannot be read or written.</summary>
    public static Refusal ProfileNotReadable(string path, string why) =>
        new(6012, "profile-not-readable", RefusalClass.Forbidden, $"The profile '{path}' cannot be read: {why}");

    /// <summary>The profile is not one.</summary>
    public static Refusal BadProfile(string path, string why) =>
        new(6013, "bad-profile", RefusalClass.Malformed, $"The profile '{path}' is refused: {why}");

    /// <summary>Another envelope of the same id is in the inbox.</summary>
    public static Refusal OtherBytes(MessageId id) =>
        new(6021, "other-bytes-in-inbox", RefusalClass.Conflict,
            $"The inbox already holds message {id} with other bytes. Nothing was overwritten; keep both and "
            + "tell the operator.");

    /// <summary>A key that has left signed something new.</summary>
    public static Refusal SignedAfterLeaving(string participant, string poc, DateTimeOffset left) =>
        new(6026, "signed-after-leaving", RefusalClass.Unauthenticated,
            $"The key that signed left {participant}/{poc} on {Instant.Write(left)}, before this message says it was "
            + "made. Do not act on it; ask the participant by another way.");

    /// <summary>The inbox cannot be written.</summary>
    public static Refusal InboxNotWritable(string path, string why) =>
        new(6022, "inbox-not-writable", RefusalClass.Unavailable,
            $"The envelope could not be stored in '{path}': {why} It was not confirmed as delivered.");

    /// <summary>The hub handed out another message, or other bytes, than were asked for.</summary>
    public static Refusal AnotherMessage(MessageId asked, string given) =>
        new(6023, "another-message", RefusalClass.Conflict,
            $"Message {asked} was asked for, and {given} came. It was not used and nothing was signed. Tell the "
            + "operator by another way than this hub.");

    /// <summary>What the hub says of a message is not what the message says.</summary>
    public static Refusal HubDiffers(MessageId message, string differences) =>
        new(6024, "hub-differs-from-message", RefusalClass.Conflict,
            $"The hub says something else of message {message} than its sender signed: {differences}. Go by the signed "
            + "message, and tell the operator by another way than this hub.");

    /// <summary>A reply whose exchange no message opened.</summary>
    public static Refusal NoOpening(MessageId message, MessageId exchange) =>
        new(6025, "no-opening-message", RefusalClass.Conflict,
            $"Message {message} names {exchange} as the message that opened its exchange, which opens none. "
            + "Nothing was signed. Tell the operator by another way than this hub.");

    /// <summary>The hub's journal does not hold what was read of it.</summary>
    public static Refusal RolledBack(long read, long again, string lost) =>
        new(6035, "journal-rolled-back", RefusalClass.Conflict, FormattableString.Invariant(
            $"The hub's journal was rolled back: what this desk has read up to position {read} is not all there any ")
            + $"more ({lost}). "
            + FormattableString.Invariant($"It reads again after position {again}, some of it twice. Send again what ")
            + "you sent since and is not listed; receipts for it still prove that the hub had accepted it.");

    /// <summary>Most positions that a sentence names.</summary>
    private const int Named = 20;

    /// <summary>The hub says that entries are damaged which it would have shown to this reader.</summary>
    public static Refusal HubDamaged(IReadOnlyCollection<long> positions) =>
        new(6036, "hub-journal-damaged", RefusalClass.Unavailable,
            $"The hub's journal is damaged at position {Places(positions)}: what stood there it can no longer show or "
            + "prove, and an exchange that needs it is not in its lists. That says nothing of who wrote or had to "
            + "answer. Ask the hub's operator to restore it from a backup. Keep your own copies and receipts: "
            + "they still prove what they say.");

    private static string Places(IReadOnlyCollection<long> positions) =>
        string.Join(", ", positions.Take(Named).Select(p => p.ToString(CultureInfo.InvariantCulture)))
        + (positions.Count > Named
            ? string.Create(CultureInfo.InvariantCulture, $" and {positions.Count - Named} more") : "");

    /// <summary>A kind of reply that the opening message cannot have from this participant.</summary>
    public static Refusal NotYours(string participant, string what) =>
        new(6031, "not-your-reply", RefusalClass.Forbidden, $"{participant} cannot {what}");
}
