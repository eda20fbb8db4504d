using System.Globalization;
using Hotline.Mqtt.Packets;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// Refusals as MQTT reason codes; the number and name travel as user properties, the sentence as reason string.
/// </summary>
internal static class MqttRefusals
{
    public static MqttReasonCode Reason(Refusal refusal) => refusal.Class switch
    {
        RefusalClass.Malformed => MqttReasonCode.PayloadFormatInvalid,
        RefusalClass.Unauthenticated => MqttReasonCode.NotAuthorized,
        RefusalClass.Forbidden => MqttReasonCode.NotAuthorized,
        RefusalClass.NotFound => MqttReasonCode.ImplementationSpecificError,
        RefusalClass.Conflict => MqttReasonCode.ImplementationSpecificError,
        RefusalClass.TooLarge => MqttReasonCode.PacketTooLarge,
        RefusalClass.TooMany => MqttReasonCode.QuotaExceeded,
        RefusalClass.Unavailable => refusal.RetryAfter is null
            ? MqttReasonCode.UnspecifiedError : MqttReasonCode.QuotaExceeded,
    };

    public static IReadOnlyList<MqttUserProperty> Properties(Refusal refusal) =>
    [
        new("error", refusal.Number.ToString(CultureInfo.InvariantCulture)), new("name", refusal.Name),
        .. refusal.RetryAfter is { } wait
            ? [new MqttUserProperty("retry-after", FormattableString.Invariant($"{Math.Ceiling(wait.TotalSeconds)}"))]
            : Array.Empty<MqttUserProperty>(),
    ];
}
