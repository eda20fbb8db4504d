using Hotline.EndToEnd.Rig;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Refusals;

/// <summary>
/// A hub whose windows are so long that nothing gets into its journal but what is let in, with a desk at each live
/// door.
/// </summary>
public sealed class PatientHub : RunningHub
{
    private readonly ConfigFolder _config = ConfigFolder.Shipped().WithExercise(
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(3));

    protected override HubOptions Options => new()
    {
        Config = _config.Path, Arguments = ["--set", "mail.pollInterval=00:00:00.200", "--set",
            "limits.submitBurst=10000", "--set", "limits.requestsPerSecond=1000", "--set",
            "mail.intake.perAddress=10000", "--set", "mail.intake.inAll=40000"],
    };

    /// <summary>Somebody of XA at the SignalR door.</summary>
    public NodeDesk SignalR { get; private set; } = null!;

    /// <summary>Somebody of XA at the MQTT door, version 5.</summary>
    public NodeDesk Mqtt { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        SignalR = await NodeDesk.SignalRAsync(Hub.Profile("xa-officer"), tokenLife: 299);
        await SignalR.DoAsync("start");
        Mqtt = await NodeDesk.MqttAsync(new { profile = Hub.Profile("xa-officer"), client = "bad-input" });
        await Mqtt.DoAsync("connect");
        await Mqtt.EventAsync("connect");
    }

    public override async Task DisposeAsync()
    {
        await SignalR.DisposeAsync();
        await Mqtt.DisposeAsync();
        await base.DisposeAsync();
        _config.Dispose();
    }
}
