using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Hotline.Contract;
using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hotline.Hub.Tests.Scenarios;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_collector_receives_what_the_hub_measures_and_nothing_of_what_it_carries()
    {
        await using var collector = await Collector.StartAsync();
        var hub = await HubInProcess.OpenAsync($"telemetry.otlp={collector.Url}");
        await using (hub)
        {
            var message = hub.Some.Message(to: "XC");
            await hub.SendAsync(message);
            await hub.AdvanceAsync(TimeSpan.FromSeconds(21));
            await RealTime.Until(() => hub.Mails().Count == 1, "the mail");
            Assert.NotNull(await hub.TryAsync(Some.Sign(hub.Some.Acknowledgement(message, "XC").Envelope, "stranger")));

            // A token in a URL, as browsers must send it.
            using var client = new HttpClient();
            await client.GetAsync(new Uri($"{hub.HttpAddress}/v1/exchanges?access_token=quite-a-secret-token"));
            await hub.StopAsync();

            var metrics = collector.Received("/v1/metrics");
            foreach (var name in new[]
            {
                "hotline.submissions", "hotline.journal.commit.entries", "hotline.journal.commit.duration",
                "hotline.window.lateness", "hotline.escalation.lateness", "hotline.mail.attempts", "hotline-hub",
                "hotline.journal.log.size",
            })
            {
                Assert.Contains(name, metrics, StringComparison.Ordinal);
            }
            var traces = collector.Received("/v1/traces");
            Assert.Contains("submit", traces, StringComparison.Ordinal);
            Assert.Contains(message.Envelope.Id.ToString(), traces, StringComparison.Ordinal);
            Assert.DoesNotContain(message.Envelope.Id.ToString(), metrics, StringComparison.Ordinal);
            foreach (var secret in new[]
            {
                message.Envelope.Subject!, message.Envelope.Content!.Json, message.Compact, "quite-a-secret-token",
                "@xc.example", "officer",
            })
            {
                Assert.DoesNotContain(secret, metrics + traces, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Tags_hold_words_of_the_vocabulary_and_numbers_only()
    {
        var tags = new ConcurrentQueue<(string Name, object? Value)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name is HubMeters.Name or JournalMeters.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Keep(ReadOnlySpan<KeyValuePair<string, object?>> given)
        {
            foreach (var tag in given)
            {
                tags.Enqueue((tag.Key, tag.Value));
            }
        }
        listener.SetMeasurementEventCallback<int>((_, _, given, _) => Keep(given));
        listener.SetMeasurementEventCallback<long>((_, _, given, _) => Keep(given));
        listener.SetMeasurementEventCallback<double>((_, _, given, _) => Keep(given));
        listener.Start();

        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.SendAsync(message);
        await hub.AdvanceAsync(TimeSpan.FromMinutes(6));
        await RealTime.Until(
            async () => (await hub.AddresseeAsync(message, "XC")).Notices.All(n => n.State == NoticeState.Sent),
            "the mails");
        Assert.NotNull(await hub.TryAsync(Some.Sign(hub.Some.Acknowledgement(message, "XC").Envelope, "stranger")));

        Assert.Superset(
            new HashSet<string>
            {
                "hotline.carrier", "hotline.kind", "hotline.outcome", "hotline.refusal", "hotline.window",
                "hotline.step", "hotline.relay",
            },
            tags.Select(t => t.Name).ToHashSet());
        Assert.Contains(("hotline.outcome", (object?)"repeated"), tags);
        Assert.All(tags, tag =>
        {
            Assert.StartsWith("hotline.", tag.Name, StringComparison.Ordinal);
            Assert.Matches("^(?:[a-z][a-z0-9-]{0,31}|[0-9]{4})$", FormattableString.Invariant($"{tag.Value}"));
        });
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("http://127.0.0.1:4318", true)]
    [InlineData("http://localhost:4318/", true)]
    [InlineData("https://collector.xa.example:4318/base", true)]
    [InlineData("http://collector.xa.example:4318", false)]
    [InlineData("https://user:password@collector.xa.example", false)]
    [InlineData("https://collector.xa.example/?key=1", false)]
    [InlineData("127.0.0.1:4318", false)]
    [InlineData("ftp://127.0.0.1", false)]
    public void Only_a_collector_on_this_machine_or_behind_TLS_is_accepted(string otlp, bool accepted)
    {
        var faults = SettingsReader.Read(["--set", $"telemetry.otlp={otlp}"]).Faults;
        Assert.Equal(accepted, faults.Count == 0);
        Assert.DoesNotContain(faults, f => f.Contains("password@", StringComparison.Ordinal));
    }

    /// <summary>The least that an OTLP collector must do: take every POST and keep its body.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> _received = [];
        private readonly WebApplication _app;

        private Collector(WebApplication app) => _app = app;

        public string Url => _app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var collector = new Collector(app);
            app.MapPost("/{**path}", async (HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                Assert.Equal("application/x-protobuf", request.ContentType);
                collector._received.Enqueue((request.Path, Encoding.Latin1.GetString(body.ToArray())));
                return Results.Ok();
            });
            await app.StartAsync();
            return collector;
        }

        /// <summary>Everything that came to a path; names and texts stand in protobuf as they are.</summary>
        public string Received(string path) => string.Concat(_received.Where(r => r.Path == path).Select(r => r.Body));

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
