using System.Threading.Channels;
using Hotline.Hub.Settings;
using MQTTnet;
using MQTTnet.Protocol;

namespace Hotline.Hub.Bridges;

/// <summary>What became of a message that was handed to a broker.</summary>
/// <param name="Reason">Why the broker did not take it; null when it did.</param>
/// <param name="Nowhere">True when nobody there subscribes to its topic: the broker has thrown it away.</param>
/// <param name="TooLarge">True when it was not sent because the broker takes no packet so large.</param>
internal sealed record Handed(string? Reason = null, bool Nowhere = false, bool TooLarge = false)
{
    /// <summary>The broker has it.</summary>
    public static Handed Taken { get; } = new();
}

/// <summary>
/// One connection to a broker, from CONNECT to its end; each has a client of its own, so that no late acknowledgement
/// goes to another connection's message. The library bounds nothing: what is under way to the broker is bounded here
/// by the smaller of our limit and the broker's, what comes by the number and bytes that wait. What is beyond is not
/// acknowledged, and comes again by the next connection.
/// </summary>
internal sealed class BridgeConnection : IAsyncDisposable
{
    // MQTT 3.1.1 lets us set the broker no limit: of what it sends at once, so much is taken by one connection.
    private const int MostWaiting = 2048;
    private const long MostWaitingBytes = 32 * 1024 * 1024;

    // Beside the payload: topic, properties and header of what we publish.
    private const int PacketOverhead = 512;
    private readonly BridgeSettings _settings;
    private readonly TimeProvider _clock;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient(
        new BoundedChannels(BrokerOptions.MostPacket));
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private SemaphoreSlim _window = new(1, 1);
    private BridgeDownException? _fault;
    private long _mostPacket = long.MaxValue;
    private int _waiting;
    private long _waitingBytes;

    private BridgeConnection(BridgeSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        Ended = _ended.Token;
        _client.ApplicationMessageReceivedAsync += ReceiveAsync;
        _client.DisconnectedAsync += gone =>
        {
            End(gone.Exception is { } failure ? BridgeDownException.Of(failure)
                : new BridgeDownException($"the broker closed the connection ({gone.Reason})"));
            return Task.CompletedTask;
        };
    }

    /// <summary>Cancelled when it has ended.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why it has ended.</summary>
    public BridgeDownException Fault => _fault ?? new BridgeDownException("the connection has ended");

    /// <summary>True when the broker kept the session of an earlier connection.</summary>
    public bool SessionKept { get; private set; }

    /// <summary>Connects and subscribes.</summary>
    /// <param name="settings">To which broker, as whom.</param>
    /// <param name="clientId">Under which id.</param>
    /// <param name="filters">What to subscribe to.</param>
    /// <param name="clock">The hub's time.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="BridgeDownException">It cannot be made.</exception>
    public static async Task<BridgeConnection> OpenAsync(
        BridgeSettings settings, string clientId, IReadOnlyList<string> filters, TimeProvider clock,
        CancellationToken ct)
    {
        var connection = new BridgeConnection(settings, clock);
        try
        {
            await connection.ConnectAsync(clientId, filters, ct);
            return connection;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            ct.ThrowIfCancellationRequested();
            throw BridgeDownException.Of(failure);
        }
    }

    /// <summary>
    /// What comes, in the order in which the broker sends it; it ends when the broker has sent more than is taken at
    /// once, since whatever comes then is not the next in order.
    /// </summary>
    public async IAsyncEnumerable<Arrival> ArrivalsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var arrival in _arrivals.Reader.ReadAllAsync(ct))
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Add(ref _waitingBytes, -arrival.Payload.Length);
            yield return arrival;
        }
    }

    /// <summary>
    /// Hands a message over as soon as one more may be under way. The outer task ends when it is on its way, so that
    /// whoever waits for each keeps an order; the inner one when the broker has answered.
    /// </summary>
    /// <exception cref="BridgeDownException">The connection has ended; the broker may have it or not.</exception>
    public async Task<Task<Handed>> BeginAsync(MqttApplicationMessage message, CancellationToken ct)
    {
        if (message.Payload.Length + message.Topic.Length + PacketOverhead > _mostPacket)
        {
            return Task.FromResult(new Handed("the broker takes no packet so large", TooLarge: true));
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, Ended);
        try
        {
            await _window.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Fault;
        }
        return PublishAsync(message);
    }

    /// <summary>The same, and waits for the broker's answer.</summary>
    public async Task<Handed> HandAsync(MqttApplicationMessage message, CancellationToken ct) =>
        await (await BeginAsync(message, ct)).WaitAsync(ct);

    /// <summary>Tells the broker that it need not send this again.</summary>
    /// <exception cref="BridgeDownException">The connection has ended; it comes again.</exception>
    public async Task AcknowledgeAsync(Arrival arrival, CancellationToken ct)
    {
        try
        {
            await arrival.AcknowledgeAsync(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            End(BridgeDownException.Of(failure));
            throw Fault;
        }
    }

    /// <summary>Nothing more can come of it.</summary>
    public void End(BridgeDownException why)
    {
        if (Interlocked.CompareExchange(ref _fault, why, null) is null)
        {
            _ended.Cancel();
        }
    }

    /// <summary>Says goodbye where that is still possible; the broker keeps the session.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                using var patience = new CancellationTokenSource(_settings.Timeout, _clock);
                await _client.DisconnectAsync(new MqttClientDisconnectOptions(), patience.Token);
            }
        }
        catch (Exception)
        {
            // It is gone either way: the library has many words for that.
        }
        End(new BridgeDownException("we closed the connection"));
        _client.Dispose();
    }

    private async Task ConnectAsync(string clientId, IReadOnlyList<string> filters, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(_settings.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var answer = await _client.ConnectAsync(BrokerOptions.Make(_settings, clientId), either.Token);
        if (BridgeDownException.Of(answer.ResultCode) is { } refused)
        {
            throw refused;
        }
        if (_settings.IsVersion5 && answer.MaximumQoS == MqttQualityOfServiceLevel.AtMostOnce)
        {
            throw new BridgeDownException("the broker gives no guarantee (QoS 0 only)", shutOut: true);
        }
        SessionKept = answer.IsSessionPresent;
        _mostPacket = answer.MaximumPacketSize ?? long.MaxValue;
        var window = Math.Min(_settings.InFlight, answer.ReceiveMaximum is > 0 and var most ? most : int.MaxValue);
        _window = new SemaphoreSlim(window, window);
        var subscribed = await _client.SubscribeAsync(BrokerOptions.Subscriptions(_settings, filters), either.Token);
        if (subscribed.Items.FirstOrDefault(i => i.ResultCode != MqttClientSubscribeResultCode.GrantedQoS1) is { } not)
        {
            throw new BridgeDownException(
                $"the broker does not let us subscribe to {not.TopicFilter.Topic} ({not.ResultCode})", shutOut: true);
        }
    }

    private async Task<Handed> PublishAsync(MqttApplicationMessage message)
    {
        using var patience = new CancellationTokenSource(_settings.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Ended);
        try
        {
            var answer = await _client.PublishAsync(message, either.Token);
            return answer.ReasonCode switch
            {
                MqttClientPublishReasonCode.Success => Handed.Taken,
                MqttClientPublishReasonCode.NoMatchingSubscribers =>
                    new Handed($"nobody subscribes to {message.Topic}", Nowhere: true),
                var other => new Handed($"the broker refuses {message.Topic} ({other})"),
            };
        }
        catch (Exception failure)
        {
            // The library would take a late answer for a breach of the protocol: the connection is done with.
            End(BridgeDownException.Of(failure));
            throw Fault;
        }
        finally
        {
            _window.Release();
        }
    }

    private Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        // Whoever handles it acknowledges it; the library goes on to the next at once.
        message.AutoAcknowledge = false;
        var arrival = new Arrival(message);
        if (Volatile.Read(ref _waiting) < MostWaiting && Volatile.Read(ref _waitingBytes) <= MostWaitingBytes)
        {
            if (_arrivals.Writer.TryWrite(arrival))
            {
                Interlocked.Increment(ref _waiting);
                Interlocked.Add(ref _waitingBytes, arrival.Payload.Length);
            }
        }
        else if (!arrival.MayBeDropped)
        {
            _arrivals.Writer.TryComplete();
        }
        return Task.CompletedTask;
    }
}
