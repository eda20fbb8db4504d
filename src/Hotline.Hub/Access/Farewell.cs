using Microsoft.AspNetCore.Connections;

namespace Hotline.Hub.Access;

/// <summary>
/// How long whoever is connected has once the hub is asked to stop: long enough for an answer and for a goodbye, and
/// then the connection is cut, since one who says nothing would keep all of it waiting. What was not answered by then
/// is sent again to the hub that comes back.
/// </summary>
public sealed class Farewell : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _over = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>Waits for the hub to be asked.</summary>
    public Farewell(IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        _timer = clock.CreateTimer(_ => _over.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = lifetime.ApplicationStopping.Register(() => _timer.Change(Patience, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Cuts a connection when its time is over.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        await using (_over.Token.UnsafeRegister(static held => ((ConnectionContext)held!).Abort(), connection))
        {
            await next(connection);
        }
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _timer.Dispose();
        _over.Dispose();
    }
}
