using System.Globalization;
using System.Text;
using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Mqtt.Topics;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>One machine's connection. What it reads comes from the journal behind its cursor; what it publishes is answered when it is on disk.</summary>
internal sealed class MqttSession(
    string keyId, Authenticator gate, MessageIntake intake, Recorder recorder, MqttCursor cursor, ITimer expiry, ILogger log) : IMqttSession
{
    private const int Page = 256;
    private readonly Queue<Sent> _ready = new();
    private List<Sent> _written = [];
    private TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<MqttPublishResult> PublishAsync(MqttPublish message, CancellationToken cancellationToken) =>
        await TakeAsync(message, cancellationToken) is { } refusal ? Refuse(refusal) : MqttPublishResult.Accepted;

    public MqttPublishResult RefuseOversized(string topic, long bytes) => Refuse(Protocol.Envelopes.EnvelopeErrors.TooLarge(bytes));

    public ValueTask<MqttSubscribeResult> SubscribeAsync(MqttSubscribeRequest request, CancellationToken cancellationToken)
    {
        if (!gate.Seat(keyId).Try(out var seat, out var refusal) || (refusal = Topic(request.Filter, seat, "inbox/", "events/")) is not null)
        {
            return ValueTask.FromResult(new MqttSubscribeResult(MqttRefusals.Reason(refusal), refusal.ToString()));
        }
        var from = request.UserProperties.FirstOrDefault(p => p.Name == "from").Value;
        if (from is not null)
        {
            if (!long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                var bad = AccessErrors.BadRequest("The user property 'from' is a journal position: a whole number, 0 for everything.");
                return ValueTask.FromResult(new MqttSubscribeResult(MqttReasonCode.ImplementationSpecificError, bad.ToString()));
            }
            cursor.Seek(position);
        }
        lock (cursor)
        {
            cursor.Filters[request.Filter] = request.QoS;
            cursor.Save();
        }
        _subscribed.TrySetResult();
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

    public async ValueTask<IReadOnlyList<MqttOutbound>> ReadAsync(int max, CancellationToken cancellationToken)
    {
        // Being asked again means that everything handed out before is written.
        foreach (var sent in _written.Where(s => s.QoS == MqttQoS.AtMostOnce))
        {
            Carried(sent);
        }
        while (_ready.Count == 0)
        {
            var subscribed = Volatile.Read(ref _subscribed);
            if (cursor.Filters.Count == 0)
            {
                await subscribed.Task.WaitAsync(cancellationToken);
                Volatile.Write(ref _subscribed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            if (!gate.Seat(keyId).Try(out var seat, out var refusal))
            {
                throw new InvalidOperationException(refusal.ToString());
            }
            var page = await recorder.Tail.ReadAsync(seat.Participant, cursor.Read, Page, cancellationToken);
            foreach (var item in page.Items)
            {
                Enqueue(item, seat);
            }
            lock (cursor)
            {
                cursor.Advance(page.Cursor, _ready.Where(m => m.QoS == MqttQoS.AtLeastOnce).Select(m => m.Mark));
            }
            if (_ready.Count == 0)
            {
                await recorder.Tail.WaitAsync(seat.Participant, cursor.Read, cancellationToken);
            }
        }
        _written = new List<Sent>(Math.Min(max, _ready.Count));
        while (_written.Count < max && _ready.TryDequeue(out var next))
        {
            _written.Add(next);
        }
        return _written;
    }

    public ValueTask AcknowledgedAsync(MqttOutbound message, MqttReasonCode reason, CancellationToken cancellationToken)
    {
        var sent = (Sent)message;
        if (!reason.IsFailure())
        {
            Carried(sent);
        }
        lock (cursor)
        {
            cursor.Answered(sent.Mark);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(MqttSessionEnd end)
    {
        expiry.Dispose();
        return ValueTask.CompletedTask;
    }

    private MqttPublishResult Refuse(Refusal refusal)
    {
        HubLog.Refused(log, refusal.Number, refusal.Name, nameof(Carrier.Mqtt), keyId);
        return new MqttPublishResult(MqttRefusals.Reason(refusal), refusal.ToString()) { UserProperties = MqttRefusals.Properties(refusal) };
    }

    private async Task<Refusal?> TakeAsync(MqttPublish message, CancellationToken ct)
    {
        if (!gate.Seat(keyId).Try(out var seat, out var refusal) || (refusal = Topic(message.Topic, seat, "submit", "confirm")) is not null)
        {
            return refusal;
        }
        if (message.Topic == Topics.Submit(seat.Participant))
        {
            return Ascii(message.Payload.Span) is not { } compact
                ? Protocol.Envelopes.EnvelopeErrors.NotJws("it holds bytes that are not ASCII")
                : (await intake.SubmitAsync(compact, seat, Carrier.Mqtt, ct)).Refusal;
        }
        return Confirmation(message.Payload.Span) is not { } confirmation
            ? AccessErrors.BadRequest("""Publish {"message":"ID","rung":"delivered"} (or "displayed") to confirm.""")
            : (await intake.ConfirmAsync(confirmation.Message, confirmation.Rung, seat, Carrier.Mqtt, ct)).Refusal;
    }

    /// <summary>An envelope that somebody sends us goes to the inbox; what became of an exchange goes to events.</summary>
    private void Enqueue(FeedItem item, Seat seat)
    {
        var fact = item.Entry.Fact;
        var toUs = fact.Message is { } header && header.From != seat.Participant && item.Envelope is not null;
        if (toUs)
        {
            Enqueue(Topics.Inbox(seat.Participant, fact.Message!.Precedence), () => Encoding.ASCII.GetBytes(item.Envelope!), item.Entry,
                fact is Accepted opened ? opened.Exchange : null);
        }
        if (fact is not Accepted || !toUs)
        {
            Enqueue(Topics.Events(seat.Participant, item.Entry.Type), item.EntryJson, item.Entry, null);
        }
    }

    private void Enqueue(string topic, Func<byte[]> payload, Entry entry, MessageId? carries)
    {
        MqttQoS? granted = null;
        lock (cursor)
        {
            foreach (var (filter, qos) in cursor.Filters)
            {
                if (MqttTopicFilter.Matches(filter, topic) && !(granted >= qos))
                {
                    granted = qos;
                }
            }
        }
        if (granted is { } best)
        {
            _ready.Enqueue(new Sent(topic, payload(), best, carries) { Mark = entry.Position, Duplicate = best != MqttQoS.AtMostOnce && entry.Position <= cursor.MayBeDuplicate });
        }
    }

    private void Carried(Sent sent)
    {
        if (sent.Carries is { } exchange && gate.Seat(keyId).Try(out var seat, out _))
        {
            recorder.Post(new Carry(exchange, seat.Participant, seat.Poc.Id, Carrier.Mqtt));
        }
    }

    /// <summary>Null when the topic is one of ours below the participant's own root.</summary>
    private static Refusal? Topic(string topic, Seat seat, params ReadOnlySpan<string> allowed)
    {
        var own = $"{Topics.Root}/{seat.Participant}/";
        if (!topic.StartsWith(own, StringComparison.Ordinal))
        {
            return topic.StartsWith(Topics.Root + "/", StringComparison.Ordinal) ? DirectoryErrors.NotYours("The topic") : AccessErrors.NoSuchTopic(topic);
        }
        foreach (var name in allowed)
        {
            if (name.EndsWith('/') ? topic.AsSpan(own.Length).StartsWith(name, StringComparison.Ordinal) : topic.AsSpan(own.Length).SequenceEqual(name))
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

    /// <summary>A message for the client, with the exchange that it carries to us for the first time.</summary>
    private sealed record Sent(string Topic, ReadOnlyMemory<byte> Payload, MqttQoS QoS, MessageId? Carries) : MqttOutbound(Topic, Payload, QoS);
}
