using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Console.Tests.Rig;

/// <summary>A hub for all tests of a class, with windows long enough that a slow machine does not lapse them.</summary>
public class ConsoleHub : RunningHub
{
    private ConfigFolder? _config;

    /// <summary>Changes the shipped settings.</summary>
    protected virtual ConfigFolder Configure(ConfigFolder shipped) =>
        shipped.WithExercise(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40));

    /// <summary>Whether programs play along by MQTT.</summary>
    protected virtual bool Mqtt => false;

    /// <summary>Changes the data directory that the set-up wrote; the hub is started anew on it.</summary>
    protected virtual Action<string>? Furnish => null;

    protected override HubOptions Options =>
        new() { Config = _config!.Path, Arguments = Mqtt ? [] : ["--mqtt", "0"], SamePorts = true };

    public override async Task InitializeAsync()
    {
        _config = Configure(ConfigFolder.Shipped());
        await base.InitializeAsync();
        if (Furnish is { } furnish)
        {
            await Hub.StopAsync();
            furnish(Hub.Data);
            await Hub.StartAgainAsync();
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _config?.Dispose();
    }
}

/// <summary>
/// Tests with real browsers at a running hub. Every window that a test opens must end without a fault that the test
/// does not name.
/// </summary>
public abstract class AtConsole(ConsoleHub running) : IAsyncLifetime
{
    private readonly List<OfficerWindow> _windows = [];
    private readonly List<IAsyncDisposable> _owned = [];

    protected HubProcess Hub => running.Hub;

    /// <summary>Opens somebody's browser at the page where one takes a seat.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="linked">Whether by the link that the hub printed.</param>
    protected async Task<OfficerWindow> WindowAsync(WindowOptions? options = null, bool linked = true)
    {
        var window = await OfficerWindow.OpenAsync(Hub.Http, options, linked ? Hub.SeatLink : null);
        _windows.Add(window);
        return window;
    }

    /// <summary>Opens somebody's browser and sits down.</summary>
    protected async Task<OfficerWindow> SitAsync(
        string participant, string poc = "officer", WindowOptions? options = null)
    {
        var window = await WindowAsync(options);
        await window.SitAsync(participant, poc);
        return window;
    }

    /// <summary>Runs <c>hotline</c> as somebody of the exercise.</summary>
    protected Task<Ended> Cli(string who, params string[] arguments) =>
        CommandLine.RunAsync(Hub.Profile(who), arguments);

    /// <summary>Somebody of the exercise who is a program.</summary>
    protected Actor Actor(string who)
    {
        var actor = Hub.Actor(who);
        _owned.Add(actor);
        return actor;
    }

    /// <summary>A subject that no other test uses.</summary>
    protected static string Subject(string what) => $"{what} {Interlocked.Increment(ref s_subjects)}";

    private static int s_subjects;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var window in _windows)
        {
            await window.DisposeAsync();
        }
        foreach (var thing in _owned)
        {
            await thing.DisposeAsync();
        }
        Assert.All(_windows, w => w.AssertNoFaults());
    }
}
