using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract;

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
