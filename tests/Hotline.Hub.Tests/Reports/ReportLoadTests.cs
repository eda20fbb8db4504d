using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Hub.Reading;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Reports;

/// <summary>Reports are made beside everything else: only so many, each for as long as somebody waits for it.</summary>
public sealed class ReportLoadTests
{
    [Fact]
    public async Task A_report_that_is_one_too_many_is_refused_with_a_time_to_come_back()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.reports=2");
        await hub.SendAsync(hub.Some.Message());
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        using var left = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        using var begun = new CountdownEvent(2);
        var reader = hub.The<ReportReader>();
        var waiting = Enumerable.Range(0, 2)
            .Select(_ => Task.Run(() => reader.ReportAsync(new ReportRequest("XA", Slow(begun, gate)), left.Token)))
            .ToList();
        await RealTime.Until(() => begun.IsSet, "two reports to have begun");
        using var caller = new ReportCaller(hub);

        var problem = await caller.RefusedAsync("XB/officer", HttpPaths.Report);
        Assert.Equal((429, 2305), (problem.Status, problem.Number));
        Assert.Equal("10", await caller.RetryAfterAsync("XB/officer", HttpPaths.ReportExchanges));

        // Whoever leaves makes room.
        await left.CancelAsync();
        gate.Set();
        foreach (var report in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => report);
        }
        Assert.NotEmpty((await caller.ReportAsync("XB/officer")).Rows);
    }

    [Fact]
    public async Task Nobody_has_all_the_places()
    {
        await using var hub = await HubInProcess.OpenAsync("limits.reports=3", "limits.reportsPerParticipant=2");
        await hub.SendAsync(hub.Some.Message());
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        using var gate = new ManualResetEventSlim();
        using var begun = new CountdownEvent(4);
        using var left = new CancellationTokenSource();
        var reader = hub.The<ReportReader>();
        Task<Outcome<Report>> Ask(CancellationToken ct) =>
            Task.Run(() => reader.ReportAsync(new ReportRequest("XA", Slow(begun, gate)), ct));
        var made = new[] { Ask(default), Ask(default) };
        await RealTime.Until(() => begun.CurrentCount == 2, "two reports to have begun");
        var waiting = reader.ReportAsync(new ReportRequest("XA", Slow(begun, gate)), default);
        var leaves = reader.ReportAsync(new ReportRequest("XA", Slow(begun, gate)), left.Token);
        Assert.Equal(2306, (await reader.ReportAsync(new ReportRequest("XA", []), default)).Refusal?.Number);

        // Another has a place at once.
        Assert.Null((await reader.ReportAsync(new ReportRequest("XB", []), default)).Refusal);
        Assert.Equal(2, begun.CurrentCount);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        gate.Set();

        Assert.All(await Task.WhenAll([.. made, waiting]), report => Assert.Null(report.Refusal));
        Assert.Equal(1, begun.CurrentCount);
        Assert.Null((await reader.ReportAsync(new ReportRequest("XA", []), default)).Refusal);
    }

    [Fact]
    public async Task Ten_reports_at_once_all_come_out_the_same()
    {
        await using var hub = await HubInProcess.OpenAsync();
        for (var i = 0; i < 200; i++)
        {
            await hub.SendAsync(hub.Some.Message());
        }
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        var reader = hub.The<ReportReader>();

        var reports = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => Task.Run(() => reader.ReportAsync(new ReportRequest("XA", []), default))));

        Assert.All(reports, report => Assert.Equal(
            200, report.Value.Rows.Single(r => r.Window == Window.Delivery && r.Key.Participant == "XB").Asked));
    }

    /// <summary>Parameters that take their time.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Slow(CountdownEvent begun, ManualResetEventSlim gate)
    {
        begun.Signal();
        gate.Wait();
        yield break;
    }
}
