using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract;

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

    /// <summary>
    /// A machine: notifies and withdraws, never with flash; acknowledges and answers nothing. It reads what became of
    /// its own messages, and has an inbox only where its entry says so.
    /// </summary>
    [JsonStringEnumMemberName("notifier")] Notifier,

    /// <summary>Looks after the participant's directory entry; sends nothing and reads no messages.</summary>
    [JsonStringEnumMemberName("administrator")] Administrator,

    /// <summary>Watches times, not contents; sends communication checks.</summary>
    [JsonStringEnumMemberName("coordinator")] Coordinator,
}
