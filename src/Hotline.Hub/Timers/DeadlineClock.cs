using Hotline.Contract.Errors;
using Hotline.Core.Streams;
using Hotline.Hub.Telemetry;
using Hotline.Journal;

namespace Hotline.Hub.Timers;

/// <summary>
/// Fires what is due. It decides nothing: it names the stream, and the rules settle whatever their state says is due by
/// the hub's time, in one transaction with the consequences. Firing twice, late, or from two hubs is therefore
/// harmless.
/// </summary>
/// <param name="rows">What is due.</param>
/// <param name="recorder">Decides.</param>
/// <param name="clock">The hub's time.</param>
/// <param name="log">Log.</param>
public sealed class DeadlineClock(DueRows rows, Recorder recorder, TimeProvider clock, ILogger<DeadlineClock> log)
    : BackgroundService
{
    private const int Batch = 256;
    private static readonly int Damaged = JournalErrors.DamagedEntry(0).Number;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LateFrom = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FireAsync(await rows.ClaimAsync(DueKinds.Clock, Lease, Batch, stoppingToken), stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                HubLog.ClockFailed(log, broken);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    private async Task FireAsync(IReadOnlyList<Due> due, CancellationToken ct)
    {
        if (due.Count == 0)
        {
            return;
        }
        var now = clock.GetUtcNow();
        using var span = HubMeters.Firing(due.Count);
        try
        {
            var fired = await Task.WhenAll(due.Select(d => recorder.ExecuteAsync(new Fire(d.Stream, d.Row), ct)));
            var refused = fired.Where(f => !f.Ok).Select(f => f.Refusal!).ToList();

            // Of a damaged exchange nothing can be told: its rows wait until their lease ends, and hold up nobody.
            if (refused.Find(r => r.Number != Damaged) is { } refusal)
            {
                throw new InvalidOperationException(refusal.ToString());
            }
            if (refused.Count > 0)
            {
                HubLog.ExchangesDamaged(log, refused.Count, refused[0].Detail);
                return;
            }
        }
        catch
        {
            // Those that were settled have no row any more and are passed over.
            await rows.ReleaseAsync(due);
            throw;
        }
        if (now - due.Min(d => d.Row.At) is var late && late > LateFrom)
        {
            HubLog.FiredLate(log, due.Count, late);
        }
    }
}
