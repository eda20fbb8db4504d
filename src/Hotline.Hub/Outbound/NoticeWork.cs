using Hotline.Core.Streams;
using Hotline.Hub.Timers;
using Hotline.Journal;

namespace Hotline.Hub.Outbound;

/// <summary>
/// Goes after the notices of one means: claims rows that are due and has them sent, some at the same time, so that one
/// slow relay holds up nobody else's notice.
/// </summary>
/// <param name="teller">Sends one.</param>
/// <param name="rows">What is due.</param>
/// <param name="clock">The hub's time.</param>
/// <param name="log">Log.</param>
public sealed class NoticeWork(NoticeTeller teller, DueRows rows, TimeProvider clock, ILogger<NoticeWork> log)
    : BackgroundService
{
    private const int AtOnce = 16;

    // Longer than any attempt, so that nobody else tries meanwhile.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _room = new(AtOnce);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await TakeAsync(stoppingToken);
                }
                catch (Exception broken) when (broken is not OperationCanceledException)
                {
                    NoticeLog.WorkFailed(log, teller.Means, broken);
                    await Task.Delay(PauseAfterFailure, clock, stoppingToken);
                }
            }
        }
        finally
        {
            await UntilAllAreDoneAsync();
        }
    }

    /// <summary>
    /// Begins what is due, as far as there is room. Only this takes room; whoever is done gives it back.
    /// </summary>
    private async Task TakeAsync(CancellationToken ct)
    {
        await _room.WaitAsync(ct);
        _room.Release();
        var kind = DueKinds.Notice(teller.Means);
        foreach (var due in await rows.ClaimAsync(kind, Lease, limit: _room.CurrentCount, ct))
        {
            await _room.WaitAsync(CancellationToken.None);
            _ = TellAsync(due, ct);
        }
    }

    private async Task TellAsync(Due due, CancellationToken ct)
    {
        try
        {
            await teller.TellAsync(due, ct);
        }
        catch (Exception broken)
        {
            await TryLaterAsync(due, broken, ct);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Gives the row back: at once when the hub stops, else after a moment.</summary>
    private async Task TryLaterAsync(Due due, Exception broken, CancellationToken ct)
    {
        try
        {
            if (broken is not OperationCanceledException)
            {
                NoticeLog.WorkFailed(log, teller.Means, broken);
                if (broken is DamagedEntryException)
                {
                    return; // Nothing can be told of it; the lease ends by itself.
                }
                await Task.Delay(PauseAfterFailure, clock, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
        try
        {
            await rows.ReleaseAsync([due]);
        }
        catch (Exception failed)
        {
            // The lease ends by itself.
            NoticeLog.WorkFailed(log, teller.Means, failed);
        }
    }

    private async Task UntilAllAreDoneAsync()
    {
        for (var i = 0; i < AtOnce; i++)
        {
            await _room.WaitAsync(CancellationToken.None);
        }
        _room.Release(AtOnce);
    }
}
