using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract;

/// <summary>How far a message has come for one addressee. It never goes down.</summary>
[JsonConverter(typeof(WireEnumConverter<Rung>))]
public enum Rung
{
    /// <summary>The hub has it on disk. Nobody has been reached.</summary>
    [JsonStringEnumMemberName("accepted")] Accepted,

    /// <summary>
    /// A carrier handed it over: written to the addressee's console line, taken by its MQTT client, taken by its mail
    /// relay or by a broker that it reads. Nobody has confirmed it.
    /// </summary>
    [JsonStringEnumMemberName("carried")] Carried,

    /// <summary>
    /// The addressee's program says it has verified and stored the envelope. No person need have seen it.
    /// </summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>The addressee's program says it was shown on a screen. Nobody need have read it.</summary>
    [JsonStringEnumMemberName("displayed")] Displayed,

    /// <summary>
    /// A point of contact signed that the message was received. That is not agreement with its content.
    /// </summary>
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

/// <summary>Why the end of a window was moved.</summary>
[JsonConverter(typeof(WireEnumConverter<WindowRevision>))]
public enum WindowRevision
{
    /// <summary>The opening side granted more time.</summary>
    [JsonStringEnumMemberName("extended")] Extended,

    /// <summary>Nobody was on duty by the calendar that counts.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>No hub was running, so that nobody could have acted.</summary>
    [JsonStringEnumMemberName("outage")] Outage,
}
