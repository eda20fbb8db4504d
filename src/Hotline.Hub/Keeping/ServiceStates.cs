using System.Collections.Concurrent;

namespace Hotline.Hub.Keeping;

/// <summary>A service of the hub that failed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">When it failed last.</param>
/// <param name="Failures">How often, one after the other.</param>
/// <param name="Fault">What sort of exception it was; the log has the whole of it.</param>
public sealed record ServiceFailure(string Name, DateTimeOffset At, int Failures, string Fault);

/// <summary>How the services that run beside the doors stand: those that fail, and the one that ends the hub.</summary>
/// <param name="clock">The hub's time.</param>
public sealed class ServiceStates(TimeProvider clock)
{
    /// <summary>Who runs so long after a failure has got over it.</summary>
    public static readonly TimeSpan GotOver = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ServiceFailure> _failures = new(StringComparer.Ordinal);
    private volatile string? _ending;

    /// <summary>Why the hub cannot go on; null as long as it can.</summary>
    public string? Ending => _ending;

    /// <summary>Those that failed and have not run well since, by name.</summary>
    public IEnumerable<ServiceFailure> Failing =>
        _failures.Values.Where(f => clock.GetUtcNow() - f.At < Pause(f.Failures) + GotOver)
            .OrderBy(f => f.Name, StringComparer.Ordinal);

    /// <summary>Notes that a service failed.</summary>
    /// <returns>How long to wait before it is started again: longer each time, up to a minute.</returns>
    public TimeSpan Failed(string name, Exception fault)
    {
        var now = clock.GetUtcNow();
        var noted = _failures.AddOrUpdate(
            name, _ => new ServiceFailure(name, now, 1, fault.GetType().Name),
            (_, last) => new ServiceFailure(
                name, now, now - last.At < Pause(last.Failures) + GotOver ? last.Failures + 1 : 1,
                fault.GetType().Name));
        return Pause(noted.Failures);
    }

    /// <summary>Notes that the hub cannot go on; the first reason stays.</summary>
    public void End(string sentence) => Interlocked.CompareExchange(ref _ending, sentence, null);

    private static TimeSpan Pause(int failures) => TimeSpan.FromSeconds(Math.Min(1 << Math.Min(failures - 1, 6), 60));
}
