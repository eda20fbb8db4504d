using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;

namespace Hotline.Testing.Mqtt;

/// <summary>
/// One connection to an MQTT server; after it is over, connect anew. All methods are thread-safe, and publishing
/// from many callers at a time is what it is fast at.
/// </summary>
public sealed class MqttClient : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Stream _stream;
    private readonly Outbox _outbox;
    private readonly Pending _pending = new();
    private readonly Channel<MqttPublish> _incoming;
    private readonly SendWindow _window;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<MqttClosedException> _closed = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _receiving;
    private readonly Task _sending;
    private readonly ITimer _pings;
    private readonly TimeSpan _silence;
    private long _heard;
    private volatile bool _leaving;

    private MqttClient(MqttClientOptions options, TimeProvider time, Stream stream, MqttInlet inlet, MqttConnAck answer)
    {
        _options = options;
        _time = time;
        _stream = stream;
        _outbox = new Outbox(stream, options.Version);
        _window = new SendWindow(
            _outbox, _pending, Math.Min(options.SendMaximum, answer.Properties?.ReceiveMaximum ?? ushort.MaxValue));
        _incoming = Channel.CreateBounded<MqttPublish>(
            new BoundedChannelOptions(options.ReceiveMaximum) { SingleWriter = true });
        var keepAlive = answer.Properties?.ServerKeepAlive is { } told ? TimeSpan.FromSeconds(told) : options.KeepAlive;
        _silence = keepAlive * 1.5;
        _heard = time.GetTimestamp();
        _receiving = RunAsync(() => ReceiveAsync(inlet));
        _sending = RunAsync(() => _outbox.RunAsync(_window.Free, _ended.Token));
        _pings = time.CreateTimer(static state => ((MqttClient)state!).Ping(), this, keepAlive / 2, keepAlive / 2);
    }

    /// <summary>
    /// Completes when the connection is over, with the reason; 0x00 after <see cref="DisconnectAsync"/>.
    /// </summary>
    public Task<MqttClosedException> Closed => _closed.Task;

    /// <summary>
    /// Connects, and waits for CONNACK. Throws what the network throws, and <see cref="TimeoutException"/>.
    /// </summary>
    public static async Task<MqttConnectOutcome> ConnectAsync(
        string host, int port, MqttClientOptions options, TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Stream? stream = null;
        try
        {
            stream = await OpenAsync(host, port, options, either.Token);
            var inlet = new MqttInlet(
                stream, new MqttDecoder(options.Limits with { MaxSkippedBytes = 0 }) { Version = options.Version });
            var greeting = new Outbox(stream, options.Version);
            greeting.Write(options.Connect());
            greeting.Finish();
            await greeting.RunAsync(static _ => { }, either.Token);
            var answer = await inlet.ReadAsync(either.Token) as MqttConnAck
                ?? throw new MqttClosedException(
                    MqttReasonCode.ProtocolError, "The server closed instead of answering CONNECT.");
            if (answer.Reason.IsFailure())
            {
                await stream.DisposeAsync();
                return new MqttConnectOutcome.Refused(answer);
            }

            return new MqttConnectOutcome.Connected(new MqttClient(options, time, stream, inlet, answer), answer);
        }
        catch (Exception e)
        {
            if (stream is not null)
                await stream.DisposeAsync();
            if (e is OperationCanceledException
                && timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException(
                    $"No connection to {host}:{port} within {options.ConnectTimeout.TotalSeconds} s.", e);
            throw;
        }
    }

    /// <summary>
    /// Publishes, in the order of the calls. With QoS 1 it completes with the server's answer, of which the reason may
    /// be a refusal; with QoS 0 when the message is on its way. Waits while the server takes no more. QoS 2 is not
    /// supported. The packet id is chosen here. Throws <see cref="MqttClosedException"/> when the connection ends
    /// first. Cancelling stops the wait, not the message.
    /// </summary>
    public async Task<MqttPublishAnswer> PublishAsync(
        MqttPublish message, CancellationToken cancellationToken = default)
    {
        if (message.QoS == MqttQoS.ExactlyOnce)
            throw new NotSupportedException("This client publishes with QoS 0 or 1.");
        return (MqttPublishAnswer)await _window.SendAsync(message).WaitAsync(cancellationToken);
    }

    /// <summary>Subscribes to one filter or more; look at the reason of each. QoS 2 is asked for as 1.</summary>
    public async Task<MqttSubAck> SubscribeAsync(
        IReadOnlyList<MqttSubscription> subscriptions, MqttProperties? properties = null,
        CancellationToken cancellationToken = default)
    {
        var wanted = subscriptions.Select(s => s.QoS == MqttQoS.ExactlyOnce ? s with { QoS = MqttQoS.AtLeastOnce } : s)
            .ToArray();
        var source = Pending.NewAnswer();
        var id = _pending.Add(source);
        _outbox.Write(new MqttSubscribe(id, wanted) { Properties = properties });
        return (MqttSubAck)await source.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Gives filters up.</summary>
    public async Task<MqttUnsubAck> UnsubscribeAsync(
        IReadOnlyList<string> filters, CancellationToken cancellationToken = default)
    {
        var source = Pending.NewAnswer();
        var id = _pending.Add(source);
        _outbox.Write(new MqttUnsubscribe(id, filters));
        return (MqttUnsubAck)await source.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Messages as they come. A QoS 1 message is acknowledged when the consumer asks for the next one, so one that
    /// breaks off in the middle gets it again in the next connection. Ends after <see cref="DisconnectAsync"/>; throws
    /// <see cref="MqttClosedException"/> when the connection is lost. For one consumer; while it does not read, nothing
    /// else is received either once Receive Maximum messages wait.
    /// </summary>
    public async IAsyncEnumerable<MqttPublish> MessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _incoming.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_incoming.Reader.TryRead(out var message))
            {
                yield return message;
                if (message.QoS != MqttQoS.AtMostOnce)
                    _outbox.WriteAnswer(message.PacketId);
            }
        }
    }

    /// <summary>Says goodbye, sends what is still to send, and closes.</summary>
    public async Task DisconnectAsync()
    {
        _leaving = true;
        _outbox.Write(new MqttDisconnect(MqttReasonCode.Success));
        _outbox.Finish();
        await _sending.WaitAsync(_options.ConnectTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        End(new MqttClosedException(MqttReasonCode.Success, "This side has disconnected."));
        await _receiving;
    }

    /// <summary>Closes without a word if <see cref="DisconnectAsync"/> was not called before.</summary>
    public async ValueTask DisposeAsync()
    {
        End(new MqttClosedException(MqttReasonCode.Success, "This side has closed the connection."));
        await _receiving;
        await _sending;
        await _pings.DisposeAsync();
        _ended.Dispose();
    }

    private static async Task<Stream> OpenAsync(
        string host, int port, MqttClientOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var tcp = new NetworkStream(socket, ownsSocket: true);
        if (options.Tls is not { } tls)
            return tcp;
        var secure = new SslStream(tcp);
        try
        {
            tls.TargetHost ??= host;
            await secure.AuthenticateAsClientAsync(tls, cancellationToken);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            End(e as MqttClosedException ?? new MqttClosedException(
                MqttReasonCode.UnspecifiedError, "The connection was lost.", e));
        }
    }

    private async Task ReceiveAsync(MqttInlet inlet)
    {
        while (await inlet.ReadAsync(_ended.Token) is { } packet)
        {
            Volatile.Write(ref _heard, _time.GetTimestamp());
            switch (packet)
            {
                case MqttPublishAnswer { AnswerType: MqttPacketType.PubAck } answer:
                    if (_pending.Complete(answer.PacketId, answer))
                        _window.Free(1);
                    break;
                case MqttSubAck answer:
                    _pending.Complete(answer.PacketId, answer);
                    break;
                case MqttUnsubAck answer:
                    _pending.Complete(answer.PacketId, answer);
                    break;
                case MqttPublish message when message.QoS != MqttQoS.ExactlyOnce:
                    if (!_incoming.Writer.TryWrite(message))
                        await _incoming.Writer.WriteAsync(message, _ended.Token);
                    break;
                case MqttPingResponse:
                    break;
                case MqttDisconnect goodbye:
                    throw new MqttClosedException(goodbye.Reason,
                        goodbye.Properties?.ReasonString ?? $"The server disconnected: {goodbye.Reason}.");
                default:
                    throw new MqttClosedException(
                        MqttReasonCode.ProtocolError, $"The server sent {packet.Type}, which has no place here.");
            }
        }

        throw new MqttClosedException(MqttReasonCode.UnspecifiedError, "The server closed the connection.");
    }

    private void Ping()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _heard)) > _silence)
            End(new MqttClosedException(MqttReasonCode.KeepAliveTimeout,
                "Nothing was heard from the server for one and a half times the keep-alive interval."));
        else
            _outbox.Write(MqttPingRequest.Instance);
    }

    /// <summary>The first end counts; closing the stream ends both loops.</summary>
    private void End(MqttClosedException closed)
    {
        var reason = _leaving && closed.Reason != MqttReasonCode.Success
            ? new MqttClosedException(MqttReasonCode.Success, "This side has disconnected.", closed)
            : closed;
        if (!_closed.TrySetResult(reason))
            return;
        _ = _ended.CancelAsync();
        _pings?.Dispose();
        _pending.Close(reason);
        _window.Close();
        _incoming.Writer.TryComplete(reason.Reason == MqttReasonCode.Success ? null : reason);
        _outbox.Finish();
        _stream.Dispose();
    }
}
