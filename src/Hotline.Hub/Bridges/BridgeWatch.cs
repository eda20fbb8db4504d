using System.Collections.Immutable;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Bridges;

/// <summary>Every bridge of the hub, from before its doors open until after they are shut.</summary>
internal sealed class BridgeWatch(
    IReadOnlyList<BridgeSettings> settings, BridgeStates states, BridgeParts parts) : BackgroundService
{
    private ImmutableArray<Bridge> _bridges = [];

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var bridges = ImmutableArray.CreateBuilder<Bridge>(settings.Count);
        foreach (var (own, state) in settings.Zip(states.All))
        {
            var feeds = new List<BridgeFeed>();
            foreach (var participant in own.Participants)
            {
                feeds.Add(await BridgeFeed.OpenAsync(participant, own, state, parts, cancellationToken));
            }
            bridges.Add(new Bridge(own, feeds, state, parts));
        }
        _bridges = bridges.DrainToImmutable();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_bridges.Select(bridge => Task.Run(() => bridge.RunAsync(stoppingToken), stoppingToken)));
}
