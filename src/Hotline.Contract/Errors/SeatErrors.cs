using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals about keys that want a seat: 4020 to 4029.</summary>
public static class SeatErrors
{
    /// <summary>Seats without approval are for an exercise on one machine.</summary>
    public static Refusal ExerciseClosed() => new(4020, "exercise-closed", RefusalClass.Forbidden,
        "Seats are taken without approval only in an exercise on one machine. "
        + "Ask for yours instead: your participant's administrator approves it.");

    /// <summary>In the exercise only the person at the hub's machine sits down unasked.</summary>
    public static Refusal LinkNeeded() => new(4028, "exercise-link-needed", RefusalClass.Forbidden,
        "Seats of the exercise are taken through the link that the hub printed when it started. "
        + "Open that one, also found in the file exercise/link of its data directory; it is new at each start.");

    /// <summary>No such point of contact, or not one that a key may ask for.</summary>
    public static Refusal NoSuchSeat(string participant, string poc) => new(4021, "no-such-seat", RefusalClass.NotFound,
        $"There is no seat {participant}/{poc} to be had. "
        + "Look up the participant's code and the point of contact's id, and ask anew.");

    /// <summary>A key speaks for one point of contact.</summary>
    public static Refusal KeyElsewhere() => new(4022, "key-elsewhere", RefusalClass.Conflict,
        "This key speaks for another point of contact already, and a key speaks for one. Make a new key.");

    /// <summary>A key asks for one seat at a time.</summary>
    public static Refusal KeyAsksElsewhere() => new(4023, "key-asks-elsewhere", RefusalClass.Conflict,
        "This key asks for another seat already, and what an administrator compares must mean one thing. "
        + "Make a new key, or wait until that request has expired.");

    /// <summary>More keys ask for seats than the hub keeps.</summary>
    public static Refusal RequestsFull() => new(4024, "key-requests-full", RefusalClass.TooMany,
        "Too many keys ask for a seat just now. Those that ask are kept; try again in half an hour, "
        + "or ask the administrator to approve or reject some.");

    /// <summary>Nothing to approve under that fingerprint.</summary>
    public static Refusal NoSuchRequest() => new(4025, "no-such-key-request", RefusalClass.NotFound,
        "No key of that fingerprint asks for a seat. Compare the fingerprint; "
        + "a request is kept for half an hour, so it may have to be made again.");

    /// <summary>More keys than one point of contact may have.</summary>
    public static Refusal SeatFull(string participant, string poc, int limit) =>
        new(4026, "seat-full", RefusalClass.Conflict,
        $"{participant}/{poc} has {limit} keys already. Have the operator remove those that are not used any more.");

    /// <summary>An administrator turned this key down.</summary>
    public static Refusal KeyRejected() => new(4029, "key-rejected", RefusalClass.Forbidden,
        "An administrator of the participant rejected this key. "
        + "Agree with the administrator, make a new key and ask anew.");

    /// <summary>The directory's file could not be replaced.</summary>
    public static Refusal DirectoryNotWritable() => new(4027, "directory-not-writable", RefusalClass.Unavailable,
        "The directory cannot be changed just now, and nothing was. Tell the operator: the hub's log says why.");
}
