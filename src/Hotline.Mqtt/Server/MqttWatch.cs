namespace Hotline.Mqtt.Server;

/// <summary>
/// The one timer of a connection. It sees to the connect timeout, then to silence (keep-alive) and stuck writes, and
/// once the connection is closing to its end. All spans are monotonic.
/// </summary>
internal sealed class MqttWatch
{
    private readonly TimeProvider _time;
    private readonly MqttServerOptions _options;
    private readonly IMqttWatched _watched;
    private readonly ITimer _timer;
    private readonly long _opened;
    private long _heard;
    private long _writing;
    private long _closing;
    private volatile bool _taking;
    private volatile bool _connected;
    private TimeSpan _silence = Timeout.InfiniteTimeSpan;

    public MqttWatch(TimeProvider time, MqttServerOptions options, IMqttWatched watched)
    {
        _time = time;
        _options = options;
        _watched = watched;
        _opened = time.GetTimestamp();
        _heard = _opened;
        _timer = time.CreateTimer(
            static state => ((MqttWatch)state!).Look(), this, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The session has started; silence of this length ends it, infinite for never.</summary>
    public void Connected(TimeSpan silence)
    {
        _silence = silence;
        Heard();
        _connected = true;
        Look();
    }

    /// <summary>The client has said something.</summary>
    public void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    /// <summary>
    /// What the client said is dealt with. Silence does not count: while the application holds us back, nobody listens.
    /// </summary>
    public void TakingBegins() => _taking = true;

    public void TakingEnds() => _taking = false;

    public void WriteBegins() => Volatile.Write(ref _writing, NotZero(_time.GetTimestamp()));

    public void WriteEnds() => Volatile.Write(ref _writing, 0);

    public void Closing()
    {
        Volatile.Write(ref _closing, NotZero(_time.GetTimestamp()));
        Arm(_options.EndTimeout);
    }

    private void Look()
    {
        var closing = Volatile.Read(ref _closing);
        if (closing != 0)
        {
            if (Left(closing, _options.EndTimeout) is { } wait)
                Arm(wait);
            else
                Abandon();
            return;
        }

        if (!_connected)
        {
            if (Left(_opened, _options.ConnectTimeout) is { } wait)
                Arm(wait);
            else
                _watched.ConnectTimedOut();
            return;
        }

        var next = _options.WriteTimeout;
        var writing = Volatile.Read(ref _writing);
        if (writing != 0)
        {
            if (Left(writing, _options.WriteTimeout) is not { } wait)
            {
                _watched.WriteTimedOut();
                return;
            }

            next = wait;
        }

        if (_silence != Timeout.InfiniteTimeSpan)
        {
            var since = _taking ? _time.GetTimestamp() : Volatile.Read(ref _heard);
            if (Left(since, _silence) is not { } wait)
            {
                _watched.KeepAliveTimedOut();
                return;
            }

            next = wait < next ? wait : next;
        }

        Arm(next);
    }

    private void Abandon()
    {
        _timer.Dispose();
        _watched.EndTimedOut();
    }

    /// <summary>What is left of a span, or null when it is over.</summary>
    private TimeSpan? Left(long since, TimeSpan span)
    {
        var left = span - _time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : null;
    }

    // Rounded up to a millisecond: timers cut the rest off, and would fire in a loop just before the time.
    private void Arm(TimeSpan due) =>
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), Timeout.InfiniteTimeSpan);

    private static long NotZero(long timestamp) => timestamp == 0 ? 1 : timestamp;
}

/// <summary>What the watch tells its connection.</summary>
internal interface IMqttWatched
{
    void ConnectTimedOut();

    void KeepAliveTimedOut();

    void WriteTimedOut();

    /// <summary>Called once, the end timeout after closing began, even if all is over by then.</summary>
    void EndTimedOut();
}
