using System.Globalization;
using System.Text;
using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Telemetry;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>
/// One machine's connection. What it reads comes from the journal behind its cursor (<see cref="MqttOutgoing"/>); what
/// it publishes is answered when it is on disk.
/// </summary>
internal sealed class MqttSession(
    MqttClientSeat client, MessageIntake intake, MqttCursor cursor, SeatFeed feed, MqttOutgoing outgoing,
    MqttRates rates, ITimer expiry, ILogger log)
    : IMqttSession
{

    /// <summary>The connection is over, and with it this.</summary>
    public required Action<MqttSessionEnd> Left { get; init; }

    public async ValueTask<MqttPublishResult> PublishAsync(MqttPublish message, CancellationToken cancellationToken) =>
        await TakeAsync(message, cancellationToken) is { } refusal ? Refuse(refusal) : MqttPublishResult.Accepted;

    public MqttPublishResult RefuseOversized(string topic, long bytes) => Refuse(EnvelopeErrors.TooLarge(bytes));

    public ValueTask<MqttSubscribeResult> SubscribeAsync(
        MqttSubscribeRequest request, CancellationToken cancellationToken)
    {
        if (!client.Now.Try(out var seat, out var refusal)
            || (refusal = Topic(request.Filter, seat, KnownFilters.Inbox, KnownFilters.Events)
                ?? (KnownFilters.Knows(request.Filter, seat) ? null : AccessErrors.NoSuchTopic(request.Filter))
                ?? KnownFilters.MayRead(request.Filter, seat) ?? rates.Subscribe(seat)) is not null)
        {
            return ValueTask.FromResult(new MqttSubscribeResult(MqttRefusals.Reason(refusal), refusal.ToString()));
        }
        if (request.UserProperties.FirstOrDefault(p => p.Name == "from").Value is { } from)
        {
            if (!long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                var bad = AccessErrors.BadRequest(
                    "The user property 'from' is a journal position: a whole number, 0 for everything.");
                return ValueTask.FromResult(
                    new MqttSubscribeResult(MqttReasonCode.ImplementationSpecificError, bad.ToString()));
            }
            if (feed.Check(position) is { } beyond)
            {
                return ValueTask.FromResult(
                    new MqttSubscribeResult(MqttRefusals.Reason(beyond), Refuse(beyond).ReasonString ?? ""));
            }
            lock (cursor)
            {
                cursor.Seek(position);
            }
        }
        lock (cursor)
        {
            cursor.Filters[request.Filter] = request.QoS;
            cursor.Save();
        }
        outgoing.Subscribed();
        return ValueTask.FromResult(MqttSubscribeResult.Granted(request.QoS));
    }

    public ValueTask<MqttReasonCode> UnsubscribeAsync(string filter, CancellationToken cancellationToken)
    {
        lock (cursor)
        {
            var had = cursor.Filters.Remove(filter);
            cursor.Save();
            return ValueTask.FromResult(had ? MqttReasonCode.Success : MqttReasonCode.NoSubscriptionExisted);
        }
    }

    public ValueTask<IReadOnlyList<MqttOutbound>> ReadAsync(int max, CancellationToken cancellationToken) =>
        outgoing.ReadAsync(max, cancellationToken);

    public ValueTask AcknowledgedAsync(
        MqttOutbound message, MqttReasonCode reason, CancellationToken cancellationToken)
    {
        outgoing.Acknowledged(message, reason);
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(MqttSessionEnd end)
    {
        expiry.Dispose();
        outgoing.Dispose();
        Left(end);
        return ValueTask.CompletedTask;
    }

    private MqttPublishResult Refuse(Refusal refusal)
    {
        HubLog.Refused(log, refusal.Number, refusal.Name, nameof(Carrier.Mqtt), client.KeyId);
        return new MqttPublishResult(MqttRefusals.Reason(refusal), refusal.ToString())
        {
            UserProperties = MqttRefusals.Properties(refusal),
        };
    }

    private async Task<Refusal?> TakeAsync(MqttPublish message, CancellationToken ct)
    {
        if (!client.Now.Try(out var seat, out var refusal)
            || (refusal = Topic(message.Topic, seat, "submit", "confirm")) is not null)
        {
            return refusal;
        }
        if (message.Topic == Topics.Submit(seat.Participant))
        {
            return Ascii(message.Payload.Span) is not { } compact
                ? EnvelopeErrors.NotJws("it holds bytes that are not ASCII")
                : (await intake.SubmitAsync(compact, seat, Carrier.Mqtt, ct)).Refusal;
        }
        return Confirmation(message.Payload.Span) is not { } confirmation
            ? AccessErrors.BadRequest("""Publish {"message":"ID","rung":"delivered"} (or "displayed") to confirm.""")
            : await intake.ConfirmAsync(confirmation, seat, Carrier.Mqtt, ct);
    }

    /// <summary>Null when the topic is one of ours below the participant's own root.</summary>
    private static Refusal? Topic(string topic, Seat seat, params ReadOnlySpan<string> allowed)
    {
        var own = $"{Topics.Root}/{seat.Participant}/";
        if (!topic.StartsWith(own, StringComparison.Ordinal))
        {
            return topic.StartsWith(Topics.Root + "/", StringComparison.Ordinal)
                ? DirectoryErrors.NotYours("The topic") : AccessErrors.NoSuchTopic(topic);
        }
        var below = topic.AsSpan(own.Length);
        foreach (var name in allowed)
        {
            if (name.EndsWith('/') ? below.StartsWith(name, StringComparison.Ordinal) : below.SequenceEqual(name))
            {
                return null;
            }
        }
        return AccessErrors.NoSuchTopic(topic);
    }

    /// <summary>Scripts pipe files: one line end after the envelope is forgiven, as at the other doors.</summary>
    private static string? Ascii(ReadOnlySpan<byte> payload)
    {
        var trimmed = payload.TrimEnd("\r\n"u8);
        return System.Text.Ascii.IsValid(trimmed) ? Encoding.ASCII.GetString(trimmed) : null;
    }

    private static Confirmation? Confirmation(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, WireJson.Default.Confirmation);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
