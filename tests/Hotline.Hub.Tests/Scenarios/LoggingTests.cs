using System.Collections.Concurrent;
using Hotline.Hub.Settings;
using Hotline.Hub.Startup;
using Hotline.Testing;
using Microsoft.Extensions.DependencyInjection;
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

    private sealed class Watched : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ConcurrentQueue<string> TooLate { get; } = [];

        public int Closed { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            (Closed > 0 ? TooLate : Lines).Enqueue($"{eventId.Id} {formatter(state, exception)}");

        public void Dispose() => Closed++;
    }
}
