using System.Text.Json;
using Hotline.Contract.Wire;

namespace Hotline.Testing.Hubs;

/// <summary>A hub for all tests of a class.</summary>
public class RunningHub : IAsyncLifetime
{
    private HubProcess? _hub;

    /// <summary>The hub.</summary>
    public HubProcess Hub => _hub!;

    /// <summary>How it is started.</summary>
    protected virtual HubOptions Options { get; } = new();

    /// <inheritdoc/>
    public virtual async Task InitializeAsync() => _hub = await HubProcess.StartAsync(Options);

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }
    }
}

/// <summary>
/// Tests at a running hub. After each, the hub must not have logged an error that the test does not name.
/// </summary>
public abstract class AtHub(RunningHub running) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _owned = [];
    private int _logged;

    /// <summary>The hub.</summary>
    protected HubProcess Hub => running.Hub;

    /// <summary>Error events that the test provokes.</summary>
    protected List<int> Expected { get; } = [];

    /// <summary>Ends it with the test.</summary>
    protected T Own<T>(T thing) where T : IAsyncDisposable
    {
        _owned.Add(thing);
        return thing;
    }

    /// <summary>Runs <c>hotline</c> as somebody of the exercise.</summary>
    protected Task<Ended> Cli(string who, params string[] arguments) =>
        CommandLine.RunAsync(Hub.Profile(who), arguments);

    /// <summary>Somebody of the exercise.</summary>
    protected Actor Actor(string who) => Own(Hub.Actor(who));

    /// <summary>The problem in a response's body.</summary>
    protected static Problem Problem(string body) => JsonSerializer.Deserialize(body, WireJson.Default.Problem)!;

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        _logged = Hub.Log.Count;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _owned.Reverse();
        foreach (var thing in _owned)
        {
            await thing.DisposeAsync();
        }
        Hub.AssertNoErrorsSince(_logged, [.. Expected]);
    }
}
