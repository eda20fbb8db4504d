using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>
/// Keeps one line to the hub for all who need it: the first who finds none makes one, the others wait for that. Tries
/// for ever; only when the hub says, asked again by HTTP with a fresh token, that this key may not (401, 403), it gives
/// up with that refusal. Thread-safe.
/// </summary>
internal sealed class LineKeeper(
    Uri hub, TokenSource tokens, HotlineApi api, ConnectionOptions options, TimeProvider clock, Random random)
    : IAsyncDisposable
{
    /// <summary>A line that lasted this long was a good one: after it the waits begin small again.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Backoff _backoff = new(options, random);

    /// <summary>Held while the state changes and is told, so that the last word told is the last that holds.</summary>
    private readonly Lock _telling = new();
    private volatile Line? _line;
    private volatile ConnectionState _state = new(false, clock.GetUtcNow(), null);
    private Refusal? _refusal;
    private long _opened;
    private bool _wait;

    /// <summary>Called on every change, one at a time, before anything is read from the new line.</summary>
    public Action<ConnectionState>? Changed { get; set; }

    public ConnectionState State => _state;

    /// <summary>The line, if there is one now.</summary>
    public Line? Current => _line is { Alive: true } line ? line : null;

    /// <summary>The line; waits until there is one.</summary>
    /// <exception cref="RefusedException">The hub does not let this key in.</exception>
    public async ValueTask<Line> GetAsync(CancellationToken stop)
    {
        if (Current is { } line)
        {
            return line;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _stop.Token);
        await _gate.WaitAsync(either.Token);
        try
        {
            return Current ?? await ReconnectAsync(either.Token);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Whoever is connecting lets go of the gate first; nobody makes a new line after this.
        await _gate.WaitAsync();
        if (_line is { } line)
        {
            await line.DisposeAsync();
        }
        _stop.Dispose();
    }

    private async Task<Line> ReconnectAsync(CancellationToken stop)
    {
        if (HubAddress.Fault(hub) is { } exposed)
        {
            throw new RefusedException(exposed);
        }
        if (_line is { } last)
        {
            await MournAsync(last, await last.Ended, stop);
        }
        while (true)
        {
            ThrowIfRefused();
            if (_wait)
            {
                await Task.Delay(_backoff.Next(), clock, stop);
            }
            _wait = true;
            try
            {
                var line = await Line.OpenAsync(hub, tokens.Fresh, options, clock, stop);
                _opened = clock.GetTimestamp();
                lock (_telling)
                {
                    _line = line;
                    Tell(new ConnectionState(true, clock.GetUtcNow(), null));
                }
                _ = ReportEndAsync(line);
                return line;
            }
            catch (LineLostException failed)
            {
                _refusal = failed.Refusal is null ? null : await AskWhyAsync(stop);
                TellLost((_refusal ?? failed.Refusal)?.ToString() ?? failed.Message);
            }
        }
    }

    private async Task MournAsync(Line last, LineLostException why, CancellationToken stop)
    {
        _line = null;
        if (clock.GetElapsedTime(_opened) >= Lasting)
        {
            _backoff.Reset();
        }
        if (why.Refusal is not null)
        {
            _refusal = await AskWhyAsync(stop);
        }
        TellLost((_refusal ?? why.Refusal)?.ToString() ?? why.Message);
        await last.DisposeAsync();
    }

    /// <summary>Tells of a loss at once, although a new line is only made when somebody needs it.</summary>
    private async Task ReportEndAsync(Line line)
    {
        var why = await line.Ended;
        lock (_telling)
        {
            if (ReferenceEquals(_line, line))
            {
                TellLost(why.Refusal?.ToString() ?? why.Message);
            }
        }
    }

    /// <summary>
    /// The line's text has no class, and a token that was refused may merely have run out. A plain call with a fresh
    /// token tells what holds now.
    /// </summary>
    private async Task<Refusal?> AskWhyAsync(CancellationToken stop) =>
        (await api.FeedAsync(0, limit: 1, stop)).Refusal
            is { Class: RefusalClass.Unauthenticated or RefusalClass.Forbidden } refusal ? refusal : null;

    private void ThrowIfRefused()
    {
        if (_refusal is { } refusal)
        {
            // The next caller asks anew: the directory may have changed.
            _refusal = null;
            throw new RefusedException(refusal);
        }
    }

    /// <summary>
    /// A loss is told once; further failures keep the time since when it is so, and tell a new reason.
    /// </summary>
    private void TellLost(string reason)
    {
        lock (_telling)
        {
            var state = _state;
            if (state.Connected || state.Reason != reason)
            {
                Tell(new ConnectionState(
                    false, state.Connected || state.Reason is null ? clock.GetUtcNow() : state.Since, reason));
            }
        }
    }

    private void Tell(ConnectionState state)
    {
        _state = state;
        Changed?.Invoke(state);
    }
}
