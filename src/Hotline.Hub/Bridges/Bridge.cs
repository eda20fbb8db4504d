using Hotline.Hub.Settings;

namespace Hotline.Hub.Bridges;

/// <summary>
/// The way to one broker of somebody else's, for as long as the hub runs: a connection that ends, or cannot be made,
/// is made anew after a pause that grows up to a bound. It never gives up and never takes the hub with it.
/// </summary>
internal sealed class Bridge(
    BridgeSettings settings, IReadOnlyList<BridgeFeed> feeds, BridgeState state, BridgeParts parts)
{
    // Client ids of two hubs at one broker must differ; so much of the hub's id tells them apart.
    private const int HubIdPart = 8;
    private readonly BridgeIntake _intake = new(settings.Name, settings.Participants, settings.Pause, parts);
    private readonly string _clientId =
        settings.ClientId ?? $"hotline-{settings.Name}-{parts.Hub.Id[..HubIdPart]}";
    private int _failures;
    private bool _wasConnected;

    /// <summary>Keeps the way open until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            BridgeDownException down;
            try
            {
                down = await ConnectedAsync(stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (BridgeDownException known)
            {
                down = known;
            }
            catch (Exception unexpected)
            {
                BridgeLog.Failed(parts.Log, settings.Name, unexpected);
                down = new BridgeDownException($"it failed unexpectedly ({unexpected.GetType().Name})");
            }
            if (stop.IsCancellationRequested)
            {
                return;
            }
            var pause = Pause(down);
            var now = parts.Clock.GetUtcNow();
            state.Change(s => s with { Since = s.Fault is null ? now : s.Since, Fault = down.Message });
            BridgeLog.Down(parts.Log, settings.Name, down.Message, pause);
            await Task.Delay(pause, parts.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<BridgeDownException> ConnectedAsync(CancellationToken stop)
    {
        var canary = new Canary(settings, _clientId, state, parts);
        await using var connection = await BridgeConnection.OpenAsync(
            settings, _clientId, [.. BrokerPost.Filters, canary.Topic], parts.Clock, stop);
        Enter(connection);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, connection.Ended);
        try
        {
            var inbox = new BridgeInbox(settings, _intake, canary, connection, parts);
            Task[] work =
            [
                inbox.RunAsync(() => _failures = 0, over.Token),
                canary.RunAsync(connection, () => _failures = 0, over.Token),
                .. feeds.Select(feed => feed.RunAsync(connection, over.Token)),
            ];
            var ended = await Task.WhenAny(work);
            var why = Why(ended, connection);
            await over.CancelAsync();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return why;
        }
        finally
        {
            BridgeMeters.Connected(settings.Name, -1);
        }
    }

    /// <summary>What ended first may only have noticed that the connection is gone.</summary>
    private BridgeDownException Why(Task ended, BridgeConnection connection)
    {
        var failure = ended.Exception?.InnerException;
        if (failure is not null and not BridgeDownException && !connection.Ended.IsCancellationRequested)
        {
            BridgeLog.Failed(parts.Log, settings.Name, failure);
        }
        return failure as BridgeDownException ?? connection.Fault;
    }

    private void Enter(BridgeConnection connection)
    {
        BridgeMeters.Connected(settings.Name, 1);
        BridgeLog.Connected(parts.Log, settings.Name, connection.SessionKept);
        if (_wasConnected && !connection.SessionKept)
        {
            BridgeLog.SessionLost(parts.Log, settings.Name);
        }
        _wasConnected = true;
        var now = parts.Clock.GetUtcNow();
        state.Change(s => s with { Fault = null, Since = now });
    }

    /// <summary>Half of it is sure, half is chance, so that not all bridges of all hubs come back at once.</summary>
    private TimeSpan Pause(BridgeDownException down)
    {
        var doubled = settings.Pause * (1 << Math.Min(_failures++, 12));
        var pause = down.ShutOut || doubled > settings.LongestPause ? settings.LongestPause : doubled;
        return pause / 2 + pause / 2 * parts.Randomizer();
    }
}
