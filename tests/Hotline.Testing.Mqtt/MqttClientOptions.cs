using System.Net.Security;
using Hotline.Mqtt;
using Hotline.Mqtt.Packets;

namespace Hotline.Testing.Mqtt;

/// <summary>How a client connects. The password is never printed.</summary>
public sealed record MqttClientOptions
{
    /// <summary>Default MQTT 5.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Empty: the server makes one up.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>User name, if any.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, if any: often a token.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>Drop what is left of an earlier session. Default true.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>
    /// Seconds that the session outlives the connection; MQTT 5 only, MQTT 3.1.1 goes by <see cref="CleanStart"/>.
    /// Default 0.
    /// </summary>
    public uint SessionExpiryInterval { get; init; }

    /// <summary>1 s to 18 h; the server may set another. A ping goes out every half of it. Default 60 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For TCP, TLS and CONNACK together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Messages that may be sent without an answer, 1 to 65,535; the server's Receive Maximum may lower it. Default
    /// 256.
    /// </summary>
    public int SendMaximum { get; init; } = 256;

    /// <summary>Messages that may wait for the consumer, 1 to 65,535; told to the server. Default 256.</summary>
    public int ReceiveMaximum { get; init; } = 256;

    /// <summary>User properties of CONNECT, MQTT 5 only.</summary>
    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];

    /// <summary>
    /// TLS with these options; null for plain TCP. Without a target host the host that is connected to is verified.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>What is taken from the server.</summary>
    public MqttLimits Limits { get; init; } = new();

    /// <inheritdoc/>
    public override string ToString() => $"{Version} client '{ClientId}' user '{UserName}'";

    internal MqttConnect Connect() => new(
        Version, ClientId, CleanStart, (ushort)Math.Clamp(KeepAlive.TotalSeconds, 1, ushort.MaxValue))
    {
        UserName = UserName,
        Password = Password,
        Properties = Version == MqttVersion.V311 ? null : new MqttProperties
        {
            SessionExpiryInterval = SessionExpiryInterval,
            ReceiveMaximum = (ushort)ReceiveMaximum,
            MaximumPacketSize = (uint)Limits.MaxPacketBytes,
            UserProperties = UserProperties,
        },
    };
}

/// <summary>What came of connecting. What is wrong with the network is an exception instead.</summary>
public abstract record MqttConnectOutcome
{
    private MqttConnectOutcome()
    {
    }

    /// <summary>Let in; dispose of the client to leave.</summary>
    public sealed record Connected(MqttClient Client, MqttConnAck Answer) : MqttConnectOutcome;

    /// <summary>The server's refusal: reason, and reason string among the properties.</summary>
    public sealed record Refused(MqttConnAck Answer) : MqttConnectOutcome;
}

/// <summary>The connection is over, so what was under way got no answer: it may or may not have been done.</summary>
public sealed class MqttClosedException : IOException
{
    /// <summary>Says why.</summary>
    public MqttClosedException(MqttReasonCode reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>The server's reason, or 0x80 when it gave none.</summary>
    public MqttReasonCode Reason { get; }
}
