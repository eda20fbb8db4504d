using System.Collections.Concurrent;

namespace Hotline.Benchmarks.Load;

/// <summary>Always the same number of exchanges under way: as soon as one is complete the next begins.</summary>
internal sealed class SteadyLoad
{
    private readonly TimeProvider _clock;
    private readonly Task _running;
    private volatile ConcurrentQueue<TimeSpan>? _window;
    private volatile bool _stopping;

    public SteadyLoad(Correspondence correspondence, int inFlight, TimeProvider clock)
    {
        _clock = clock;
        correspondence.Spread = true;
        _running = Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (!_stopping)
            {
                var duration = await correspondence.ExchangeAsync();
                _window?.Enqueue(duration);
            }
        })));
    }

    /// <summary>Begins to note what completes.</summary>
    public Window Open() => new(this);

    /// <summary>Begins nothing new, and waits for what is under way. Throws what any exchange threw.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return _running;
    }

    internal sealed class Window
    {
        private readonly SteadyLoad _load;
        private readonly ConcurrentQueue<TimeSpan> _durations = new();
        private readonly long _start;

        public Window(SteadyLoad load)
        {
            _load = load;
            _start = load._clock.GetTimestamp();
            load._window = _durations;
        }

        /// <summary>What completed since it was opened, and in how many seconds.</summary>
        public (IReadOnlyCollection<TimeSpan> Durations, double Seconds) Close()
        {
            _load._window = null;
            return (_durations.ToArray(), _load._clock.GetElapsedTime(_start).TotalSeconds);
        }
    }
}
