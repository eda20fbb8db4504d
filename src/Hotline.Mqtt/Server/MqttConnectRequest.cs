using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hotline.Mqtt.Packets;

namespace Hotline.Mqtt.Server;

/// <summary>
/// What a client says of itself in CONNECT, and what the transport knows. The password is never printed.
/// </summary>
public sealed class MqttConnectRequest
{
    /// <summary>Version that the client speaks.</summary>
    public required MqttVersion Version { get; init; }

    /// <summary>Never empty: when the client gave none, the endpoint made one up.</summary>
    public required string ClientId { get; init; }

    /// <summary>
    /// True when the endpoint made <see cref="ClientId"/> up: no session of an earlier connection can be meant.
    /// </summary>
    public bool ClientIdAssigned { get; init; }

    /// <summary>Drop what is left of an earlier session first.</summary>
    public bool CleanStart { get; init; }

    /// <summary>
    /// Seconds that the session shall outlive the connection: 0 not at all, <see cref="uint.MaxValue"/> for ever, which
    /// is also what MQTT 3.1.1 without Clean Session asks for.
    /// </summary>
    public uint SessionExpiryInterval { get; init; }

    /// <summary>User name, if any.</summary>
    public string? UserName { get; init; }

    /// <summary>Password, if any: often a token.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>The password as text, or null when there is none. Bytes that are not UTF-8 become U+FFFD.</summary>
    public string? PasswordText => Password is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>User properties of CONNECT.</summary>
    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];

    /// <summary>The other end, where the transport has one.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>The transport is TLS.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The certificate that the client showed in TLS; owned by the connection.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// The connection that asks. Keep it to close the session later, for example when its key is revoked.
    /// </summary>
    public required IMqttConnection Connection { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Version} client '{ClientId}' from {RemoteEndPoint}";
}

/// <summary>A live connection, as the application may hold it. Thread-safe.</summary>
public interface IMqttConnection
{
    /// <summary>Unique in this process; for logs.</summary>
    string ConnectionId { get; }

    /// <summary>
    /// Closes at once: no packet is read any more, an MQTT 5 client gets DISCONNECT with the reason, and the session
    /// ends. Messages already with the application are finished but not answered. Does nothing when it is closing
    /// already.
    /// </summary>
    /// <param name="reason">For example 0x87 for a revoked key, 0xA0 for an expired token.</param>
    /// <param name="reasonString">A sentence for people, sent to MQTT 5 clients.</param>
    void Close(MqttReasonCode reason, string? reasonString);
}
