using Hotline.Hub.Access;

namespace Hotline.Hub.Doors.Mqtt;

/// <summary>Ends MQTT sessions whose time is over, every minute, and those whose key goes, when it goes.</summary>
internal sealed class MqttSessionWatch(MqttCursors cursors, Rulebook rulebook, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>What is left of sessions is known before the door opens.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await cursors.ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        rulebook.Changed += cursors.Sweep;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                cursors.Sweep();
                await Task.Delay(Interval, clock, stoppingToken);
            }
        }
        finally
        {
            rulebook.Changed -= cursors.Sweep;
        }
    }
}
