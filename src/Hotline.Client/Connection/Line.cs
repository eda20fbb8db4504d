using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Hotline.Contract.Wire;
using Hotline.Protocol.Proofs;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Hotline.Client;

/// <summary>
/// One connection to the SignalR hub, from handshake to end, on the framework's client. It never reconnects: when it
/// ends, for whatever reason, everything under way fails with <see cref="LineLostException"/>, and <see cref="Ended"/>
/// says why. Thread-safe.
/// </summary>
/// <remarks>
/// The framework's client goes by the wall clock. What decides here goes by the injected one instead: connecting
/// (<see cref="ConnectionOptions.Connect"/>) and silence. Only its pings are left to it: a wall clock that is set back
/// holds them up until the hub gives the line up, and the next line has them again.
/// </remarks>
internal sealed class Line : IAsyncDisposable
{
    /// <summary>Longer than any line: whether the hub is silent is decided by <see cref="Watch"/>.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(365);

    private readonly HubConnection _hub;
    private readonly LineProtocol _protocol;
    private readonly ConnectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _watch;
    private readonly TaskCompletionSource<LineLostException> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientWebSocket? _socket;

    private Line(Uri hub, Func<string> token, ConnectionOptions options, TimeProvider clock)
    {
        (_options, _clock, _protocol) = (options, clock, new LineProtocol(clock));
        _watch = clock.CreateTimer(_ => Watch(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var builder = new HubConnectionBuilder().WithUrl(
            new Uri(hub, HttpPaths.Hub.TrimStart('/')), HttpTransportType.WebSockets, http =>
            {
                http.SkipNegotiation = true;
                http.AccessTokenProvider = () => Task.FromResult<string?>(token());
                http.WebSocketFactory = ConnectAsync;
            });
        builder.Services.AddSingleton<IHubProtocol>(_protocol);
        _hub = builder.Build();
        _hub.KeepAliveInterval = options.KeepAlive;
        _hub.ServerTimeout = Never;
        _hub.HandshakeTimeout = Timeout.InfiniteTimeSpan;
        // The protocol has taken note of it before: handlers are run beside the line and may come after its end.
        _hub.On<string>(nameof(IHotlineClient.Ending), _ => { });
        _hub.Closed += why =>
        {
            End(Lost(why));
            return Task.CompletedTask;
        };
    }

    /// <summary>Why the line ended; completes when it has, and never faults.</summary>
    public Task<LineLostException> Ended => _ended.Task;

    /// <summary>True until the line has ended.</summary>
    public bool Alive => !_ended.Task.IsCompleted;

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="hub">The hub's base address.</param>
    /// <param name="token">Makes the token to present.</param>
    /// <param name="options">Limits.</param>
    /// <param name="clock">For the limits.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="LineLostException">It did not come about.</exception>
    public static async Task<Line> OpenAsync(
        Uri hub, Func<string> token, ConnectionOptions options, TimeProvider clock, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(options.Connect, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var line = new Line(hub, token, options, clock);
        try
        {
            await line._hub.StartAsync(either.Token);
        }
        catch (Exception failed)
        {
            // The status is there as long as the socket is.
            var why = line.NotOpened(failed, limit.IsCancellationRequested);
            await line.DisposeAsync();
            stop.ThrowIfCancellationRequested();
            throw why;
        }
        var period = options.Silence / 4;
        line._watch.Change(period, period);
        return line;
    }

    /// <summary>Submits an envelope.</summary>
    /// <exception cref="CallRefusedException">The hub said no.</exception>
    /// <exception cref="LineLostException">The line went; the call may have been carried out.</exception>
    public async Task<Receipt> SubmitAsync(string envelope, CancellationToken stop) =>
        await InvokeAsync(nameof(IHotlineHub.Submit), typeof(Receipt), envelope, stop) as Receipt
        ?? throw new CallRefusedException("it holds no receipt.");

    /// <summary>Confirms.</summary>
    /// <exception cref="CallRefusedException">The hub said no.</exception>
    /// <exception cref="LineLostException">The line went; the call may have been carried out.</exception>
    public Task ConfirmAsync(Confirmation confirmation, CancellationToken stop) =>
        InvokeAsync(nameof(IHotlineHub.Confirm), typeof(object), confirmation, stop);

    /// <summary>
    /// The feed after a position. It ends without error when the hub ended the stream, or when the reader was too slow:
    /// no more than <see cref="ConnectionOptions.PagesAhead"/> wait for it.
    /// </summary>
    /// <exception cref="CallRefusedException">The hub said no.</exception>
    /// <exception cref="LineLostException">The line went.</exception>
    public async IAsyncEnumerable<FeedPage> FollowAsync(
        long after, [EnumeratorCancellation] CancellationToken stop)
    {
        using var follow = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pages = await OnLineAsync(_hub.StreamAsChannelCoreAsync(
            nameof(IHotlineHub.Follow), typeof(FeedPage), [after], follow.Token), stop);
        using var bound = _protocol.Bound(pages, _options.PagesAhead, tooSlow: follow.Cancel);
        try
        {
            while (await MoreAsync())
            {
                while (pages.TryRead(out var page))
                {
                    yield return page as FeedPage ?? throw new CallRefusedException("it holds no page.");
                }
            }
        }
        finally
        {
            // Tells the hub, unless it has ended the stream itself; why it ended was told, and counts as seen.
            if (!pages.Completion.IsCompleted)
            {
                await follow.CancelAsync();
            }
            _ = pages.Completion.Exception;
        }

        async ValueTask<bool> MoreAsync()
        {
            try
            {
                return await pages.WaitToReadAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested || follow.IsCancellationRequested)
            {
                // The one is true before the other, which hangs on it.
                stop.ThrowIfCancellationRequested();
                return false;
            }
            catch (Exception failed)
            {
                throw Told(failed);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        End(new LineLostException("the connection was closed here."));
        await _hub.DisposeAsync();
        _socket?.Dispose();
    }

    private Task<object?> InvokeAsync(string method, Type result, object argument, CancellationToken stop) =>
        OnLineAsync(_hub.InvokeCoreAsync(method, result, [argument], stop), stop);

    private async Task<T> OnLineAsync<T>(Task<T> call, CancellationToken stop)
    {
        try
        {
            return await call;
        }
        catch (Exception failed) when (!stop.IsCancellationRequested || failed is not OperationCanceledException)
        {
            throw Told(failed);
        }
    }

    /// <summary>
    /// A refusal, or the end of the line: whatever else goes wrong with a call ends it, so that nobody tries the same
    /// again on the same line for ever.
    /// </summary>
    private Exception Told(Exception failed) => failed is HubException && !_protocol.Closing
        ? new CallRefusedException(failed.Message) : End(Lost(failed));

    private LineLostException Lost(Exception? why) => new(
        _protocol.CloseError is { } error ? $"the hub closed the line: {error}"
        : why is null or OperationCanceledException ? "the hub closed the line." : HotlineApi.Sentence(why),
        Refusals.Parse(_protocol.Parting));

    private LineLostException NotOpened(Exception failed, bool tooLong) =>
        _socket?.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new LineLostException($"the hub refused the token ({(int)_socket.HttpStatusCode}).",
                ClientErrors.NotUnderstood("the token was refused without a numbered reason."))
            : new LineLostException(
                tooLong ? "connecting took too long." : HotlineApi.Sentence(failed), Refusals.Parse(failed.Message));

    private LineLostException End(LineLostException why)
    {
        if (_ended.TrySetResult(why))
        {
            _watch.Dispose();
            _socket?.Abort();
        }
        return _ended.Task.Result;
    }

    private void Watch()
    {
        if (_clock.GetElapsedTime(_protocol.LastHeard) > _options.Silence)
        {
            End(new LineLostException(FormattableString.Invariant(
                $"nothing was heard from the hub for {_options.Silence.TotalSeconds:0} s.")));
        }
    }

    /// <summary>Our own socket: a refused token is told by its status, and a dead line is let go at once.</summary>
    private async ValueTask<WebSocket> ConnectAsync(WebSocketConnectionContext context, CancellationToken stop)
    {
        var socket = _socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + await context.Options.AccessTokenProvider!());
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.CollectHttpResponseDetails = true;
        await socket.ConnectAsync(context.Uri, stop);
        return new WholeSocket(socket);
    }
}
