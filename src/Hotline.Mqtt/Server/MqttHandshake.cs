using System.IO.Pipelines;
using System.Security.Cryptography;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Hotline.Mqtt.Server;

/// <summary>
/// From the first byte to CONNACK. Leaves behind what intake and sender need, or a closing connection.
/// </summary>
internal sealed class MqttHandshake(
    MqttConnection connection, IMqttApplication application, MqttConnections connections, MqttStranger stranger)
{
    private MqttVersion? _version;
    private string _clientId = "";

    public MqttDecoder Decoder { get; } = new(
        connection.Options.Limits) { MaxPacketBytes = connection.Options.Limits.MaxConnectBytes };

    /// <summary>Held by this connection from take-over on; the handler gives it up.</summary>
    public string? SessionKey { get; private set; }

    public MqttPeer? Peer { get; private set; }

    /// <summary>Owned by the handler, which ends it, also when the client is not welcome any more.</summary>
    public MqttSessionStart? Start { get; private set; }

    /// <summary>CONNACK says so: packets may go both ways.</summary>
    public bool IsWelcome { get; private set; }

    public async Task RunAsync()
    {
        try
        {
            if (await ReadConnectAsync() is { } connect)
                await AnswerAsync(connect);
        }
        catch (OperationCanceledException) when (connection.Closing is not null)
        {
            var busy = connection.Closing.End.Cause == MqttEndCause.TimedOut;
            await RefuseAsync(
                busy ? MqttReasonCode.ServerBusy : MqttReasonCode.ServerUnavailable,
                connection.Closing.End.ReasonString, []);
        }
        catch (Exception e)
        {
            connection.ApplicationFailed(e, "CONNECT");
            await RefuseAsync(MqttReasonCode.UnspecifiedError, "The server failed; try again later.", []);
        }
    }

    private async Task<MqttConnect?> ReadConnectAsync()
    {
        while (connection.Closing is null)
        {
            ReadResult read;
            try
            {
                read = await connection.Input.ReadAsync();
            }
            catch (Exception e) when (e is IOException or ConnectionAbortedException)
            {
                connection.Lost(e.GetType().Name);
                return null;
            }

            var buffer = read.Buffer;
            var status = Decoder.TryDecode(ref buffer, out var packet, out var fault);
            connection.Input.AdvanceTo(buffer.Start, status == MqttDecodeStatus.NeedMore ? buffer.End : buffer.Start);
            if (status == MqttDecodeStatus.Packet && packet is MqttConnect connect)
            {
                _version = connect.Version;
                return connect;
            }

            if (status != MqttDecodeStatus.NeedMore)
            {
                await RefuseFaultAsync(fault ?? MqttFault.Protocol("The first packet is not CONNECT."));
                return null;
            }

            if (read.IsCompleted)
                connection.Lost("Closed before CONNECT.");
        }

        return null;
    }

    private async Task RefuseFaultAsync(MqttFault fault)
    {
        // A client of a version that we do not speak is told so in the form that it is likely to read (3.1.2.2).
        _version = fault.Reason == MqttReasonCode.UnsupportedProtocolVersion
            ? MqttVersion.V311 : Decoder.ConnectVersion;
        var answer = _version == MqttVersion.V5
            || fault.Reason is MqttReasonCode.UnsupportedProtocolVersion or MqttReasonCode.ClientIdentifierNotValid;
        connection.TryClose(MqttClosing.Of(MqttEndCause.ProtocolFault, fault.Reason, fault.Detail, announce: false));
        if (answer)
            await RefuseAsync(fault.Reason, fault.Detail, []);
    }

    private async Task AnswerAsync(MqttConnect connect)
    {
        Peer = MqttPeer.Of(connect, connection.Options);
        _clientId = connect.ClientId.Length > 0
            ? connect.ClientId : "auto-" + RandomNumberGenerator.GetHexString(20, lowercase: true);
        if (Refusal(connect) is { } refusal)
        {
            await RefuseAsync(refusal.Reason, refusal.Detail, []);
            return;
        }

        var request = Request(connect);
        switch (await application.ConnectAsync(request, connection.Ending).AsTask().WaitAsync(connection.Ending))
        {
            case MqttConnectResult.Refused refused:
                await RefuseAsync(refused.Reason, refused.ReasonString, refused.UserProperties);
                break;
            case MqttConnectResult.Granted granted when !connections.TryLetIn(granted.SessionKey, connection):
                await RefuseAsync(
                    MqttReasonCode.QuotaExceeded, "The server has too many connections; try again later.", []);
                break;
            case MqttConnectResult.Granted granted:
                stranger.Dispose();
                await connections.HoldAsync(granted.SessionKey, connection, connection.Ending);
                SessionKey = granted.SessionKey;
                Start = await granted.StartAsync(connection.Ending);
                connection.Ending.ThrowIfCancellationRequested();
                Decoder.MaxPacketBytes = connection.Options.Limits.MaxPacketBytes;
                await WelcomeAsync(connect, Start);
                break;
        }
    }

    private static MqttFault? Refusal(MqttConnect connect)
    {
        // Of one that is to be retained the standard says why it must be refused (MQTT-3.2.2-13).
        if (connect.Will is { } will)
            return new MqttFault(
                will.Retain ? MqttReasonCode.RetainNotSupported : MqttReasonCode.ImplementationSpecificError,
                "A Will is not supported here; connect without one.");
        if (connect.Properties?.AuthenticationMethod is not null)
            return new MqttFault(MqttReasonCode.BadAuthenticationMethod,
                "Enhanced authentication is not supported here; use user name and password.");
        if (connect.ClientId.Length == 0 && connect.Version == MqttVersion.V311 && !connect.CleanStart)
            return new MqttFault(
                MqttReasonCode.ClientIdentifierNotValid, "A lasting session needs a client identifier.");
        return null;
    }

    private MqttConnectRequest Request(MqttConnect connect)
    {
        var features = connection.Transport.Features;
        var tls = features.Get<ITlsConnectionFeature>();
        return new MqttConnectRequest
        {
            Version = connect.Version,
            ClientId = _clientId,
            ClientIdAssigned = connect.ClientId.Length == 0,
            CleanStart = connect.CleanStart,
            SessionExpiryInterval = Peer!.SessionExpiryInterval,
            UserName = connect.UserName,
            Password = connect.Password,
            UserProperties = connect.Properties?.UserProperties ?? [],
            RemoteEndPoint = connection.Transport.RemoteEndPoint,
            IsEncrypted = features.Get<ITlsHandshakeFeature>() is not null,
            ClientCertificate = tls?.ClientCertificate,
            Connection = connection,
        };
    }

    private async Task WelcomeAsync(MqttConnect connect, MqttSessionStart start)
    {
        var options = connection.Options;
        var (keepAlive, serverKeepAlive) = KeepAlive(connect, options);
        var properties = new MqttProperties
        {
            SessionExpiryInterval =
                start.SessionExpiryInterval is { } granted && granted != Peer!.SessionExpiryInterval ? granted : null,
            ReceiveMaximum = (ushort)options.ReceiveMaximum,
            RetainAvailable = false,
            MaximumPacketSize = options.AnnounceMaxPacketBytes ? (uint)options.Limits.MaxPacketBytes : null,
            AssignedClientIdentifier = connect.ClientId.Length == 0 ? _clientId : null,
            TopicAliasMaximum = 0,
            WildcardSubscriptionAvailable = true,
            SubscriptionIdentifierAvailable = false,
            SharedSubscriptionAvailable = false,
            ServerKeepAlive = serverKeepAlive,
            UserProperties = start.UserProperties,
        };
        if (keepAlive == 0)
            TransportProbes.Begin(connection.Transport, options.ProbeAfter);
        connection.Watch.Connected(keepAlive == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(keepAlive * 1.5));
        var answer = new MqttConnAck(start.SessionPresent, MqttReasonCode.Success) { Properties = properties };
        if (Fitting(answer, properties with { UserProperties = [] }, properties with
        {
            // What is not said is taken to be so.
            UserProperties = [], TopicAliasMaximum = null, WildcardSubscriptionAvailable = null,
        }) is not { } fitting)
        {
            await RefuseAsync(MqttReasonCode.PacketTooLarge, "CONNACK is larger than the Maximum Packet Size.", []);
            return;
        }

        await SendAsync(fitting);
        IsWelcome = true;
        MqttLog.Connected(connection.Log, connection.ConnectionId, MqttLog.Printable(_clientId), connect.Version,
            start.SessionPresent);
    }

    // MQTT 3.1.1 cannot be told of another keep-alive. 0 means that silence is allowed (3.1.2.10), and clients that
    // mean it (MQTTnet) ping no more for being told: TCP finds out whether they are there.
    private static (int Seconds, ushort? Told) KeepAlive(MqttConnect connect, MqttServerOptions options)
    {
        var most = (ushort)options.MaxKeepAlive.TotalSeconds;
        return connect.Version == MqttVersion.V5 && connect.KeepAlive > most ? (most, most) : (connect.KeepAlive, null);
    }

    private async Task RefuseAsync(MqttReasonCode reason, string? text, IReadOnlyList<MqttUserProperty> userProperties)
    {
        var fit = reason.Fit(MqttPacketType.ConnAck);
        connection.TryClose(MqttClosing.Of(MqttEndCause.ConnectRefused, fit, text, announce: false));
        if (_version is null)
            return;
        MqttLog.Refused(connection.Log, connection.ConnectionId, MqttLog.Printable(_clientId), reason, text);
        var answer = new MqttConnAck(false, fit) { Properties = MqttProperties.OfReason(text, userProperties) };
        if (Fitting(answer, MqttProperties.OfReason(text), null) is { } fitting)
            await SendAsync(fitting);
    }

    /// <summary>
    /// The answer, with as many of its properties as the client takes (3.2.2-19); null when it takes none.
    /// </summary>
    private MqttConnAck? Fitting(MqttConnAck answer, params ReadOnlySpan<MqttProperties?> less)
    {
        if (Takes(answer))
            return answer;
        foreach (var properties in less)
        {
            if (answer with { Properties = properties } is var shorter && Takes(shorter))
                return shorter;
        }

        return null;
    }

    // The decoder knows it of a CONNECT that is not whole, too.
    private bool Takes(MqttConnAck answer) => Decoder.ConnectMaximumPacketSize is not { } most
        || MqttEncoder.Measure(answer, _version ?? MqttVersion.V311) <= most;

    private async Task SendAsync(MqttConnAck answer)
    {
        try
        {
            MqttEncoder.Write(connection.Output, answer, _version ?? MqttVersion.V311);
            await connection.Output.FlushAsync(connection.Abandoned);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            connection.Lost(e.GetType().Name);
        }
    }
}
