using System.Globalization;
using System.Net.Http.Headers;
using Hotline.Client;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Running;

/// <summary>Readers that never read, and more messages than can be written.</summary>
public sealed class OverloadTests(OverloadTests.SmallHub running)
    : AtHub(running), IClassFixture<OverloadTests.SmallHub>
{
    private const int MiB = 1024 * 1024;
    private static readonly string Large = $"\"{new string('x', 180_000)}\"";

    /// <summary>So short that many of one key are worked on at a time.</summary>
    private static readonly string Small = $"\"{new string('x', 10_000)}\"";

    [Fact]
    public async Task Idle_and_silent_readers_a_flood_and_reports_take_little_memory_and_flash_goes_through()
    {
        var (sender, reader) = (Actor("xa-officer"), Actor("xc-officer"));
        var token = Actor("xb-officer").Token();
        var silent = new List<SilentReader>();
        try
        {
            for (var i = 0; i < 500; i++)
            {
                silent.Add(await SilentReader.OpenAsync(Hub.Http, token, streams: 0));
            }
            for (var i = 0; i < 40; i++)
            {
                silent.Add(await SilentReader.OpenAsync(Hub.Http, token, streams: 4));
            }
            using var over = new CancellationTokenSource();
            var memory = WatchMemoryAsync(over.Token);
            var flood = Enumerable.Range(0, 64)
                .Select(i => FloodAsync(sender, i < 16 ? Large : Small, over.Token)).ToList();
            var reports = new[] { "xz-coordinator", "xa-officer" }.SelectMany(
                who => Enumerable.Range(0, 5).Select(_ => ReportAsync(Actor(who), over.Token))).ToList();
            using var heard = new CancellationTokenSource(RealTime.Patience, RealTime.Clock);
            await using var connection = new HotlineConnection(reader.Profile, RealTime.Clock, new Random(1));
            var coming = ComingAsync(connection, await reader.HeadAsync(), 20, heard.Token);
            for (var i = 0; i < 20; i++)
            {
                await sender.SubmitAsync(sender.Notify("XC", precedence: Precedence.Flash));
            }
            await RealTime.Until(() => Hub.Log.Any(l => l.Event == 1050), "a reader to be cut");
            await coming;
            await over.CancelAsync();
            Assert.InRange((await Task.WhenAll(flood)).Sum(), 1, int.MaxValue);
            await Task.WhenAll(reports);
            Assert.InRange(await memory, 1, 500 * MiB);
        }
        finally
        {
            silent.ForEach(s => s.Dispose());
        }
    }

    /// <summary>Sends routine for as long as it may; how often it was told to come back.</summary>
    private async Task<int> FloodAsync(Actor sender, string content, CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Hub.Http) };
        var refused = 0;
        while (!over.IsCancellationRequested)
        {
            var message = sender.Notify("XB", precedence: Precedence.Routine, content: content);
            using var request = new HttpRequestMessage(HttpMethod.Post, HttpPaths.Envelopes);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sender.Token());
            request.Content = new StringContent(message.Compact, new MediaTypeHeaderValue(MediaTypes.Envelope));
            using var response = await http.SendAsync(request, CancellationToken.None);
            if (!response.IsSuccessStatusCode)
            {
                Assert.Equal(3001, Problem(await response.Content.ReadAsStringAsync(CancellationToken.None)).Number);
                Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
                refused++;
            }
        }
        return refused;
    }

    [Fact]
    public async Task A_flash_comes_before_the_flood_that_its_reader_has_not_read_and_once()
    {
        var (sender, reader) = (Actor("xa-officer"), Actor("xc-officer"));
        var head = await reader.HeadAsync();
        for (var i = 0; i < 8; i++)
        {
            await sender.SubmitAsync(sender.Notify("XC", precedence: Precedence.Routine, content: Large));
        }
        var flash = await sender.SubmitAsync(sender.Notify("XC", precedence: Precedence.Flash));
        await sender.SubmitAsync(sender.Notify("XC", precedence: Precedence.Routine));

        using var patience = new CancellationTokenSource(RealTime.Patience, RealTime.Clock);
        await using var connection = new HotlineConnection(
            reader.Profile, RealTime.Clock, new Random(1), new ConnectionOptions { FlashAhead = true });
        var came = new List<(MessageId Message, bool Ahead)>();
        await foreach (var item in connection.FollowUncheckedAsync(head, patience.Token))
        {
            if (item.Brings("XC") is { } brought)
            {
                came.Add((brought, item.Ahead));
            }
            if (came.Count == 10)
            {
                break;
            }
        }
        Assert.Equal((flash.Envelope.Id, true), came[0]);
        Assert.Equal(10, came.Select(c => c.Message).Distinct().Count());
        Assert.All(came.Skip(1), c => Assert.False(c.Ahead));
    }

    private static async Task ReportAsync(Actor asks, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var report = await asks.Api.ReportAsync(new ReportQuery(), stop: CancellationToken.None);
            Assert.True(report.Ok, report.Refusal?.ToString());
        }
    }

    /// <summary>A reader that reads gets every flash.</summary>
    private static async Task ComingAsync(HotlineConnection connection, long after, int flashes, CancellationToken stop)
    {
        await foreach (var item in connection.FollowUncheckedAsync(after, stop))
        {
            if (item.Brings("XC") is not null && item.Entry.Fact.Message!.Precedence == Precedence.Flash
                && --flashes == 0)
            {
                return;
            }
        }
    }

    /// <summary>The most memory that the hub had.</summary>
    private async Task<long> WatchMemoryAsync(CancellationToken over)
    {
        var most = 0L;
        while (!over.IsCancellationRequested)
        {
            most = Math.Max(most, Resident());
            await Task.Delay(TimeSpan.FromMilliseconds(100), RealTime.Clock, CancellationToken.None);
        }
        return most;
    }

    private long Resident()
    {
        var line = File.ReadLines($"/proc/{Hub.Id}/status").Single(
            l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            * 1024;
    }

    /// <summary>Takes as fast as anybody sends, but writes no long queue.</summary>
    public sealed class SmallHub : RunningHub
    {
        protected override HubOptions Options => new()
        {
            Arguments =
            [
                "--set", "limits.submitPerSecond=100000", "--set", "limits.submitBurst=100000",
                "--set", "limits.requestsPerSecond=100000", "--set", "limits.connectionsPerKey=1000",
                "--set", "journal.capacity=32",
            ],
        };
    }
}
