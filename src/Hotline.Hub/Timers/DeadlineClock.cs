using Hotline.Core.Exchanges;
using Hotline.Hub.Telemetry;
using Hotline.Journal;

namespace Hotline.Hub.Timers;

/// <summary>
/// Fires what is due. It decides nothing: it names the exchange, and the rules settle whatever their state says is due by the hub's time, in one
/// transaction with the consequences. Firing twice, late, or from two hubs is therefore harmless.
/// </summary>
public sealed class DeadlineClock(IJournalStore store, Recorder recorder, TimeProvider clock, ILogger<DeadlineClock> log) : BackgroundService
{
    private const int Batch = 256;
    private static readonly TimeSpan LateFrom = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await recorder.UntilDueAsync(DueSort.Clock, stoppingToken);
                await FireAsync(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                HubLog.ClockFailed(log, broken);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    private async Task FireAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await store.DueAsync(DueSort.Clock, now, Batch, ct);
        using var span = due.Count > 0 ? HubMeters.Firing(due.Count) : null;
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
