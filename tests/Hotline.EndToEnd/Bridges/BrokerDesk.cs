using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Hotline.EndToEnd.Bridges;

/// <summary>Something that a desk received.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Correlation">Its correlation data; null for none.</param>
public sealed record Heard(string Topic, byte[] Payload, byte[]? Correlation)
{
    /// <summary>Its bytes as text.</summary>
    public string Text { get; } = Encoding.UTF8.GetString(Payload);
}

/// <summary>A participant's program at a broker of its own, on MQTTnet, with a session that the broker keeps.</summary>
public sealed class BrokerDesk : IAsyncDisposable
{
    private readonly ConcurrentQueue<Heard> _heard = new();
    private readonly ConcurrentQueue<BrokerAnswer> _answers = new();
    private readonly MqttClientOptions _options;
    private readonly string[] _filters;
    private IMqttClient? _client;

    private BrokerDesk(MqttClientOptions options, string[] filters) => (_options, _filters) = (options, filters);

    /// <summary>Everything that it received, as it came: also what came twice.</summary>
    public IReadOnlyList<Heard> Everything => [.. _heard];

    /// <summary>The envelopes that it received.</summary>
    public IEnumerable<string> Inbox =>
        Everything.Where(h => h.Topic.Contains("/inbox/", StringComparison.Ordinal)).Select(h => h.Text);

    /// <summary>The answers that it received.</summary>
    public IReadOnlyCollection<BrokerAnswer> Answers => _answers;

    /// <summary>Connects as a user and subscribes to its own receipts, inbox and events.</summary>
    /// <param name="broker">Where.</param>
    /// <param name="user">As whom.</param>
    /// <param name="version">Of MQTT: 5 or 3.1.1.</param>
    /// <param name="filters">What to subscribe to instead.</param>
    public static async Task<BrokerDesk> OpenAsync(
        PrivateMosquitto broker, string user, string version = "5", params string[] filters)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(broker.CaFile);
        var options = new MqttClientOptions
        {
            ChannelOptions = new MqttClientTcpOptions
            {
                RemoteEndpoint = new DnsEndPoint("localhost", broker.Port),
                TlsOptions = new MqttClientTlsOptions
                {
                    UseTls = true,
                    TargetHost = "localhost",
                    TrustChain = new X509Certificate2Collection(new X509Certificate2(authority)),
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            ClientId = $"{user}-desk",
            CleanSession = false,
            Credentials = new MqttClientCredentials(user, Encoding.UTF8.GetBytes(user.ToLowerInvariant())),
            ProtocolVersion = version == "5" ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
            KeepAlivePeriod = TimeSpan.FromSeconds(30),
            TryPrivate = false,
        };
        if (version == "5")
        {
            options.SessionExpiryInterval = 3600;
        }
        var all = filters.Length > 0 ? filters
            : [$"hotline/v1/{user}/receipts", $"hotline/v1/{user}/inbox/#", $"hotline/v1/{user}/events/#"];
        var desk = new BrokerDesk(options, all);
        await desk.ConnectAsync();
        return desk;
    }

    /// <summary>Connects (again), to the same session, however long the broker takes to be there.</summary>
    public async Task ConnectAsync()
    {
        await RealTime.Until(async () =>
        {
            try
            {
                await LeaveAsync();
                _client = new MqttClientFactory().CreateMqttClient();
                _client.ApplicationMessageReceivedAsync += message =>
                {
                    Hear(message.ApplicationMessage);
                    return Task.CompletedTask;
                };
                var answer = await _client.ConnectAsync(_options);
                await _client.SubscribeAsync(new MqttClientSubscribeOptions
                {
                    TopicFilters = [.. _filters.Select(f => new MqttTopicFilter
                    {
                        Topic = f, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                    })],
                });
                return answer.ResultCode == MqttClientConnectResultCode.Success;
            }
            catch (Exception notThere) when (notThere is not InvalidOperationException)
            {
                return false;
            }
        }, "the broker lets the desk in");
    }

    private void Hear(MqttApplicationMessage received)
    {
        var heard = new Heard(received.Topic, received.Payload.ToArray(), received.CorrelationData);
        _heard.Enqueue(heard);
        if (heard.Topic.EndsWith("/receipts", StringComparison.Ordinal))
        {
            _answers.Enqueue(BrokerAnswer.FromJson(heard.Payload));
        }
    }

    /// <summary>Closes the connection; the broker keeps the session.</summary>
    public async Task LeaveAsync()
    {
        if (_client is { } client)
        {
            _client = null;
            client.Dispose();
            await Task.Yield();
        }
    }

    /// <summary>Publishes at least once.</summary>
    /// <returns>False when the connection broke first: the broker may have it or not.</returns>
    public async Task<bool> TryPublishAsync(
        string topic, string payload, string? correlation = null, bool retain = false)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), RealTime.Clock);
            await _client!.PublishAsync(new MqttApplicationMessage
            {
                Topic = topic,
                PayloadSegment = new ArraySegment<byte>(Encoding.UTF8.GetBytes(payload)),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                CorrelationData = correlation is null ? null : Encoding.UTF8.GetBytes(correlation),
                Retain = retain,
            }, patience.Token);
            return true;
        }
        catch (Exception)
        {
            // The library has many words for it; whoever called looks for the receipt.
            return false;
        }
    }

    /// <summary>Publishes; the broker must take it.</summary>
    public async Task PublishAsync(string topic, string payload, string? correlation = null, bool retain = false) =>
        Assert.True(await TryPublishAsync(topic, payload, correlation, retain), "The broker did not take it.");

    /// <summary>Waits for the answer about a message.</summary>
    public async Task<BrokerAnswer> AnswerAsync(MessageId message)
    {
        await RealTime.Until(() => Answers.Any(a => a.Message == message), $"the answer about {message}");
        return Answers.Last(a => a.Message == message);
    }

    /// <summary>Waits for something.</summary>
    public async Task<Heard> HearAsync(Func<Heard, bool> wanted, string what)
    {
        await RealTime.Until(() => Everything.Any(wanted), what);
        return Everything.First(wanted);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await LeaveAsync();
}
