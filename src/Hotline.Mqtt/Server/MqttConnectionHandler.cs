using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Hotline.Mqtt.Server;

/// <summary>
/// The endpoint: <c>listen.UseConnectionHandler&lt;MqttConnectionHandler&gt;()</c> in Kestrel, behind <c>UseHttps()</c>
/// for TLS. One instance serves all connections. See README.md beside the project for what it takes and what it
/// refuses.
/// </summary>
public sealed class MqttConnectionHandler : ConnectionHandler
{
    /// <summary>A client that has been silent for this long after DISCONNECT has nothing under way.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly IMqttApplication _application;
    private readonly MqttConnections _connections;
    private readonly MqttStrangers _strangers;
    private readonly MqttServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Throws <see cref="ArgumentException"/> with every setting that is out of its range.</summary>
    public MqttConnectionHandler(
        IMqttApplication application, MqttConnections connections, MqttStrangers strangers, MqttServerOptions options,
        TimeProvider time, ILogger<MqttConnectionHandler> log)
    {
        var faults = options.Faults().ToArray();
        if (faults.Length > 0)
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        _application = application;
        _connections = connections;
        _strangers = strangers;
        _options = options;
        _time = time;
        _log = log;
    }

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var stranger = connection.Features.Get<MqttStranger>() ?? _strangers.Enter(connection);
        if (stranger is null)
            return;
        var mqtt = new MqttConnection(connection, _options, _time, _log);
        MqttHandshake? handshake = null;
        var saidGoodbye = false;
        try
        {
            _connections.Add(mqtt);
            MqttLog.Opened(_log, mqtt.ConnectionId, connection.RemoteEndPoint?.ToString());
            var stopping =
                connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
            using var onStop = stopping.UnsafeRegister(static state => ((MqttConnection)state!).Shutdown(), mqtt);
            handshake = new MqttHandshake(mqtt, _application, _connections, stranger);
            await handshake.RunAsync();
            if (handshake is { IsWelcome: true, Start: { } start, Peer: { } peer })
                saidGoodbye = await ServeAsync(mqtt, handshake, start, peer);
        }
        catch (Exception e)
        {
            MqttLog.EndpointFailed(_log, e, mqtt.ConnectionId);
            mqtt.Lost("The endpoint failed.");
        }
        finally
        {
            mqtt.Lost("The connection is over.");
            if (handshake?.Start is { } start)
                await EndAsync(mqtt, start.Session);
            _connections.Remove(handshake?.SessionKey, mqtt);
        }

        if (saidGoodbye)
            await LingerAsync(mqtt);
    }

    /// <summary>True when the client was sent DISCONNECT.</summary>
    private static async Task<bool> ServeAsync(
        MqttConnection connection, MqttHandshake handshake, MqttSessionStart start, MqttPeer peer)
    {
        using var replies = new Replies(connection, connection.Options.ReceiveMaximum);
        using var acknowledgements = new MqttAcknowledgements(connection, start);
        start.State.Connect(peer);
        var subscriptions = new MqttSubscriptions(connection, peer, start, replies);
        var sender = new MqttSender(connection, peer, start.Session, replies, start.State.Inbox, acknowledgements);
        var exactlyOnce = new MqttExactlyOnce(connection, start.State.Inbox, replies, sender, acknowledgements);
        var intake = new MqttIntake(
            connection, peer, handshake.Decoder, start.Session, replies, exactlyOnce, sender, acknowledgements,
            subscriptions);
        var sending = sender.RunAsync();
        await intake.RunAsync();
        await sending;
        await intake.IdleAsync();
        start.State.Disconnect(connection.Options);
        return sender.SaidGoodbye;
    }

    /// <summary>
    /// Waits for the client to close, or to send no more. Closing with bytes of the client unread makes TCP reset the
    /// connection, and a reset can overtake the DISCONNECT that says why; the session is over by now, so nobody waits
    /// for this.
    /// </summary>
    private async Task LingerAsync(MqttConnection connection)
    {
        using var quiet = new CancellationTokenSource(Quiet, _time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, connection.Abandoned);
        try
        {
            ReadResult read;
            do
            {
                read = await connection.Input.ReadAsync(over.Token);
                connection.Input.AdvanceTo(read.Buffer.End);
                quiet.CancelAfter(Quiet);
            }
            while (!read.IsCompleted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It closed, or did not in time: either way we are done.
        }
    }

    private static async Task EndAsync(MqttConnection connection, IMqttSession session)
    {
        try
        {
            await session.EndAsync(connection.Closing!.End);
        }
        catch (Exception e)
        {
            MqttLog.ApplicationFailed(connection.Log, e, connection.ConnectionId, nameof(IMqttSession.EndAsync));
        }
    }
}
