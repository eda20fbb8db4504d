using System.Globalization;
using Hotline.Contract;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Protocol;
using Hotline.Protocol.Tokens;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>The machines' door: lets clients in by token and gives each a session, which is a cursor into the journal.</summary>
public sealed class MqttBridge(Authenticator gate, MessageIntake intake, Connections connections, Recorder recorder, IJournalStore store, TimeProvider clock, ILogger<MqttBridge> log)
    : IMqttApplication
{
    public ValueTask<MqttConnectResult> ConnectAsync(MqttConnectRequest request, CancellationToken cancellationToken)
    {
        if (!Admit(request).Try(out var admitted, out var refusal))
        {
            HubLog.Refused(log, refusal.Number, refusal.Name, nameof(Carrier.Mqtt), "connect");
            return ValueTask.FromResult<MqttConnectResult>(new MqttConnectResult.Refused(MqttRefusals.Reason(refusal), refusal.ToString())
            {
                UserProperties = MqttRefusals.Properties(refusal),
            });
        }
        var (seat, token, open) = admitted;

        // Whatever the connection comes to, also before it has a session: when it closes, it leaves.
        cancellationToken.UnsafeRegister(static open => ((IDisposable)open!).Dispose(), open);
        var name = $"mqtt/{seat.Participant}/{seat.Poc.Id}/{request.ClientId}";
        return ValueTask.FromResult<MqttConnectResult>(new MqttConnectResult.Granted(name, async ct =>
        {
            var cursor = await MqttCursor.OpenAsync(name, request, store, recorder, ct);
            var session = new MqttSession(seat.Key.Id, gate, intake, recorder, cursor, Expiry(token, request.Connection), log);
            return new MqttSessionStart(session, cursor.Resumed) { Subscriptions = [.. cursor.Filters.Keys] };
        }));
    }

    private Outcome<(Seat Seat, AccessToken Token, IDisposable Open)> Admit(MqttConnectRequest request)
    {
        if (!gate.Enter(request.PasswordText).Try(out var token, out var refusal) || !gate.Seat(token.KeyId).Try(out var seat, out refusal))
        {
            return refusal;
        }
        if (token.ClientId is not null && token.ClientId != request.ClientId)
        {
            return TokenErrors.OtherClient();
        }
        var name = $"{seat.Participant.ToLowerInvariant()}-{seat.Poc.Id}";
        if (request.UserName is { Length: > 0 } given && given != name)
        {
            return AccessErrors.OtherUser(name);
        }
        var connection = request.Connection;
        return connections.Enter(seat, Carrier.Mqtt, why => connection.Close(MqttRefusals.Reason(why), why.ToString())).Try(out var open, out refusal)
            ? (seat, token, open) : refusal;
    }

    /// <summary>A connection does not outlive its token.</summary>
    private ITimer Expiry(AccessToken token, IMqttConnection connection)
    {
        var left = token.Expires + gate.Skew - clock.GetUtcNow();
        return clock.CreateTimer(_ =>
        {
            var refusal = TokenErrors.Expired(token.Expires);
            connection.Close(MqttReasonCode.NotAuthorized, refusal.ToString());
        }, null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Refusals as MQTT reason codes; the number and name travel as user properties, the sentence as reason string.</summary>
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
        RefusalClass.Unavailable => MqttReasonCode.UnspecifiedError,
    };

    public static IReadOnlyList<MqttUserProperty> Properties(Refusal refusal) =>
        [new("error", refusal.Number.ToString(CultureInfo.InvariantCulture)), new("name", refusal.Name)];
}
