using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals about who may do what: 2201 to 2219.</summary>
public static class DirectoryErrors
{
    /// <summary>A machine may not claim the highest precedence.</summary>
    public static Refusal NotifierFlash() => New(
        2201, "notifier-flash",
        "A notifier may not assign precedence flash. Send it as immediate, or let a duty officer release it.");

    /// <summary>The role may not send this kind.</summary>
    public static Refusal NotAllowed(PocRole role, Kind kind) => New(
        2202, "not-allowed",
        $"A point of contact of role {role.Wire()} may not send a message of kind {kind.Wire()}. Let the duty "
        + "officer send it.");

    /// <summary>The door belongs to another participant.</summary>
    public static Refusal NotYours(string what) =>
        New(2203, "not-yours", $"{what} belongs to another participant. Use your own.");

    /// <summary>Keys of a participant are its administrators' matter.</summary>
    public static Refusal NotAdministrator() => New(
        2204, "not-administrator",
        "Only an administrator of the participant sees the keys that ask for its seats, and approves them. Ask yours.");

    /// <summary>Who is there is the coordinators' matter.</summary>
    public static Refusal NotCoordinator() =>
        New(2205, "not-coordinator", "Only a participant that coordinates a regime sees which desks are connected.");

    /// <summary>Some keys are not for reading.</summary>
    public static Refusal NoInbox(PocRole role) => New(
        2206, "no-inbox",
        $"A point of contact of role {role.Wire()} has no inbox, and confirms nothing. Use the duty officer's key; "
        + "of a notifier that is to read, the operator sets \"inbox\": true in the directory.");

    private static Refusal New(int number, string name, string detail) =>
        new(number, name, RefusalClass.Forbidden, detail);
}
