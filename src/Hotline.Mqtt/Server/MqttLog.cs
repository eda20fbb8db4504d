using Hotline.Mqtt.Packets;
using Microsoft.Extensions.Logging;

namespace Hotline.Mqtt.Server;

/// <summary>
/// Log events 3000 to 3099. Never a payload, a password or a user property; what clients name is made printable first.
/// </summary>
internal static partial class MqttLog
{
    [LoggerMessage(3000, LogLevel.Debug, "MQTT {ConnectionId}: transport open from {Remote}")]
    public static partial void Opened(ILogger logger, string connectionId, string? remote);

    [LoggerMessage(3001, LogLevel.Information,
        "MQTT {ConnectionId}: client {ClientId} connected with {Version}, session present: {SessionPresent}")]
    public static partial void Connected(
        ILogger logger, string connectionId, string clientId, MqttVersion version, bool sessionPresent);

    [LoggerMessage(3002, LogLevel.Information,
        "MQTT {ConnectionId}: client {ClientId} refused at CONNECT with {Reason}: {Detail}")]
    public static partial void Refused(
        ILogger logger, string connectionId, string clientId, MqttReasonCode reason, string? detail);

    [LoggerMessage(3003, LogLevel.Information, "MQTT {ConnectionId}: closed, {Cause}, {Reason}: {Detail}")]
    public static partial void Closed(
        ILogger logger, string connectionId, MqttEndCause cause, MqttReasonCode reason, string? detail);

    [LoggerMessage(3004, LogLevel.Warning,
        "MQTT: too many connections that are not let in, the last from {Place}; {Count} closed since the last warning")]
    public static partial void TooMany(ILogger logger, long count, string? place);

    [LoggerMessage(3005, LogLevel.Information, "MQTT {ConnectionId}: takes the session over from {OlderConnectionId}")]
    public static partial void TakesOver(ILogger logger, string connectionId, string olderConnectionId);

    [LoggerMessage(3006, LogLevel.Warning,
        "MQTT {ConnectionId}: a message of {Bytes} bytes is larger than the client takes; skipped")]
    public static partial void Skipped(ILogger logger, string connectionId, int bytes);

    [LoggerMessage(3007, LogLevel.Warning, "MQTT {ConnectionId}: the transport did not close in time; aborted")]
    public static partial void Aborted(ILogger logger, string connectionId);

    [LoggerMessage(3008, LogLevel.Error, "MQTT {ConnectionId}: the application failed in {Operation}")]
    public static partial void ApplicationFailed(
        ILogger logger, Exception exception, string connectionId, string operation);

    [LoggerMessage(3009, LogLevel.Error, "MQTT {ConnectionId}: unexpected fault of the endpoint")]
    public static partial void EndpointFailed(ILogger logger, Exception exception, string connectionId);

    /// <summary>Control characters become a question mark, so that nobody writes our log for us.</summary>
    public static string Printable(string text) =>
        text.Any(char.IsControl)
            ? string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = char.IsControl(source[i]) ? '?' : source[i];
            })
            : text;
}
