using System.Collections.Immutable;
using Hotline.Hub.Timers;
using Hotline.Journal;

namespace Hotline.Hub.Outbound;

/// <summary>
/// Goes after the notices of one lane: claims rows that are due and has them sent, some at the same time, so that one
/// slow relay holds up nobody else's notice. While all relays are left alone it claims none but one now and then, to
/// see whether one is back; when one is, whatever waits is tried at once, due or not.
/// </summary>
/// <param name="lane">Which notices.</param>
/// <param name="teller">Sends one.</param>
/// <param name="rows">What is due.</param>
/// <param name="clock">The hub's time.</param>
/// <param name="log">Log.</param>
public sealed class NoticeWork(
    NoticeLane lane, NoticeTeller teller, DueRows rows, TimeProvider clock, ILogger<NoticeWork> log)
    : BackgroundService
{
    // Longer than any attempt, so that nobody else tries meanwhile.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>The wall clock may be set while somebody waits for it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _room = new(lane.AtOnce);
    private readonly ImmutableArray<string> _kinds = lane.Kinds(teller.Means);
    private readonly Lock _lock = new();

    /// <summary>
    /// Tried before their time and in vain: not given back before others have had their turn. Only while <see
    /// cref="_hurries"/>.
    /// </summary>
    private readonly List<Due> _held = [];

    /// <summary>True while rows are claimed that are not due yet.</summary>
    private bool _hurries;

    /// <summary>How often a relay had come back when everything was last tried; at the start it has not been.</summary>
    private int _seen = -1;

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
        var look = teller.Passage.Look(clock.GetUtcNow());
        if (look.State == PassageState.Shut && !lane.PassesBreakers)
        {
            await UntilAsync([], look, ct);
            return;
        }
        var probes = look.State == PassageState.Probe && !lane.PassesBreakers;
        if (look.Recoveries != _seen)
        {
            await CalmAsync();
        }
        if (probes || look.Recoveries != _seen)
        {
            _seen = look.Recoveries;
            _hurries = true;
        }
        var claimed = await rows.ClaimAsync(_kinds, Lease, probes ? 1 : _room.CurrentCount, _hurries, ct);
        if (claimed.Count == 0 && !await CalmAsync())
        {
            await UntilAsync(_kinds, look, ct);
        }
        foreach (var due in claimed)
        {
            await _room.WaitAsync(CancellationToken.None);
            var telling = TellAsync(due, ct);
            if (probes)
            {
                await telling;
            }
        }
    }

    private async Task UntilAsync(ImmutableArray<string> kinds, PassageLook look, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var wait = look.Wait < LongestWait ? look.Wait : LongestWait;
        await rows.UntilAsync(kinds, Task.WhenAny(look.Changed, Task.Delay(wait, clock, over.Token)), ct);
        await over.CancelAsync();
    }

    /// <summary>Whatever waits has had its turn: from now on what is due is claimed, and no more.</summary>
    /// <returns>True when something was given back.</returns>
    private async Task<bool> CalmAsync()
    {
        List<Due> held;
        lock (_lock)
        {
            _hurries = false;
            held = [.. _held];
            _held.Clear();
        }
        await rows.ReleaseAsync(held);
        return held.Count > 0;
    }

    private async Task TellAsync(Due due, CancellationToken ct)
    {
        try
        {
            switch (await teller.TellAsync(due, ct))
            {
                case Telling.Settled:
                    break;
                case Telling.InVain:
                    await GiveBackAsync(due);
                    break;
                case Telling.NotTried:
                    // Relays were left alone since we looked, or somebody else is the one who tries.
                    await TryLaterAsync(due, null, ct);
                    break;
            }
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

    private async Task GiveBackAsync(Due due)
    {
        lock (_lock)
        {
            if (_hurries)
            {
                _held.Add(due);
                return;
            }
        }
        await rows.ReleaseAsync([due]);
    }

    /// <summary>Gives the row back: at once when the hub stops, else after a moment.</summary>
    private async Task TryLaterAsync(Due due, Exception? broken, CancellationToken ct)
    {
        try
        {
            if (broken is not OperationCanceledException)
            {
                if (broken is not null)
                {
                    NoticeLog.WorkFailed(log, teller.Means, broken);
                }
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
        for (var i = 0; i < lane.AtOnce; i++)
        {
            await _room.WaitAsync(CancellationToken.None);
        }
        _room.Release(lane.AtOnce);
    }
}
