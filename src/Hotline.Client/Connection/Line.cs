using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Channels;
using Hotline.Contract.Wire;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Hotline.Client;

/// <summary>
/// One WebSocket to the SignalR hub, from handshake to end. It never reconnects: when it ends, for whatever reason,
/// everything under way fails with <see cref="LineLostException"/>, and <see cref="Ended"/> says why. Thread-safe.
/// </summary>
internal sealed class Line : IAsyncDisposable
{
    private const byte RecordEnd = 0x1e;
    private const int LongestMessage = 64 * 1024 * 1024;
    private static readonly JsonHubProtocol Protocol = new(
        Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = LineForm.Payloads() }));

    private readonly ClientWebSocket _socket;
    private readonly Pipe _pipe;
    private readonly ConnectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly LineCalls _calls = new();
    private readonly LineWriter _writer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<LineLostException> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _watch;
    private readonly Task _running;
    private long _lastHeard;
    private string? _parting;

    private Line(ClientWebSocket socket, Pipe pipe, ConnectionOptions options, TimeProvider clock)
    {
        (_socket, _pipe, _options, _clock) = (socket, pipe, options, clock);
        _writer = new LineWriter(socket, Protocol, clock);
        _lastHeard = clock.GetTimestamp();
        var period = (options.KeepAlive < options.Silence ? options.KeepAlive : options.Silence) / 2;
        _watch = clock.CreateTimer(_ => Watch(), null, period, period);
        _running = RunAsync();
    }

    /// <summary>Why the line ended; completes when it has, and never faults.</summary>
    public Task<LineLostException> Ended => _ended.Task;

    /// <summary>True until the line has ended.</summary>
    public bool Alive => !_ended.Task.IsCompleted;

    /// <summary>Counts of the writer.</summary>
    public (long Writes, long Messages) Written => (_writer.Writes, _writer.Messages);

    /// <summary>Connects and shakes hands.</summary>
    /// <exception cref="LineLostException">It did not come about.</exception>
    public static async Task<Line> OpenAsync(
        Uri hub, string token, ConnectionOptions options, TimeProvider clock, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(options.Connect, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(LineForm.AddressOf(hub), either.Token);
            var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
            await ShakeHandsAsync(socket, pipe, either.Token);
            return new Line(socket, pipe, options, clock);
        }
        catch (Exception failed) when (!stop.IsCancellationRequested)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new LineLostException($"the hub refused the token ({(int)status}).",
                    ClientErrors.NotUnderstood("the token was refused without a numbered reason."))
                : failed as LineLostException ?? new LineLostException(
                    limit.IsCancellationRequested ? "connecting took too long." : HotlineApi.Sentence(failed));
        }
        catch
        {
            // Whatever came of it at that moment: the caller gave up.
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Calls a hub method with one argument.</summary>
    /// <exception cref="CallRefusedException">The hub said no.</exception>
    /// <exception cref="LineLostException">The line went; the call may have been carried out.</exception>
    public async Task<T> InvokeAsync<T>(string method, object argument, CancellationToken stop)
    {
        var (id, result) = _calls.Add<T>();
        try
        {
            await Queue(new InvocationMessage(id, method, [argument]), stop);
            return stop.CanBeCanceled ? await result.WaitAsync(stop) : await result;
        }
        catch (OperationCanceledException)
        {
            _calls.Forget(id);
            throw;
        }
    }

    /// <summary>Starts the feed after a position.</summary>
    /// <returns>
    /// Its id, for <see cref="StopFollowing"/>, and the pages; their reader ends without error when the hub ended the
    /// stream or the reader was too slow.
    /// </returns>
    public async Task<(string Id, ChannelReader<FeedPage> Pages)> FollowAsync(long after, CancellationToken stop)
    {
        var (id, pages) = _calls.AddStream(_options.PagesAhead);
        await Queue(new StreamInvocationMessage(id, nameof(IHotlineHub.Follow), [after]), stop);
        return (id, pages);
    }

    /// <summary>The reader has gone.</summary>
    public void StopFollowing(string id)
    {
        _calls.Discard(id);
        _writer.TryQueue(new CancelInvocationMessage(id));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        End(new LineLostException("the connection was closed here."));
        await _running;
        _stop.Dispose();
    }

    private async ValueTask Queue(HubMessage message, CancellationToken stop)
    {
        try
        {
            await _writer.QueueAsync(message, stop);
        }
        catch (ChannelClosedException)
        {
            throw await Ended;
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var writing = Guard(_writer.RunAsync(_stop.Token));
        await Guard(ReadAsync());
        await writing;
        await _watch.DisposeAsync();
        _socket.Dispose();
    }

    /// <summary>Whatever ends one half of the line ends the line.</summary>
    private async Task Guard(Task half)
    {
        try
        {
            await half;
            End(new LineLostException("the hub closed the line.", Refusals.Parse(_parting)));
        }
        catch (Exception failed)
        {
            End(new LineLostException(HotlineApi.Sentence(failed), Refusals.Parse(_parting)));
        }
    }

    private void End(LineLostException why)
    {
        if (_ended.TrySetResult(why))
        {
            _writer.Complete();
            _calls.FailAll(why);
            _stop.Cancel();
            _socket.Abort();
        }
    }

    private async Task ReadAsync()
    {
        // What came along with the handshake's answer.
        Parse();
        while (await ReceiveAsync(_socket, _pipe, _stop.Token) is { } whole)
        {
            Volatile.Write(ref _lastHeard, _clock.GetTimestamp());
            if (whole)
            {
                Parse();
            }
        }
    }

    private void Parse()
    {
        if (!_pipe.Reader.TryRead(out var read))
        {
            return;
        }
        var buffer = read.Buffer;
        while (Protocol.TryParseMessage(ref buffer, _calls, out var message))
        {
            Take(message);
        }
        if (buffer.Length > LongestMessage)
        {
            throw new InvalidDataException("the hub sent a message without end.");
        }
        _pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
    }

    private void Take(HubMessage? message)
    {
        switch (message)
        {
            case CompletionMessage done:
                _calls.Complete(done.InvocationId!, done.Result, done.Error);
                break;
            case StreamItemMessage item when !_calls.Item(item.InvocationId!, item.Item):
                _writer.TryQueue(new CancelInvocationMessage(item.InvocationId!));
                break;
            case StreamBindingFailureMessage unreadable:
                _writer.TryQueue(new CancelInvocationMessage(unreadable.Id));
                _calls.Complete(unreadable.Id, null, HotlineApi.Sentence(unreadable.BindingFailure.SourceException));
                break;
            case InvocationMessage { Target: nameof(IHotlineClient.Ending), Arguments: [string refusal] }:
                _parting = refusal;
                break;
            case CloseMessage close:
                _parting ??= close.Error;
                throw new LineLostException(
                    close.Error is null ? "the hub closed the line." : $"the hub closed the line: {close.Error}");
        }
    }

    private void Watch()
    {
        if (_clock.GetElapsedTime(Volatile.Read(ref _lastHeard)) > _options.Silence)
        {
            End(new LineLostException(FormattableString.Invariant(
                $"nothing was heard from the hub for {_options.Silence.TotalSeconds:0} s.")));
        }
        else if (_clock.GetElapsedTime(_writer.LastSent) >= _options.KeepAlive / 2)
        {
            _writer.TryQueue(PingMessage.Instance);
        }
    }

    private static async Task ShakeHandsAsync(ClientWebSocket socket, Pipe pipe, CancellationToken stop)
    {
        var request = new ArrayBufferWriter<byte>();
        HandshakeProtocol.WriteRequestMessage(new HandshakeRequestMessage(Protocol.Name, Protocol.Version), request);
        await socket.SendAsync(request.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, stop);
        while (await ReceiveAsync(socket, pipe, stop) is not null)
        {
            if (!pipe.Reader.TryRead(out var read))
            {
                continue;
            }
            var buffer = read.Buffer;
            if (HandshakeProtocol.TryParseResponseMessage(ref buffer, out var response))
            {
                pipe.Reader.AdvanceTo(buffer.Start);
                if (response.Error is { } error)
                {
                    throw new LineLostException($"the hub refused the handshake: {error}", Refusals.Parse(error));
                }
                return;
            }
            pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
        }
        throw new LineLostException("the hub closed the line during the handshake.");
    }

    /// <summary>
    /// Takes one piece off the socket. True when it ends at least one message; null when the hub closed.
    /// </summary>
    private static async ValueTask<bool?> ReceiveAsync(ClientWebSocket socket, Pipe pipe, CancellationToken stop)
    {
        var memory = pipe.Writer.GetMemory(16 * 1024);
        var got = await socket.ReceiveAsync(memory, stop);
        if (got.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }
        var whole = memory.Span[..got.Count].Contains(RecordEnd);
        pipe.Writer.Advance(got.Count);
        await pipe.Writer.FlushAsync(stop);
        return whole;
    }
}
