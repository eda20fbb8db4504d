namespace Hotline.Hub.Keeping;

/// <summary>
/// Keeps one service running for as long as the hub does. Whatever exception ends it is logged, told by
/// <c>/readyz</c>, and followed by a new start after a pause; none of them stops the hub but
/// <see cref="CannotGoOnException"/>, which a service throws that cannot do its work any more.
/// </summary>
/// <param name="name">What log and <c>/readyz</c> call it.</param>
/// <param name="service">The service; it may be started again after it has failed.</param>
/// <param name="states">Where failures are noted.</param>
/// <param name="lifetime">Ends the hub.</param>
/// <param name="clock">Runs the pauses.</param>
/// <param name="log">Log.</param>
public sealed class KeptService(
    string name, BackgroundService service, ServiceStates states, IHostApplicationLifetime lifetime,
    TimeProvider clock, ILogger<KeptService> log) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // What a service prepares before the doors open is ready, or has failed, when this completes.
        var failed = await StartedAsync(cancellationToken);
        _keeping = Task.Run(() => KeepAsync(failed), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await service.StopAsync(cancellationToken);
        await _keeping.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        service.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAsync(Exception? failed)
    {
        while (true)
        {
            failed ??= await EndedAsync();
            if (failed is null || _stop.IsCancellationRequested)
            {
                return;
            }
            if (failed is CannotGoOnException final)
            {
                ServiceLog.CannotGoOn(log, name, final.Message);
                states.End(final.Message);
                lifetime.StopApplication();
                return;
            }
            var pause = states.Failed(name, failed);
            ServiceLog.Failed(log, name, pause, failed);
            await Task.Delay(pause, clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            failed = _stop.IsCancellationRequested ? null : await StartedAsync(_stop.Token);
        }
    }

    /// <returns>Why it did not start; null when it runs.</returns>
    private async Task<Exception?> StartedAsync(CancellationToken ct)
    {
        try
        {
            await service.StartAsync(ct);
            return null;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            return failure;
        }
    }

    /// <returns>Why it ended; null when it was told to, or had nothing more to do.</returns>
    private async Task<Exception?> EndedAsync()
    {
        try
        {
            await (service.ExecuteTask ?? Task.CompletedTask);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
