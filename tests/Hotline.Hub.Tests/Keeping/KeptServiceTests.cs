using Hotline.Hub.Keeping;
using Hotline.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Keeping;

public sealed class KeptServiceTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly ServiceStates _states;
    private readonly Script _service = new();
    private readonly Lifetime _lifetime = new();
    private readonly KeptService _kept;

    public KeptServiceTests()
    {
        _states = new ServiceStates(_time);
        _kept = new KeptService("Script", _service, _states, _lifetime, _time, NullLogger<KeptService>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _kept.StopAsync(default);
        _kept.Dispose();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task A_service_that_throws_is_told_of_and_started_again_after_a_pause_that_grows()
    {
        await _kept.StartAsync(default);
        foreach (var (failures, pause) in new[] { (1, 1), (2, 2), (3, 4) })
        {
            await FailsAsync(new InvalidOperationException("of ours"), failures);
            Assert.Equal(("Script", failures, nameof(InvalidOperationException)), Told());
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(failures, _service.Starts);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await RealTime.Until(() => _service.Starts == failures + 1, "the next start");
        }
        Assert.False(_lifetime.IsStopping);
        Assert.NotEmpty(_states.Failing);
        _time.Advance(ServiceStates.GotOver);
        Assert.Empty(_states.Failing);
        await FailsAsync(new InvalidOperationException("much later"), 1);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failure_like_any_other()
    {
        await _kept.StartAsync(default);
        await FailsAsync(new OperationCanceledException(), 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await RealTime.Until(() => _service.Starts == 2, "the next start");
    }

    [Fact]
    public async Task What_fails_while_it_starts_does_not_keep_the_hub_from_starting()
    {
        _service.AtStart = new IOException("not yet");
        await _kept.StartAsync(default);
        await RealTime.Until(() => _states.Failing.Any(), "the failure to be told");
        _service.AtStart = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await RealTime.Until(() => _service.Starts == 1, "the next start");
    }

    [Fact]
    public async Task One_that_cannot_go_on_ends_the_hub_with_its_sentence()
    {
        await _kept.StartAsync(default);
        _service.End(new CannotGoOnException("The disk is gone. Restore it, and start the hub again."));
        await RealTime.Until(() => _lifetime.IsStopping, "the hub to end");
        Assert.Equal("The disk is gone. Restore it, and start the hub again.", _states.Ending);
        _states.End("A later one.");
        Assert.StartsWith("The disk", _states.Ending, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_has_nothing_more_to_do_is_left_alone_and_one_that_is_stopped_too()
    {
        await _kept.StartAsync(default);
        _service.End(null);
        await _kept.StopAsync(default);
        Assert.Equal(1, _service.Starts);
        Assert.Empty(_states.Failing);
        Assert.False(_lifetime.IsStopping);
    }

    private async Task FailsAsync(Exception failure, int failures)
    {
        await RealTime.Until(() => _service.Runs, "the service to run");
        _service.End(failure);
        await RealTime.Until(
            () => _time.Waiting == 1 && _states.Failing.Any(f => f.Failures == failures), "the failure to be told");
    }

    private (string Name, int Failures, string Fault) Told() =>
        _states.Failing.Select(f => (f.Name, f.Failures, f.Fault)).Single();

    private sealed class Script : BackgroundService
    {
        private volatile TaskCompletionSource? _run;
        private Task _work = Task.CompletedTask;

        public int Starts { get; private set; }

        public Exception? AtStart { get; set; }

        public bool Runs => _run is not null;

        public void End(Exception? failure)
        {
            var run = Interlocked.Exchange(ref _run, null)!;
            if (failure is null)
            {
                run.SetResult();
            }
            else
            {
                run.SetException(failure);
            }
        }

        public override Task StartAsync(CancellationToken cancellationToken)
        {
            if (AtStart is { } failure)
            {
                throw failure;
            }
            var run = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_run, _work) = (run, run.Task);
            Starts++;
            return base.StartAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => _work.WaitAsync(stoppingToken);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public bool IsStopping => _stopping.IsCancellationRequested;

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
