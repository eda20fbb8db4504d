using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract;

/// <summary>Something that is awaited of somebody in an exchange.</summary>
[JsonConverter(typeof(WireEnumConverter<Awaited>))]
public enum Awaited
{
    /// <summary>Its program is to confirm that it has the message.</summary>
    [JsonStringEnumMemberName("take-delivery")] TakeDelivery,

    /// <summary>A point of contact is to acknowledge it.</summary>
    [JsonStringEnumMemberName("acknowledge")] Acknowledge,

    /// <summary>A point of contact is to answer it.</summary>
    [JsonStringEnumMemberName("respond")] Respond,

    /// <summary>The coordinator is to reach a silent addressee by other means.</summary>
    [JsonStringEnumMemberName("reach")] Reach,
}

/// <summary>What a point of contact can do in an exchange that is there.</summary>
[JsonConverter(typeof(WireEnumConverter<OpenAct>))]
public enum OpenAct
{
    /// <summary>Sign that the message was received.</summary>
    [JsonStringEnumMemberName("acknowledge")] Acknowledge,

    /// <summary>Sign an answer.</summary>
    [JsonStringEnumMemberName("respond")] Respond,

    /// <summary>Take the message back.</summary>
    [JsonStringEnumMemberName("withdraw")] Withdraw,

    /// <summary>Say that nothing more is needed.</summary>
    [JsonStringEnumMemberName("close")] Close,
}

/// <summary>Whose turn it is in an exchange, for one reader.</summary>
[JsonConverter(typeof(WireEnumConverter<Turn>))]
public enum Turn
{
    /// <summary>A person of the reader's participant is to act.</summary>
    [JsonStringEnumMemberName("ours")] Ours,

    /// <summary>Somebody else is to act.</summary>
    [JsonStringEnumMemberName("theirs")] Theirs,

    /// <summary>Nothing is awaited.</summary>
    [JsonStringEnumMemberName("nobody")] Nobody,
}

/// <summary>Whether an exchange goes on.</summary>
[JsonConverter(typeof(WireEnumConverter<ExchangeState>))]
public enum ExchangeState
{
    /// <summary>It goes on.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>The opening side took its message back.</summary>
    [JsonStringEnumMemberName("withdrawn")] Withdrawn,

    /// <summary>The opening side needs nothing more.</summary>
    [JsonStringEnumMemberName("closed")] Closed,
}

/// <summary>What became of a notice.</summary>
[JsonConverter(typeof(WireEnumConverter<NoticeState>))]
public enum NoticeState
{
    /// <summary>Not yet taken by a relay; it is tried when it is due.</summary>
    [JsonStringEnumMemberName("owed")] Owed,

    /// <summary>A relay took it. Nobody need have read it.</summary>
    [JsonStringEnumMemberName("sent")] Sent,

    /// <summary>A relay took it, and it came back.</summary>
    [JsonStringEnumMemberName("returned")] Returned,

    /// <summary>It will not be tried again: a dead letter.</summary>
    [JsonStringEnumMemberName("dead")] Dead,

    /// <summary>
    /// It was not sent, and is not any more: what it would have told of was done, or the exchange has ended.
    /// </summary>
    [JsonStringEnumMemberName("unneeded")] Unneeded,
}
