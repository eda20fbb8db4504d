using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract;

/// <summary>A way in or out.</summary>
[JsonConverter(typeof(WireEnumConverter<Carrier>))]
public enum Carrier
{
    /// <summary>The SignalR hub.</summary>
    [JsonStringEnumMemberName("signalr")] SignalR,

    /// <summary>The hub's own MQTT endpoint.</summary>
    [JsonStringEnumMemberName("mqtt")] Mqtt,

    /// <summary>E-mail.</summary>
    [JsonStringEnumMemberName("mail")] Mail,

    /// <summary>The HTTP API.</summary>
    [JsonStringEnumMemberName("http")] Http,

    /// <summary>A broker of somebody else's, at which the hub is a client.</summary>
    [JsonStringEnumMemberName("bridge")] Bridge,
}
