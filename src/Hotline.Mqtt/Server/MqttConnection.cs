using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Hotline.Mqtt.Server;

/// <summary>How a connection is to end; the first one counts.</summary>
/// <param name="End">What the session is told.</param>
/// <param name="Announce">Send an MQTT 5 client DISCONNECT.</param>
/// <param name="Drain">Answer what is with the application first.</param>
internal sealed record MqttClosing(MqttSessionEnd End, bool Announce, bool Drain = false)
{
    public static MqttClosing Of(MqttEndCause cause, MqttReasonCode reason, string? text, bool announce = true) =>
        new(new MqttSessionEnd(cause, reason, text, null), announce);
}

/// <summary>
/// The life of one transport connection: its closing, its timer, and the task that is complete when nothing of it is
/// left. Handshake, intake and sender share it.
/// </summary>
[SuppressMessage("Design", "CA1001",
    Justification = "The sources have no timer and no wait handle, and a late call may still cancel them.")]
internal sealed class MqttConnection : IMqttConnection, IMqttWatched
{
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionContext _transport;
    private readonly ILogger _log;
    private MqttClosing? _closing;

    public MqttConnection(ConnectionContext transport, MqttServerOptions options, TimeProvider time, ILogger log)
    {
        _transport = transport;
        _log = log;
        Options = options;
        Ending = _ending.Token;
        Abandoned = _abandoned.Token;
        Watch = new MqttWatch(time, options, this);
    }

    public MqttServerOptions Options { get; }

    public MqttWatch Watch { get; }

    public ILogger Log => _log;

    public ConnectionContext Transport => _transport;

    public PipeReader Input => _transport.Transport.Input;

    public PipeWriter Output => _transport.Transport.Output;

    public string ConnectionId => _transport.ConnectionId;

    /// <summary>The sender waits on it; set by whoever has something for it.</summary>
    public WakeSignal Wake { get; } = new();

    /// <summary>Null until closing begins.</summary>
    public MqttClosing? Closing => Volatile.Read(ref _closing);

    /// <summary>Cancelled when closing begins.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Cancelled when closing has taken too long.</summary>
    public CancellationToken Abandoned { get; }

    /// <summary>The session has ended and no call to the application is under way.</summary>
    public Task Completed => _completed.Task;

    public bool TryClose(MqttClosing closing)
    {
        if (Interlocked.CompareExchange(ref _closing, closing, null) is not null)
            return false;
        MqttLog.Closed(_log, ConnectionId, closing.End.Cause, closing.End.Reason,
            MqttLog.Printable(closing.End.ReasonString ?? ""));
        Watch.Closing();
        // Not inline: the application's own callbacks hang on this token, and the caller may hold its locks.
        _ = _ending.CancelAsync();
        Input.CancelPendingRead();
        Wake.Set();
        return true;
    }

    public void Close(MqttReasonCode reason, string? reasonString) =>
        TryClose(MqttClosing.Of(MqttEndCause.ClosedByApplication, reason, reasonString));

    public void Shutdown() => TryClose(new MqttClosing(
        new MqttSessionEnd(MqttEndCause.ServerShutdown, MqttReasonCode.ServerShuttingDown,
            "The server is going down; connect again later.", null),
        Announce: true,
        Drain: true));

    /// <summary>The client broke the protocol or a limit.</summary>
    public void Fail(MqttFault fault) =>
        TryClose(MqttClosing.Of(MqttEndCause.ProtocolFault, fault.Reason, fault.Detail));

    public void Lost(string detail) =>
        TryClose(MqttClosing.Of(MqttEndCause.ConnectionLost, MqttReasonCode.UnspecifiedError, detail, announce: false));

    /// <summary>The application threw: what became of its work is unknown, so the client must send again.</summary>
    public void ApplicationFailed(Exception exception, string operation)
    {
        if (exception is OperationCanceledException && Closing is not null)
            return;
        MqttLog.ApplicationFailed(_log, exception, ConnectionId, operation);
        TryClose(MqttClosing.Of(
            MqttEndCause.ApplicationFault, MqttReasonCode.UnspecifiedError,
            "The server failed; connect and send again."));
    }

    public void ConnectTimedOut() => TryClose(MqttClosing.Of(
        MqttEndCause.TimedOut, MqttReasonCode.ServerBusy, "Connecting took too long.", announce: false));

    public void KeepAliveTimedOut() => TryClose(MqttClosing.Of(
        MqttEndCause.TimedOut, MqttReasonCode.KeepAliveTimeout,
        "Nothing was heard for one and a half times the keep-alive interval."));

    public void WriteTimedOut() => TryClose(MqttClosing.Of(
        MqttEndCause.TimedOut, MqttReasonCode.KeepAliveTimeout, "Nothing was taken of what was written.",
        announce: false));

    public void EndTimedOut()
    {
        _ = _abandoned.CancelAsync();
        Wake.Set();
        if (_transport.ConnectionClosed.IsCancellationRequested)
            return;
        if (!Completed.IsCompleted)
            MqttLog.Aborted(_log, ConnectionId);
        try
        {
            _transport.Abort(new ConnectionAbortedException("The MQTT connection did not close in time."));
        }
        catch (ObjectDisposedException)
        {
            // It closed in the meantime, as it should.
        }
    }

    public void Complete() => _completed.TrySetResult();
}
