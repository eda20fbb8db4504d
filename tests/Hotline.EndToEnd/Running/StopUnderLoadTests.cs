using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hotline.Client;
using Hotline.Contract.Wire;
using Hotline.EndToEnd.Crash;
using Hotline.EndToEnd.Rig;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using Xunit.Abstractions;

namespace Hotline.EndToEnd.Running;

/// <summary>
/// A hub that is asked to stop in the middle of everything: a crowd hands in by every carrier, lines are open, a mail
/// is in a tarpit, a broker froze after it let the hub in, a report runs. HOTLINE_TEST_ROUNDS stops it so often.
/// </summary>
public sealed class StopUnderLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task It_stops_in_order_and_waits_for_none_of_those_who_keep_it_waiting()
    {
        var rounds = int.TryParse(
            Environment.GetEnvironmentVariable("HOTLINE_TEST_ROUNDS"), CultureInfo.InvariantCulture, out var given)
            ? given : 1;
        using var relay = new Silent([]);
        using var broker = new Silent([0x20, 0x03, 0x00, 0x00, 0x00]);
        using var config = ConfigFolder.Shipped().WithExercise(delivery: TimeSpan.FromSeconds(1),
            acknowledgement: TimeSpan.FromSeconds(2), response: TimeSpan.FromSeconds(3));
        config.Edit("hotline.json", settings => settings["bridges"] = new System.Text.Json.Nodes.JsonArray(
            System.Text.Json.Nodes.JsonNode.Parse($$"""
                { "name": "frozen", "host": "127.0.0.1", "port": {{broker.Port}}, "tls": "none",
                  "participants": ["XB"] }
                """)));
        await using var hub = await HubProcess.StartAsync(new HubOptions
        {
            Config = config.Path, SamePorts = true,
            Arguments = ["--set", "limits.submitPerSecond=10000", "--set", "limits.submitBurst=10000",
                "--set", "limits.requestsPerSecond=10000", "--set", "mail.from=hub@xz.example",
                "--set", "mail.attemptTimeout=00:00:25", "--set", "mail.relays.0.name=tarpit",
                "--set", "mail.relays.0.host=127.0.0.1", "--set", $"mail.relays.0.port={relay.Port}",
                "--set", "mail.relays.0.tls=none"],
        });
        for (var round = 1; round <= rounds; round++)
        {
            var book = new HandInBook(RealTime.Clock, output.WriteLine);
            await using var crowd = await Crowd.GatherAsync(hub, book, round);
            await using var lines = new Lines(hub);
            var before = relay.Heard;
            await RealTime.Until(
                () => book.Promises > 40 && relay.Heard > before && broker.Heard > 0 && lines.Reports > 0,
                "everybody to be at work");
            var asked = RealTime.Clock.GetTimestamp();
            (await hub.StopAsync()).Expect();
            var took = RealTime.Clock.GetElapsedTime(asked);
            output.WriteLine($"Round {round}: {book.Promises} messages, {relay.Heard} mails in the tarpit, stopped in "
                + $"{took.TotalSeconds:0.00} s.");
            Assert.True(took < TimeSpan.FromSeconds(30));
            await hub.StartAgainAsync();
        }
        (await hub.StopAsync()).Expect();
        var facts = (await hub.ReadJournalAsync()).Select(e => e.Entry.Fact).ToList();
        Assert.IsType<Contract.Facts.HubStopped>(facts[^1]);
        Assert.All(facts.OfType<Contract.Facts.HubStarted>().Skip(1), started => Assert.True(started.Clean));
    }

    /// <summary>Lines that are open and say nothing, and reports that are asked for again and again.</summary>
    private sealed class Lines : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<IAsyncDisposable> _owned = [];
        private readonly List<Task> _running = [];
        private int _reports;

        public Lines(HubProcess hub)
        {
            foreach (var who in new[] { "xb-officer", "xb-deputy", "xc-officer", "xz-coordinator" })
            {
                var actor = hub.Actor(who);
                _owned.Add(actor);
                for (var i = 0; i < 8; i++)
                {
                    var line = new HotlineConnection(actor.Profile, RealTime.Clock, new Random(i));
                    _owned.Add(line);
                    _running.Add(Quietly(async () =>
                    {
                        await foreach (var item in line.FollowUncheckedAsync(0, _stop.Token))
                        {
                            _ = item;
                        }
                    }));
                }
                _running.Add(Quietly(async () =>
                {
                    while (true)
                    {
                        await actor.Api.ReportAsync(new ReportQuery(), stop: _stop.Token);
                        Interlocked.Increment(ref _reports);
                    }
                }));
            }
        }

        public int Reports => Volatile.Read(ref _reports);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_running);
            foreach (var thing in _owned)
            {
                await thing.DisposeAsync();
            }
            _stop.Dispose();
        }

        private static async Task Quietly(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (Exception over) when (over is OperationCanceledException or HttpRequestException or IOException)
            {
                // The hub stops, or the test.
            }
        }
    }

    /// <summary>Listens, says one thing to whoever says something, or nothing at all, and never hangs up.</summary>
    private sealed class Silent : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _held = [];
        private readonly byte[] _answer;
        private int _heard;

        public Silent(byte[] answer)
        {
            _answer = answer;
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>How many came.</summary>
        public int Heard => Volatile.Read(ref _heard);

        public void Dispose()
        {
            _listener.Dispose();
            _held.ForEach(client => client.Dispose());
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    _held.Add(client);
                    Interlocked.Increment(ref _heard);
                    if (_answer.Length > 0 && await client.GetStream().ReadAsync(new byte[1024]) > 0)
                    {
                        await client.GetStream().WriteAsync(_answer);
                    }
                }
            }
            catch (Exception over) when (over is ObjectDisposedException or SocketException or IOException)
            {
                // The test is over.
            }
        }
    }
}
