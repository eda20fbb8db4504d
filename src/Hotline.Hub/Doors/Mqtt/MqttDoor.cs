using System.Net;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Telemetry;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Protocol;
using Hotline.Protocol.Tokens;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// The machines' door: lets clients in by token and gives each a session, which is a cursor into the journal.
/// </summary>
internal sealed class MqttDoor(
    Authenticator authenticator, MessageIntake intake, Connections connections, MqttCursors cursors, SeatFeed feed,
    FanOut fanOut, MqttRates rates, SecurityLog security, ILogger<MqttDoor> log) : IMqttApplication
{
    public async ValueTask<MqttConnectResult> ConnectAsync(
        MqttConnectRequest request, CancellationToken cancellationToken)
    {
        var from = (request.RemoteEndPoint as IPEndPoint)?.Address;
        if (rates.Connect(from) is { } refusal)
        {
            return Refuse(refusal, from, MqttReasonCode.ConnectionRateExceeded);
        }
        if (!Authenticate(request).Try(out var known, out refusal))
        {
            return Refuse(refusal, from);
        }
        var (seat, token) = known;
        if (rates.Connect(seat) is { } tooFast)
        {
            return Refuse(tooFast, from, MqttReasonCode.ConnectionRateExceeded);
        }
        var connection = request.Connection;
        var name = MqttCursors.NameOf(seat, request.ClientId);
        if (!connections.Enter(seat, Carrier.Mqtt, why => Close(connection, why)).Try(out var open, out refusal))
        {
            return Refuse(refusal, from);
        }
        if (await cursors.AdmitAsync(seat, name, request, cancellationToken) is { } full)
        {
            open.Dispose();
            return Refuse(full, from);
        }

        // Whatever the connection comes to, also before it has a session: when it closes, it leaves.
        cancellationToken.UnsafeRegister(static open => ((IDisposable)open!).Dispose(), open);
        return new MqttConnectResult.Granted(name, async ct =>
        {
            var (cursor, goesOn) = await cursors.OpenAsync(name, seat, request, ct);
            var client = new MqttClientSeat(seat.Key.Id, authenticator);
            var outgoing = new MqttOutgoing(client, intake, cursor, feed, fanOut, why =>
            {
                HubLog.ReaderCut(log, nameof(Carrier.Mqtt), seat.ToString(), why.ToString());
                Close(connection, why);
            });
            var session = new MqttSession(
                client, intake, cursor, feed, outgoing, rates, Expiry(token, connection), log)
            {
                Left = end => cursors.Leave(name, cursor, end),
            };
            return new MqttSessionStart(session, goesOn)
            {
                Subscriptions = [.. cursor.Filters.Keys],
                State = cursor.State,
                SessionExpiryInterval = cursors.LastsFor(request),
            };
        });
    }

    private Outcome<(Seat Seat, AccessToken Token)> Authenticate(MqttConnectRequest request)
    {
        if (!authenticator.Read(request.PasswordText, request.ClientId).Try(out var token, out var refusal)
            || !authenticator.SeatOf(token.KeyId).Try(out var seat, out refusal))
        {
            return refusal;
        }
        var name = $"{seat.Participant.ToLowerInvariant()}-{seat.Poc.Id}";
        return request.UserName is { Length: > 0 } given && given != name
            ? AccessErrors.OtherUser(name) : (seat, token);
    }

    private MqttConnectResult.Refused Refuse(Refusal refusal, IPAddress? from, MqttReasonCode? reason = null)
    {
        HubLog.Refused(log, refusal.Number, refusal.Name, nameof(Carrier.Mqtt), "connect");
        security.Refused(refusal, nameof(Carrier.Mqtt), from);
        return new MqttConnectResult.Refused(reason ?? MqttRefusals.Reason(refusal), refusal.ToString())
        {
            UserProperties = MqttRefusals.Properties(refusal),
        };
    }

    /// <summary>A connection does not outlive its token.</summary>
    private ITimer Expiry(AccessToken token, IMqttConnection connection) =>
        authenticator.WhenExpired(token, why => Close(connection, why));

    private static void Close(IMqttConnection connection, Refusal why) =>
        connection.Close(MqttRefusals.Reason(why), why.ToString());
}

/// <summary>The seat of a connected client's key, looked up anew each time.</summary>
/// <param name="KeyId">The key's thumbprint.</param>
/// <param name="Authenticator">Who knows.</param>
internal sealed record MqttClientSeat(string KeyId, Authenticator Authenticator)
{
    /// <summary>The seat, or why it has none any more.</summary>
    public Outcome<Seat> Now => Authenticator.SeatOf(KeyId);
}
