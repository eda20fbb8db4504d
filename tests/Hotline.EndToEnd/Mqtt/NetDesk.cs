using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Hotline.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Hotline.EndToEnd.Mqtt;

/// <summary>How a program on MQTTnet connects.</summary>
/// <param name="Port">The hub's MQTT port.</param>
/// <param name="User">As whom.</param>
/// <param name="Client">Its client id.</param>
/// <param name="Password">Its token.</param>
/// <param name="Version">Of MQTT.</param>
internal sealed record NetSettings(int Port, string User, string Client, string Password, MqttProtocolVersion Version)
{
    /// <summary>Whether the session outlives the connection.</summary>
    public bool Lasting { get; init; }

    /// <summary>Zero for none.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A program of a participant at the hub's own MQTT door, on MQTTnet's client.</summary>
internal sealed class NetDesk : IAsyncDisposable
{
    private readonly NetSettings _settings;
    private readonly ConcurrentQueue<MqttApplicationMessageReceivedEventArgs> _heard = new();
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    private NetDesk(NetSettings settings)
    {
        _settings = settings;
        _client.ApplicationMessageReceivedAsync += message =>
        {
            // Who does not acknowledge is not sent the same again before the next connection.
            message.AutoAcknowledge = !Mute;
            _heard.Enqueue(message);
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += left =>
        {
            Left.Enqueue(left.ReasonString ?? left.Reason.ToString());
            return Task.CompletedTask;
        };
    }

    /// <summary>Takes messages and does not acknowledge them.</summary>
    public bool Mute { get; set; }

    /// <summary>Why it was disconnected, each time.</summary>
    public ConcurrentQueue<string> Left { get; } = [];

    /// <summary>The answer to the last CONNECT.</summary>
    public MqttClientConnectResult Answer { get; private set; } = null!;

    /// <summary>Whether it is connected.</summary>
    public bool IsConnected => _client.IsConnected;

    /// <summary>What it received, as it came: the text, the packet id and the duplicate flag.</summary>
    public IReadOnlyList<(string Text, ushort Id, bool Duplicate)> Heard =>
        [.. _heard.Select(h => (Text(h), h.PacketIdentifier, h.ApplicationMessage.Dup))];

    /// <summary>Connects.</summary>
    public static async Task<NetDesk> OpenAsync(NetSettings settings)
    {
        var desk = new NetDesk(settings);
        await desk.ConnectAsync();
        return desk;
    }

    /// <summary>Connects again, to the session that it had.</summary>
    public async Task ConnectAsync() => Answer = await _client.ConnectAsync(Options(_settings));

    /// <summary>Subscribes with a QoS, which must be granted.</summary>
    public async Task SubscribeAsync(
        string filter, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce)
    {
        var result = await _client.SubscribeAsync(new MqttClientSubscribeOptions
        {
            TopicFilters = [new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = qos }],
        });
        Assert.Equal((int)qos, (int)Assert.Single(result.Items).ResultCode);
    }

    /// <summary>Subscribes from a position; the answer's code and reason.</summary>
    public async Task<(int Code, string? Reason)> SubscribeFromAsync(string filter, long position)
    {
        var result = await _client.SubscribeAsync(new MqttClientSubscribeOptions
        {
            TopicFilters = [new MqttTopicFilter { Topic = filter }],
            UserProperties =
            [
                new MqttUserProperty("from", Encoding.UTF8.GetBytes($"{position}")),
            ],
        });
        return ((int)Assert.Single(result.Items).ResultCode, result.ReasonString);
    }

    /// <summary>Publishes.</summary>
    public Task<MqttClientPublishResult> PublishAsync(string topic, string payload, MqttQualityOfServiceLevel qos) =>
        _client.PublishAsync(new MqttApplicationMessage
        {
            Topic = topic,
            PayloadSegment = new ArraySegment<byte>(Encoding.UTF8.GetBytes(payload)),
            QualityOfServiceLevel = qos,
        });

    /// <summary>Waits for a message.</summary>
    public Task HearAsync(string text) =>
        RealTime.Until(() => Task.FromResult(Heard.Any(h => h.Text == text)), "the message comes");

    /// <summary>The round trip of a ping.</summary>
    public Task PingAsync() => _client.PingAsync();

    /// <summary>Leaves in order; the hub keeps a lasting session.</summary>
    public Task LeaveAsync() => _client.DisconnectAsync(new MqttClientDisconnectOptions());

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static MqttClientOptions Options(NetSettings settings)
    {
        var options = new MqttClientOptions
        {
            ChannelOptions = new MqttClientTcpOptions
            {
                RemoteEndpoint = new DnsEndPoint("127.0.0.1", settings.Port),
            },
            ClientId = settings.Client,
            CleanSession = !settings.Lasting,
            Credentials = new MqttClientCredentials(settings.User, Encoding.UTF8.GetBytes(settings.Password)),
            ProtocolVersion = settings.Version,
            KeepAlivePeriod = settings.KeepAlive,
            TryPrivate = false,
        };
        if (settings is { Lasting: true, Version: MqttProtocolVersion.V500 })
        {
            options.SessionExpiryInterval = 3600;
        }
        return options;
    }

    private static string Text(MqttApplicationMessageReceivedEventArgs heard) =>
        Encoding.UTF8.GetString(heard.ApplicationMessage.Payload.ToArray());
}
