using System.Collections.Concurrent;
using Hotline.Client;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.EndToEnd.Losses;

/// <summary>A program of somebody's that follows the feed with the SDK for as long as the test lasts.</summary>
internal sealed class Following : IAsyncDisposable
{
    private readonly HotlineConnection _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    /// <summary>Follows from the beginning, or from a place.</summary>
    public Following(Profile profile, FeedPlace? from = null)
    {
        _connection = new HotlineConnection(profile, RealTime.Clock, new Random(7), new ConnectionOptions
        {
            FirstWait = TimeSpan.FromMilliseconds(50),
            LongestWait = TimeSpan.FromMilliseconds(500),
        });
        _connection.RolledBack += Alarms.Enqueue;
        _reading = Task.Run(async () =>
        {
            await foreach (var item in from is { } place
                ? _connection.FollowAsync(place, _stop.Token) : _connection.FollowAsync(0, _stop.Token))
            {
                Seen.Enqueue(item);
                Place = new FeedPlace(item.Entry.Position, _connection.Epoch);
            }
        });
    }

    /// <summary>What it saw, in the order in which it came.</summary>
    public ConcurrentQueue<Received> Seen { get; } = [];

    /// <summary>What it was told of losses.</summary>
    public ConcurrentQueue<Refusal> Alarms { get; } = [];

    /// <summary>Where it is.</summary>
    public FeedPlace Place { get; private set; }

    /// <summary>Waits until it has seen a message so often.</summary>
    public Task SeesAsync(MessageId id, int times = 1) => RealTime.Until(
        () => Seen.Count(s => s.Message?.Envelope.Id == id) >= times, $"message {id} to be seen {times} times");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync();
        _stop.Dispose();
    }
}
