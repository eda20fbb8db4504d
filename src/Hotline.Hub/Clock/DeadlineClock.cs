using Hotline.Core.Exchanges;
using Hotline.Journal;

namespace Hotline.Hub.Clock;

/// <summary>
/// Fires what is due. It decides nothing: it names the exchange, and the rules settle whatever their state says is due by the hub's time, in one
/// transaction with the consequences. Firing twice, late, or from two hubs is therefore harmless.
/// </summary>
public sealed class DeadlineClock(IJournalStore store, Recorder recorder, TimeProvider clock, ILogger<DeadlineClock> log) : BackgroundService
{
    /// <summary>How often the hub leaves word that it is alive; so precise is an outage known.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private const int Batch = 256;
    private static readonly TimeSpan LateFrom = TimeSpan.FromSeconds(5);

    /// <summary>Monotonic timestamp of the last round; health looks whether the clock stands still.</summary>
    public long LastRound { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                LastRound = clock.GetTimestamp();
                var changed = recorder.DueChanged(DueSort.Clock);
                var now = clock.GetUtcNow();
                var next = await store.NextDueAsync(DueSort.Clock, stoppingToken);
                if (next <= now)
                {
                    await FireAsync(now, stoppingToken);
                    continue;
                }
                await recorder.BeatAsync(stoppingToken);
                await Pause.Until(changed, next is { } due && due - now < Heartbeat ? due - now : Heartbeat, clock, stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                HubLog.ClockFailed(log, broken);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    private async Task FireAsync(DateTimeOffset now, CancellationToken ct)
    {
        var due = await store.DueAsync(DueSort.Clock, now, Batch, ct);
        var fired = await Task.WhenAll(due.Select(d => recorder.ExecuteAsync(new Fire(d.Exchange), ct)));
        if (fired.FirstOrDefault(f => !f.Ok).Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }
        if (due.Count > 0 && now - due.Min(d => d.Row.At) is var late && late > LateFrom)
        {
            HubLog.FiredLate(log, due.Count, late);
        }
    }
}

/// <summary>Waiting for whichever comes first, a signal or a time.</summary>
internal static class Pause
{
    public static async Task Until(Task signal, TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(signal, Task.Delay(atMost, clock, stop.Token));
        await stop.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }
}
