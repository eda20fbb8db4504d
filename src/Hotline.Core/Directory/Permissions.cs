using Hotline.Contract;
using Hotline.Contract.Errors;
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
