using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Directory;

/// <summary>What a point of contact reads of its participant's exchanges.</summary>
public enum Reads
{
    /// <summary>Nothing: its key is for other things than messages.</summary>
    Nothing,

    /// <summary>What became of what it sent itself: facts, and no envelope but its own.</summary>
    OwnEvents,

    /// <summary>Everything that the participant may read; and so it may say that a message reached it.</summary>
    All,
}

/// <summary>What a role may send and read.</summary>
public static class Permissions
{
    /// <summary>
    /// What a point of contact reads. A machine that only notifies has no inbox unless its entry says so: whoever
    /// steals a sensor's key reads no more than the sensor. An administrator's key admits people.
    /// </summary>
    public static Reads ReadsOf(Poc poc) => poc.Role switch
    {
        PocRole.DutyOfficer or PocRole.Deputy or PocRole.Diplomatic or PocRole.Coordinator => Reads.All,
        PocRole.Notifier => poc.Inbox ? Reads.All : Reads.OwnEvents,
        PocRole.Administrator => Reads.Nothing,
    };

    /// <summary>Null when the point of contact has an inbox, and so may confirm; else the refusal.</summary>
    public static Refusal? CheckInbox(Poc poc) =>
        ReadsOf(poc) == Reads.All ? null : DirectoryErrors.NoInbox(poc.Role);

    /// <summary>Null when the point of contact reads anything; else the refusal.</summary>
    public static Refusal? CheckEvents(Poc poc) =>
        ReadsOf(poc) == Reads.Nothing ? DirectoryErrors.NoInbox(poc.Role) : null;

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
