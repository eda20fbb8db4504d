using System.Collections.Concurrent;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Mqtt.Topics;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>What one connection is sent: the entries behind its cursor that its subscriptions match.</summary>
/// <param name="client">Whom.</param>
/// <param name="intake">Is told what was carried.</param>
/// <param name="cursor">From where on.</param>
/// <param name="feed">What there is.</param>
/// <param name="fanOut">How much of it may be here at a time.</param>
/// <param name="cut">Ends the connection.</param>
internal sealed class MqttOutgoing(
    MqttClientSeat client, MessageIntake intake, MqttCursor cursor, SeatFeed feed, FanOut fanOut, Action<Refusal> cut)
    : IDisposable
{
    private const int Page = 256;
    private readonly Queue<Sent> _ready = new();
    private readonly ConcurrentDictionary<HeldPage, bool> _held = [];
    private List<Sent> _written = [];
    private TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>There is a subscription.</summary>
    public void Subscribed() => Volatile.Read(ref _subscribed).TrySetResult();

    /// <summary>The next messages, at least one; asked again when all before have been written.</summary>
    public async ValueTask<IReadOnlyList<MqttOutbound>> ReadAsync(int max, CancellationToken ct)
    {
        // Being asked again means that everything handed out before is written.
        foreach (var sent in _written.Where(s => s.QoS == MqttQoS.AtMostOnce))
        {
            Carried(sent);
            sent.Page.Less();
        }
        _written = [];
        while (_ready.Count == 0)
        {
            var subscribed = Volatile.Read(ref _subscribed);
            if (cursor.Filters.Count == 0 && !cursor.Owes)
            {
                await subscribed.Task.WaitAsync(ct);
                Volatile.Write(ref _subscribed, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            await FillAsync(ct);
        }
        _written = new List<Sent>(Math.Min(max, _ready.Count));
        while (_written.Count < max && _ready.TryDequeue(out var next))
        {
            _written.Add(next);
        }
        lock (cursor)
        {
            cursor.Sending(_written[^1].Mark);
        }
        return _written;
    }

    /// <summary>The client answered a message.</summary>
    public void Acknowledged(MqttOutbound message, MqttReasonCode reason)
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
        if (sent.QoS != MqttQoS.AtMostOnce)
        {
            sent.Page.Less();
        }
    }

    /// <summary>The connection is over, and nobody reads any more.</summary>
    public void Dispose()
    {
        foreach (var page in _held.Keys)
        {
            page.End();
        }
    }

    /// <summary>Takes the next page, or waits until there may be one.</summary>
    private async Task FillAsync(CancellationToken ct)
    {
        if (!client.Now.Try(out var seat, out var refusal))
        {
            throw new InvalidOperationException(refusal.ToString());
        }
        var page = await feed.ReadAsync(seat, cursor.Read, Page, ct);
        if (!page.Items.IsEmpty)
        {
            if (fanOut.TryHold(page, cut, leisurely: true) is not { } room)
            {
                await fanOut.UntilRoomAsync(ct);
                return;
            }
            var held = new HeldPage(room, _held);
            foreach (var item in page.Items)
            {
                Enqueue(item, seat.Participant, held);
            }
            held.Less();
        }
        lock (cursor)
        {
            cursor.Advance(page.Cursor, _ready.Where(m => m.QoS != MqttQoS.AtMostOnce).Select(m => m.Mark));
        }
        if (_ready.Count == 0)
        {
            await feed.WaitAsync(seat, cursor.Read, ct);
        }
    }

    private void Enqueue(FeedItem item, string participant, HeldPage page)
    {
        var position = item.Entry.Position;
        foreach (var publication in Publication.Of(item, participant))
        {
            var mark = MqttCursor.MarkOf(position, publication.IsEnvelope);
            MqttQoS? wanted;
            bool duplicate;
            lock (cursor)
            {
                wanted = cursor.Wanted(position, mark, Granted(publication.Topic));
                duplicate = cursor.MayBeDuplicate(mark);
            }
            if (wanted is { } qos)
            {
                page.More();
                _ready.Enqueue(new Sent(publication.Topic, publication.Payload(item), qos, publication.Brings)
                {
                    Page = page,
                    Mark = mark,
                    Duplicate = qos != MqttQoS.AtMostOnce && duplicate,
                });
            }
        }
    }

    private MqttQoS? Granted(string topic)
    {
        MqttQoS? granted = null;
        foreach (var (filter, qos) in cursor.Filters)
        {
            if (MqttTopicFilter.Matches(filter, topic) && !(granted >= qos))
            {
                granted = qos;
            }
        }
        return granted;
    }

    private void Carried(Sent sent)
    {
        if (sent.Brings is { } exchange && client.Now.Try(out var seat, out _))
        {
            intake.Carried(exchange, seat, Carrier.Mqtt);
        }
    }

    /// <summary>A message for the client, with the exchange that it brings for the first time.</summary>
    private sealed record Sent(string Topic, ReadOnlyMemory<byte> Payload, MqttQoS QoS, MessageId? Brings)
        : MqttOutbound(Topic, Payload, QoS)
    {
        public required HeldPage Page { get; init; }
    }

    /// <summary>
    /// The room of a page, held until each of its messages is written and, where it has to be, answered.
    /// </summary>
    private sealed class HeldPage
    {
        private readonly IDisposable _room;
        private readonly ConcurrentDictionary<HeldPage, bool> _all;
        private int _left = 1;

        public HeldPage(IDisposable room, ConcurrentDictionary<HeldPage, bool> all)
        {
            (_room, _all) = (room, all);
            all[this] = true;
        }

        public void More() => Interlocked.Increment(ref _left);

        public void Less()
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                End();
            }
        }

        public void End()
        {
            _all.TryRemove(this, out _);
            _room.Dispose();
        }
    }
}
