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

    /// <summary>
    /// Asks to mitigate activity that appears to emanate from the addressee's territory; attributes nothing.
    /// </summary>
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

/// <summary>Sorting of the vocabulary.</summary>
public static class Vocabulary
{
    /// <summary>True for kinds that open an exchange; false for the replies.</summary>
    public static bool Opens(this Kind kind) => kind switch
    {
        Kind.IncidentNotification or Kind.RequestForInformation or Kind.RequestForAssistance
            or Kind.RequestForMitigation
            or Kind.RequestForConsultation or Kind.VulnerabilityReport or Kind.Declaration
            or Kind.CommunicationCheck => true,
        Kind.Acknowledgement or Kind.Response or Kind.Withdrawal or Kind.Closure => false,
    };
}
