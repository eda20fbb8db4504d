using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>What each kind of message is to an exchange: the one place that says so.</summary>
public static class Kinds
{
    /// <summary>True when an opening message of this kind is answered; else it is at most acknowledged.</summary>
    /// <exception cref="ArgumentException">The kind is a reply.</exception>
    public static bool IsAnswered(this Kind opening) => opening switch
    {
        Kind.IncidentNotification or Kind.RequestForInformation or Kind.RequestForAssistance
            or Kind.RequestForMitigation
            or Kind.RequestForConsultation or Kind.VulnerabilityReport => true,
        Kind.Declaration or Kind.CommunicationCheck => false,
        Kind.Acknowledgement or Kind.Response or Kind.Withdrawal or Kind.Closure =>
            throw new ArgumentException("A reply opens nothing.", nameof(opening)),
    };

    /// <summary>The act that a reply of this kind is; null for kinds that open an exchange.</summary>
    public static Contract.OpenAct? AsAct(this Kind kind) => kind switch
    {
        Kind.Acknowledgement => Contract.OpenAct.Acknowledge,
        Kind.Response => Contract.OpenAct.Respond,
        Kind.Withdrawal => Contract.OpenAct.Withdraw,
        Kind.Closure => Contract.OpenAct.Close,
        Kind.IncidentNotification or Kind.RequestForInformation or Kind.RequestForAssistance
            or Kind.RequestForMitigation
            or Kind.RequestForConsultation or Kind.VulnerabilityReport or Kind.Declaration
            or Kind.CommunicationCheck => null,
    };
}
