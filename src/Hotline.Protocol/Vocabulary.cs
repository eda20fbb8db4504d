using System.Text.Json.Serialization;

namespace Hotline.Protocol;

/// <summary>What a message is for. The first eight open an exchange, the last four belong to one.</summary>
[JsonConverter(typeof(WireEnumConverter<Kind>))]
public enum Kind
{
    /// <summary>An incident that concerns the addressee, told by whoever saw it.</summary>
    [JsonStringEnumMemberName("incident-notification")] IncidentNotification,

    /// <summary>Asks for information.</summary>
    [JsonStringEnumMemberName("request-for-information")] RequestForInformation,

    /// <summary>Asks for help (A/70/174 ¶13 h).</summary>
    [JsonStringEnumMemberName("request-for-assistance")] RequestForAssistance,

    /// <summary>Asks to mitigate activity that appears to emanate from the addressee's territory; attributes nothing.</summary>
    [JsonStringEnumMemberName("request-for-mitigation")] RequestForMitigation,

    /// <summary>Asks for a consultation (OSCE CBM 3).</summary>
    [JsonStringEnumMemberName("request-for-consultation")] RequestForConsultation,

    /// <summary>A vulnerability, disclosed responsibly (A/70/174 ¶13 j).</summary>
    [JsonStringEnumMemberName("vulnerability-report")] VulnerabilityReport,

    /// <summary>A commitment or statement of doctrine, made to all addressees. Needs no acknowledgement.</summary>
    [JsonStringEnumMemberName("declaration")] Declaration,

    /// <summary>Tests a point of contact: acknowledged, never answered.</summary>
    [JsonStringEnumMemberName("communication-check")] CommunicationCheck,

    /// <summary>The message was received. It does not mean agreement with its content.</summary>
    [JsonStringEnumMemberName("acknowledgement")] Acknowledgement,

    /// <summary>The answer to the message that opened the exchange.</summary>
    [JsonStringEnumMemberName("response")] Response,

    /// <summary>The opening side takes its message back; what happened stays on record.</summary>
    [JsonStringEnumMemberName("withdrawal")] Withdrawal,

    /// <summary>The opening side needs nothing more.</summary>
    [JsonStringEnumMemberName("closure")] Closure,
}

/// <summary>Speed of service, never importance.</summary>
[JsonConverter(typeof(WireEnumConverter<Precedence>))]
public enum Precedence
{
    /// <summary>Before everything else. A machine may not assign it.</summary>
    [JsonStringEnumMemberName("flash")] Flash,

    /// <summary>At once.</summary>
    [JsonStringEnumMemberName("immediate")] Immediate,

    /// <summary>Soon.</summary>
    [JsonStringEnumMemberName("priority")] Priority,

    /// <summary>In its turn.</summary>
    [JsonStringEnumMemberName("routine")] Routine,
}

/// <summary>Whether it is real. Never mixed in statistics.</summary>
[JsonConverter(typeof(WireEnumConverter<Status>))]
public enum Status
{
    /// <summary>It is real.</summary>
    [JsonStringEnumMemberName("actual")] Actual,

    /// <summary>Part of an exercise.</summary>
    [JsonStringEnumMemberName("exercise")] Exercise,

    /// <summary>A test of the system.</summary>
    [JsonStringEnumMemberName("test")] Test,
}

/// <summary>Traffic Light Protocol 2.0 (FIRST). "WHITE" is version 1 and is not a value.</summary>
[JsonConverter(typeof(WireEnumConverter<Tlp>))]
public enum Tlp
{
    /// <summary>Named recipients only.</summary>
    [JsonStringEnumMemberName("red")] Red,

    /// <summary>Own organisation only.</summary>
    [JsonStringEnumMemberName("amber+strict")] AmberStrict,

    /// <summary>Own organisation and its clients.</summary>
    [JsonStringEnumMemberName("amber")] Amber,

    /// <summary>The community.</summary>
    [JsonStringEnumMemberName("green")] Green,

    /// <summary>No limit.</summary>
    [JsonStringEnumMemberName("clear")] Clear,
}

/// <summary>How far a message has come for one addressee. It never goes down.</summary>
[JsonConverter(typeof(WireEnumConverter<Rung>))]
public enum Rung
{
    /// <summary>The hub has it on disk. Nobody has been reached.</summary>
    [JsonStringEnumMemberName("accepted")] Accepted,

    /// <summary>A carrier handed it over: written to the addressee's console line, taken by its MQTT client, taken by its mail relay. Nobody has confirmed it.</summary>
    [JsonStringEnumMemberName("carried")] Carried,

    /// <summary>The addressee's program says it has verified and stored the envelope. No person need have seen it.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>The addressee's program says it was shown on a screen. Nobody need have read it.</summary>
    [JsonStringEnumMemberName("displayed")] Displayed,

    /// <summary>A point of contact signed that the message was received. That is not agreement with its content.</summary>
    [JsonStringEnumMemberName("acknowledged")] Acknowledged,

    /// <summary>A point of contact signed a response.</summary>
    [JsonStringEnumMemberName("answered")] Answered,
}

/// <summary>A time within which something is expected of an addressee.</summary>
[JsonConverter(typeof(WireEnumConverter<Window>))]
public enum Window
{
    /// <summary>Until its program has confirmed the message.</summary>
    [JsonStringEnumMemberName("delivery")] Delivery,

    /// <summary>Until a point of contact has acknowledged it.</summary>
    [JsonStringEnumMemberName("acknowledgement")] Acknowledgement,

    /// <summary>Until a point of contact has answered it.</summary>
    [JsonStringEnumMemberName("response")] Response,
}

/// <summary>What became of a window. It changes once.</summary>
[JsonConverter(typeof(WireEnumConverter<WindowState>))]
public enum WindowState
{
    /// <summary>Running.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>What was expected came within it.</summary>
    [JsonStringEnumMemberName("met")] Met,

    /// <summary>It ended unmet. A later act is on record as late and does not change this.</summary>
    [JsonStringEnumMemberName("lapsed")] Lapsed,

    /// <summary>The opening side withdrew or closed the exchange while it ran.</summary>
    [JsonStringEnumMemberName("ended")] Ended,
}

/// <summary>Where the number of a window comes from.</summary>
[JsonConverter(typeof(WireEnumConverter<BasisKind>))]
public enum BasisKind
{
    /// <summary>The regime itself sets it; its source says where.</summary>
    [JsonStringEnumMemberName("regime")] Regime,

    /// <summary>The operator chose it; its source says what it is modelled on.</summary>
    [JsonStringEnumMemberName("operator-default")] OperatorDefault,
}

/// <summary>What is done when an addressee stays silent.</summary>
[JsonConverter(typeof(WireEnumConverter<EscalationStep>))]
public enum EscalationStep
{
    /// <summary>The addressee's consoles are told again.</summary>
    [JsonStringEnumMemberName("remind")] Remind,

    /// <summary>The envelope goes to the duty officer by mail.</summary>
    [JsonStringEnumMemberName("mail")] Mail,

    /// <summary>The deputy is told, by console and mail.</summary>
    [JsonStringEnumMemberName("deputy")] Deputy,

    /// <summary>The diplomatic point of contact is told, by console and mail.</summary>
    [JsonStringEnumMemberName("diplomatic")] Diplomatic,

    /// <summary>The coordinator is told that the addressee is silent; never what the message says.</summary>
    [JsonStringEnumMemberName("coordinator")] Coordinator,
}

/// <summary>A way in or out.</summary>
[JsonConverter(typeof(WireEnumConverter<Carrier>))]
public enum Carrier
{
    /// <summary>The SignalR hub.</summary>
    [JsonStringEnumMemberName("signalr")] SignalR,

    /// <summary>The MQTT bridge.</summary>
    [JsonStringEnumMemberName("mqtt")] Mqtt,

    /// <summary>E-mail.</summary>
    [JsonStringEnumMemberName("mail")] Mail,

    /// <summary>The HTTP API.</summary>
    [JsonStringEnumMemberName("http")] Http,
}

/// <summary>What an addressee is asked for.</summary>
[JsonConverter(typeof(WireEnumConverter<AddresseeRole>))]
public enum AddresseeRole
{
    /// <summary>To act: every window of the kind applies.</summary>
    [JsonStringEnumMemberName("action")] Action,

    /// <summary>To know: only the delivery window applies.</summary>
    [JsonStringEnumMemberName("info")] Info,
}

/// <summary>What a point of contact is for, and so what it may do.</summary>
[JsonConverter(typeof(WireEnumConverter<PocRole>))]
public enum PocRole
{
    /// <summary>The person on duty: may do everything at the desk.</summary>
    [JsonStringEnumMemberName("duty-officer")] DutyOfficer,

    /// <summary>Stands in for the duty officer, with the same rights.</summary>
    [JsonStringEnumMemberName("deputy")] Deputy,

    /// <summary>The diplomatic point of contact, with the same rights.</summary>
    [JsonStringEnumMemberName("diplomatic")] Diplomatic,

    /// <summary>A machine: notifies and withdraws, never with flash; acknowledges and answers nothing.</summary>
    [JsonStringEnumMemberName("notifier")] Notifier,

    /// <summary>Looks after the participant's directory entry; sends nothing.</summary>
    [JsonStringEnumMemberName("administrator")] Administrator,

    /// <summary>Watches times, not contents; sends communication checks.</summary>
    [JsonStringEnumMemberName("coordinator")] Coordinator,
}

/// <summary>Sorting of the vocabulary.</summary>
public static class Vocabulary
{
    /// <summary>True for kinds that open an exchange; false for the replies.</summary>
    public static bool Opens(this Kind kind) => kind switch
    {
        Kind.IncidentNotification or Kind.RequestForInformation or Kind.RequestForAssistance or Kind.RequestForMitigation
            or Kind.RequestForConsultation or Kind.VulnerabilityReport or Kind.Declaration or Kind.CommunicationCheck => true,
        Kind.Acknowledgement or Kind.Response or Kind.Withdrawal or Kind.Closure => false,
    };
}
