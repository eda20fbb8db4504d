using System.Collections.Concurrent;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Mqtt.Topics;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>
/// The smallest application that is one: an append-only list of messages, and sessions that are cursors in it. Tests
/// replace single answers.
/// </summary>
public sealed class NoticeBoard : IMqttApplication
{
    private int _handedOut;
    private readonly Lock _gate = new();
    private readonly List<MqttPublish> _messages = [];
    private readonly Dictionary<string, Reader> _readers = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers CONNECT; null for the usual grant by client id.</summary>
    public Func<MqttConnectRequest, CancellationToken, ValueTask<MqttConnectResult?>>? OnConnect { get; set; }

    /// <summary>Called before a message is kept; a result keeps it out.</summary>
    public Func<MqttPublish, CancellationToken, ValueTask<MqttPublishResult?>>? OnPublish { get; set; }

    public Func<MqttSubscribeRequest, MqttSubscribeResult?>? OnSubscribe { get; set; }

    /// <summary>Called when a connection's session ends, before the next may begin.</summary>
    public Func<Task>? OnEnd { get; set; }

    /// <summary>What happened, in order: "start KEY", "end KEY CAUSE".</summary>
    public ConcurrentQueue<string> Happened { get; } = [];

    public ConcurrentQueue<MqttSessionEnd> Ends { get; } = [];

    public ConcurrentQueue<(long Mark, MqttReasonCode Reason)> Acknowledged { get; } = [];

    public ConcurrentQueue<MqttConnectRequest> Requests { get; } = [];

    /// <summary>Messages handed out to any session so far.</summary>
    public int HandedOut => Volatile.Read(ref _handedOut);

    public IReadOnlyList<MqttPublish> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    public int Subscriptions(string key)
    {
        lock (_gate)
            return _readers.TryGetValue(key, out var reader) ? reader.Filters.Count : 0;
    }

    /// <summary>A restart: the session's packet ids are read as they were written down, or they were not.</summary>
    public void Restart(string key, bool writtenDown = true)
    {
        lock (_gate)
        {
            var state = _readers[key].State;
            _readers[key].State = writtenDown
                ? new MqttSessionState([.. state.Sent], [.. state.Released]) : new MqttSessionState();
        }
    }

    public void Append(MqttPublish message)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            _messages.Add(message);
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
    }

    public async ValueTask<MqttConnectResult> ConnectAsync(
        MqttConnectRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        if (OnConnect is not null && await OnConnect(request, cancellationToken) is { } answer)
            return answer;
        return Grant(request, request.ClientId);
    }

    public MqttConnectResult Grant(MqttConnectRequest request, string key) => new MqttConnectResult.Granted(key, _ =>
    {
        Happened.Enqueue("start " + key);
        lock (_gate)
        {
            if (request.CleanStart)
                _readers.Remove(key);
            var present = _readers.TryGetValue(key, out var reader);
            if (!present)
                _readers[key] = reader = new Reader { Next = _messages.Count };
            reader!.Again = new Queue<int>(reader.Unanswered);
            return ValueTask.FromResult(new MqttSessionStart(new Session(this, key, request, reader), present)
            {
                Subscriptions = [.. reader.Filters.Keys],
                State = reader.State,
            });
        }
    });

    private sealed class Reader
    {
        public Dictionary<string, MqttQoS> Filters { get; } = [];

        /// <summary>Handed out to nobody yet, from here on.</summary>
        public int Next { get; set; }

        /// <summary>Handed out and not answered.</summary>
        public SortedSet<int> Unanswered { get; } = [];

        /// <summary>Of these, what this connection has not been handed yet.</summary>
        public Queue<int> Again { get; set; } = new();

        public MqttSessionState State { get; set; } = new();
    }

    private sealed class Session(
        NoticeBoard board, string key, MqttConnectRequest request, Reader reader) : IMqttSession
    {
        public async ValueTask<MqttPublishResult> PublishAsync(MqttPublish message, CancellationToken cancellationToken)
        {
            if (board.OnPublish is not null && await board.OnPublish(message, cancellationToken) is { } answer)
                return answer;
            board.Append(message);
            return MqttPublishResult.Accepted;
        }

        public ValueTask<MqttSubscribeResult> SubscribeAsync(
            MqttSubscribeRequest subscribe, CancellationToken cancellationToken)
        {
            if (board.OnSubscribe?.Invoke(subscribe) is { } answer)
                return ValueTask.FromResult(answer);
            lock (board._gate)
                reader.Filters[subscribe.Filter] = subscribe.QoS;
            return ValueTask.FromResult(MqttSubscribeResult.Granted(subscribe.QoS));
        }

        public ValueTask<MqttReasonCode> UnsubscribeAsync(string filter, CancellationToken cancellationToken)
        {
            lock (board._gate)
                return ValueTask.FromResult(
                    reader.Filters.Remove(filter) ? MqttReasonCode.Success : MqttReasonCode.NoSubscriptionExisted);
        }

        public async ValueTask<IReadOnlyList<MqttOutbound>> ReadAsync(int max, CancellationToken cancellationToken)
        {
            while (true)
            {
                Task grown;
                var batch = new List<MqttOutbound>();
                lock (board._gate)
                {
                    while (batch.Count < max && reader.Again.TryDequeue(out var again))
                        Offer(again, batch);
                    while (batch.Count < max && reader.Next < board._messages.Count)
                        Offer(reader.Next++, batch);
                    grown = board._grown.Task;
                }

                if (batch.Count > 0)
                {
                    Interlocked.Add(ref board._handedOut, batch.Count);
                    return batch;
                }

                await grown.WaitAsync(cancellationToken);
            }
        }

        private void Offer(int position, List<MqttOutbound> batch)
        {
            var message = board._messages[position];
            var granted = reader.Filters.Where(f => MqttTopicFilter.Matches(f.Key, message.Topic))
                .Select(f => (MqttQoS?)f.Value).Max();
            if (granted is not { } most)
                return;
            var qos = (MqttQoS)Math.Min((byte)most, (byte)message.QoS);
            if (qos != MqttQoS.AtMostOnce)
                reader.Unanswered.Add(position);
            batch.Add(new MqttOutbound(message.Topic, message.Payload, qos)
            {
                Mark = position,
                Properties = message.Properties,
            });
        }

        public ValueTask AcknowledgedAsync(
            MqttOutbound message, MqttReasonCode reason, CancellationToken cancellationToken)
        {
            lock (board._gate)
                reader.Unanswered.Remove((int)message.Mark);

            board.Acknowledged.Enqueue((message.Mark, reason));
            return ValueTask.CompletedTask;
        }

        public async ValueTask EndAsync(MqttSessionEnd end)
        {
            if (board.OnEnd is not null)
                await board.OnEnd();
            lock (board._gate)
            {
                if ((end.SessionExpiryInterval ?? request.SessionExpiryInterval) == 0
                    && board._readers.GetValueOrDefault(key) == reader)
                    board._readers.Remove(key);
            }

            board.Ends.Enqueue(end);
            board.Happened.Enqueue($"end {key} {end.Cause}");
        }
    }
}
