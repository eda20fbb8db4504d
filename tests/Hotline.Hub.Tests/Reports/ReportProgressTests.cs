using System.Net.Http.Headers;
using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Reports;

/// <summary>A report says how far it is while it is made, and ends when nobody waits for it any more.</summary>
public sealed class ReportProgressTests
{
    private const int Exchanges = 150;
    private const string Path = $"{HttpPaths.Report}?progress=true";

    [Theory]
    [InlineData("")]
    [InlineData("&format=csv")]
    public async Task Each_line_says_how_far_it_is_and_the_last_holds_the_report(string format)
    {
        await using var hub = await FilledAsync(TimeSpan.FromSeconds(1));
        using var caller = new ReportCaller(hub);

        var (status, type, body, _) = await caller.GetAsync("XA/officer", Path + format);

        Assert.Equal((200, MediaTypes.JsonLines), (status, type));
        var lines = Read(body);
        var progress = lines[..^1].Select(l => l.Progress!).ToList();
        Assert.Equal([0, 64, 128], progress.Select(p => p.Exchanges));
        Assert.Equal(0, progress[0].Share());
        Assert.Equal(progress.Select(p => p.BackTo).OrderDescending(), progress.Select(p => p.BackTo));
        Assert.All(progress[1..], p => Assert.InRange(p.Share(), double.Epsilon, 1));
        if (format.Length > 0)
        {
            Assert.StartsWith("upTo,from,to,", lines[^1].Csv, StringComparison.Ordinal);
        }
        else
        {
            var row = lines[^1].Report!.Rows.Single(r => r.Window == Window.Delivery && r.Key.Participant == "XB");
            Assert.Equal(Exchanges, row.Asked);
        }
    }

    [Fact]
    public async Task However_quickly_pages_are_read_it_is_not_said_more_often_than_a_reader_can_use()
    {
        await using var hub = await FilledAsync(TimeSpan.Zero);
        using var caller = new ReportCaller(hub);

        var lines = Read((await caller.GetAsync("XA/officer", Path)).Body);

        Assert.Equal([true, false], lines.Select(l => l.Progress is not null));
        Assert.NotNull(lines[^1].Report);
    }

    [Theory]
    [InlineData("&by=nothing")]
    [InlineData("&format=xml")]
    [InlineData("&from=2026-11-02&to=2026-11-01")]
    public async Task What_is_refused_is_refused_as_everywhere(string wrong)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var caller = new ReportCaller(hub);

        Assert.Equal(400, (await caller.RefusedAsync("XA/officer", Path + wrong)).Status);
        Assert.Equal(2303, (await caller.RefusedAsync("XA/officer", $"{HttpPaths.Report}?progress=1")).Number);
    }

    [Fact]
    public async Task Whoever_goes_away_ends_the_reading_and_makes_room()
    {
        var gate = new TaskCompletionSource();
        var gone = new TaskCompletionSource<CancellationToken>();
        await using var hub = await FilledAsync(TimeSpan.Zero, async (page, ct) =>
        {
            if (page == 2)
            {
                gone.SetResult(ct);
                await gate.Task;
            }
        }, "limits.reports=1");
        using var http = new HttpClient { BaseAddress = new Uri(hub.HttpAddress) };
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Bearer", Visitor.Token(hub, Some.Key("XA/officer")));
        using (var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            Assert.NotNull(Read(await lines.ReadLineAsync() ?? "").Single().Progress);
            await gone.Task;
        }
        var asked = await gone.Task;
        await RealTime.Until(() => asked.IsCancellationRequested, "the hub to notice");
        gate.SetResult();
        using var caller = new ReportCaller(hub);
        await RealTime.Until(
            async () => (await caller.GetAsync("XA/officer", HttpPaths.Report)).Status == 200, "room for another");

        // Two of the first, and all three of the second.
        Assert.Equal(5, Pages(hub));
    }

    private static int Pages(HubInProcess hub) =>
        ((WatchedHistories)(object)hub.The<Journal.IJournalStore>()).Pages;

    private static List<ReportLine> Read(string body) =>
        [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonSerializer.Deserialize(l, WireJson.Default.ReportLine)!)];

    private static Task<HubInProcess> FilledAsync(TimeSpan aPage, params string[] settings) =>
        FilledAsync(aPage, (_, _) => Task.CompletedTask, settings);

    /// <summary>A hub of three pages of exchanges; each page takes so long by its clock.</summary>
    private static async Task<HubInProcess> FilledAsync(
        TimeSpan aPage, Func<int, CancellationToken, Task> before, params string[] settings)
    {
        var hub = await HubInProcess.OpenAsync(settings);
        for (var i = 0; i < Exchanges; i++)
        {
            await hub.SendAsync(hub.Some.Message());
            hub.Time.Advance(TimeSpan.FromMilliseconds(10));
        }
        await hub.StopAsync();
        hub.Journal = store => WatchedHistories.Around(store, (page, ct) =>
        {
            hub.Time.Advance(aPage);
            return before(page, ct);
        });
        await hub.StartAsync();
        return hub;
    }
}
