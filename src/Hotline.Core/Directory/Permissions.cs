using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Directory;

/// <summary>What a role may send.</summary>
public static class Permissions
{
    /// <summary>Null when the role may send the message; else the refusal.</summary>
    public static Refusal? Check(PocRole role, Envelope envelope) =>
        role == PocRole.Notifier
        && envelope.Precedence == Precedence.Flash ? DirectoryErrors.NotifierFlash() : Check(role, envelope.Kind);

    /// <summary>Null when the role may send messages of the kind; else the refusal.</summary>
    public static Refusal? Check(PocRole role, Kind kind) =>
        MaySend(role, kind) ? null : DirectoryErrors.NotAllowed(role, kind);

    /// <summary>
    /// True when the role may send messages of the kind. A coordinator watches: it acknowledges what is addressed to it
    /// and answers nothing; of its own it sends communication checks.
    /// </summary>
    public static bool MaySend(PocRole role, Kind kind) => role switch
    {
        PocRole.DutyOfficer or PocRole.Deputy or PocRole.Diplomatic => true,
        PocRole.Notifier =>
            kind is Kind.IncidentNotification or Kind.VulnerabilityReport or Kind.CommunicationCheck or Kind.Withdrawal,
        PocRole.Coordinator =>
            kind is Kind.CommunicationCheck or Kind.Acknowledgement or Kind.Withdrawal or Kind.Closure,
        PocRole.Administrator => false,
    };
}

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

    private static Refusal New(int number, string name, string detail) =>
        new(number, name, RefusalClass.Forbidden, detail);
}
