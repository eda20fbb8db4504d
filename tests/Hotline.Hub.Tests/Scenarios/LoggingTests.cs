using System.Collections.Concurrent;
using Hotline.Hub.Settings;
using Hotline.Hub.Startup;
using Hotline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class LoggingTests
{
    [Fact]
    public async Task Nobody_writes_to_a_log_that_is_closed_and_the_journals_last_word_is_in_it()
    {
        using var data = new TemporaryDirectory();
        var watched = new Watched();
        var reading = SettingsReader.Read(["--data", data.Path, "--urls", "http://127.0.0.1:0", "--mqtt", "0"]);
        var hub = await HubHost.OpenAsync(reading, new HubSurroundings(new ManualTime(), new Random(1))
        {
            Logging = logging => logging.ClearProviders().Services.AddSingleton<ILoggerProvider>(_ => watched),
        });
        await hub.StartAsync();
        await hub.StopAsync("test");
        await hub.DisposeAsync();

        Assert.Equal(1, watched.Closed);
        Assert.Empty(watched.TooLate);
        Assert.Contains(watched.Lines, l => l.StartsWith("1000 ", StringComparison.Ordinal));
        Assert.Contains(watched.Lines, l => l.StartsWith("2000 ", StringComparison.Ordinal));
        Assert.StartsWith("2009 ", watched.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_to_stop_while_it_starts_a_hub_says_that_it_did_not_start_and_stops_in_order()
    {
        using var data = new TemporaryDirectory();
        using var watched = new Watched();
        var reading = SettingsReader.Read(["--data", data.Path, "--urls", "http://127.0.0.1:0", "--mqtt", "0"]);
        await using var hub = await HubHost.OpenAsync(reading, new HubSurroundings(new ManualTime(), new Random(1))
        {
            Logging = logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Debug)
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Debug)
                .Services.AddSingleton<ILoggerProvider>(_ => watched),
        });
        watched.Said = line =>
        {
            if (line.Contains("Hosting starting", StringComparison.Ordinal))
            {
                hub.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            }
        };

        Assert.False(await hub.StartAsync());
        await hub.StopAsync("signal");

        Assert.Contains(watched.Lines, l => l.Contains("Hosting starting", StringComparison.Ordinal));
        Assert.Empty(watched.TooLate);
    }

    private sealed class Watched : ILoggerProvider, ILogger
    {
        public Action<string>? Said { get; set; }

        public ConcurrentQueue<string> Lines { get; } = [];

        public ConcurrentQueue<string> TooLate { get; } = [];

        public int Closed { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{eventId.Id} {formatter(state, exception)}";
            (Closed > 0 ? TooLate : Lines).Enqueue(line);
            Said?.Invoke(line);
        }

        public void Dispose() => Closed++;
    }
}
