using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;
using Hotline.Testing.Mqtt;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>
/// The endpoint without sockets, on a clock that the test moves. Disposing it fails the test on any error in its log.
/// </summary>
public sealed class MemoryEndpoint : IAsyncDisposable, ILogger<MqttConnectionHandler>
{
    private readonly MqttConnectionHandler _handler;
    private readonly ConcurrentBag<Task> _running = [];
    private readonly ConcurrentBag<MemoryTransport> _transports = [];
    private int _connections;

    public MemoryEndpoint(MqttServerOptions? options = null)
    {
        options ??= new MqttServerOptions();
        var strangers = new MqttStrangers(options, Time, new StrangersLog(this));
        _handler = new MqttConnectionHandler(Board, Connections, strangers, options, Time, this);
    }

    public NoticeBoard Board { get; } = new();

    public MqttConnections Connections { get; } = new();

    public ManualTime Time { get; } = new();

    /// <summary>Errors that the test provokes.</summary>
    public bool ErrorsExpected { get; set; }

    public ConcurrentQueue<string> Log { get; } = [];

    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>A transport connection on which nothing has been said.</summary>
    public Wire Open(MqttVersion version = MqttVersion.V5, int transportRoom = 64 * 1024, EndPoint? from = null)
    {
        var options = new PipeOptions(pauseWriterThreshold: transportRoom, resumeWriterThreshold: transportRoom / 2,
            useSynchronizationContext: false);
        var transport = new MemoryTransport(
            $"c{Interlocked.Increment(ref _connections)}", new Pipe(options), new Pipe(options))
        {
            RemoteEndPoint = from,
        };
        _transports.Add(transport);
        _running.Add(RunAsync(transport));
        return new Wire(transport.ToClient.Reader, transport.ToServer.Writer, version);
    }

    private async Task RunAsync(MemoryTransport transport)
    {
        await Task.Yield();
        try
        {
            await _handler.OnConnectedAsync(transport);
        }
        finally
        {
            transport.CloseTransport();
        }
    }

    /// <summary>A connected client and the CONNACK that it got.</summary>
    public async Task<(Wire Wire, MqttConnAck Answer)> ConnectAsync(MqttConnect connect, int transportRoom = 64 * 1024)
    {
        var wire = Open(connect.Version, transportRoom);
        await wire.SendAsync(connect);
        return (wire, await wire.ReceiveAsync<MqttConnAck>());
    }

    /// <summary>A connected client with a session that lasts an hour.</summary>
    public async Task<Wire> ClientAsync(
        string id = "one", MqttVersion version = MqttVersion.V5, MqttProperties? properties = null,
        int transportRoom = 64 * 1024)
    {
        var connect = new MqttConnect(version, id, CleanStart: false, KeepAlive: 60)
        {
            Properties =
                version == MqttVersion.V5 ? properties ?? new MqttProperties { SessionExpiryInterval = 3600 } : null,
        };
        var (wire, answer) = await ConnectAsync(connect, transportRoom);
        Assert.Equal(MqttReasonCode.Success, answer.Reason);
        return wire;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports)
            transport.Abort(new ConnectionAbortedException());
        await Task.WhenAll(_running).WaitAsync(Wire.Patience, RealTime.Clock);
        if (!ErrorsExpected)
            Assert.Empty(Errors);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        Log.Enqueue(formatter(state, exception));
        if (logLevel >= LogLevel.Error)
            Errors.Enqueue($"{formatter(state, exception)} {exception}");
    }

    private sealed class StrangersLog(ILogger log) : ILogger<MqttStrangers>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => log.Log(logLevel, eventId, state, exception, formatter);
    }

    private sealed class MemoryTransport(string id, Pipe toServer, Pipe toClient) : DefaultConnectionContext(id)
    {
        public Pipe ToServer => toServer;

        public Pipe ToClient => toClient;

        public override IDuplexPipe Transport { get; set; } = new Duplex(toServer.Reader, toClient.Writer);

        public override void Abort(ConnectionAbortedException abortReason)
        {
            base.Abort(abortReason);
            toServer.Writer.Complete(abortReason);
            toClient.Reader.CancelPendingRead();
            toClient.Reader.Complete();
        }

        /// <summary>What a transport does when its handler is done.</summary>
        public void CloseTransport()
        {
            toServer.Reader.Complete();
            toClient.Writer.Complete();
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
