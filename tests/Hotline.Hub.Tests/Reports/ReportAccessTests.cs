using Hotline.Contract.Wire;
using Hotline.Hub.Tests.Scenarios;

namespace Hotline.Hub.Tests.Reports;

/// <summary>XA asks XB and XC; XB asks XA. XZ coordinates.</summary>
public sealed class ReportAccessTests
{
    [Theory]
    [InlineData("XA/officer", "XA")]
    [InlineData("XA/deputy", "XA")]
    [InlineData("XA/notifier", "XA")]
    [InlineData("XB/officer", "XB")]
    [InlineData("XC/diplomat", "XC")]
    public async Task A_participant_reads_its_own_figures_as_addressee_and_nobody_elses(string seat, string own)
    {
        using var regimes = ReportCaller.Regimes(figures: null);
        await using var hub = await PlayedAsync(regimes.Path);
        using var caller = new ReportCaller(hub);

        var report = await caller.ReportAsync(seat);
        var list = await caller.ExchangesAsync(seat);
        var csv = (await caller.GetAsync(seat, $"{HttpPaths.ReportExchanges}?format=csv")).Body;

        Assert.Equal(
            (Figures.Own, own), (report.Scope, report.Rows.Select(r => r.Key.Participant).Distinct().Single()));
        Assert.All(report.Rows, r => Assert.Equal(1, r.Asked));
        Assert.Equal(
            (Figures.Own, own, 0), (list.Scope, list.Rows.Select(r => r.Addressee).Distinct().Single(), list.Withheld));
        Assert.Equal(list.Total + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (var other in new[] { "XA", "XB", "XC" }.Where(p => p != own))
        {
            Assert.Equal(
                (403, 2304), Number(await caller.RefusedAsync(seat, $"{HttpPaths.Report}?participant={other}")));
            Assert.Equal(
                (403, 2304),
                Number(await caller.RefusedAsync(seat, $"{HttpPaths.ReportExchanges}?participant={other}&format=csv")));
        }
        Assert.Equal(report.Rows.Length, (await caller.ReportAsync(seat, $"participant={own}")).Rows.Length);
        Assert.Equal(report.Rows.Sum(r => r.Asked), (await caller.ReportAsync(seat, "by=kind")).Rows.Sum(r => r.Asked));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("own")]
    [InlineData("all")]
    public async Task The_coordinator_reads_everybodys_figures_and_lists_every_window_whatever_the_regime_says(
        string? figures)
    {
        using var regimes = ReportCaller.Regimes(figures);
        await using var hub = await PlayedAsync(regimes.Path);
        using var caller = new ReportCaller(hub);

        var report = await caller.ReportAsync("XZ/officer");
        var list = await caller.ExchangesAsync("XZ/officer");

        Assert.Equal(
            (Figures.All, "XA XB XC"),
            (report.Scope, string.Join(' ', report.Rows.Select(r => r.Key.Participant).Distinct().Order())));
        Assert.Equal((9, 9, 0), (list.Total, list.Rows.Length, list.Withheld));
        Assert.Equal(3, (await caller.ReportAsync("XZ/officer", "participant=XC")).Rows.Length);
    }

    [Theory]
    [InlineData("XA/officer", 9, 0)]
    [InlineData("XB/notifier", 6, 3)]
    [InlineData("XC/officer", 3, 6)]
    public async Task Where_the_regime_opens_its_figures_everybody_reads_them_but_not_who_wrote_to_whom(
        string seat, int listed, int withheld)
    {
        using var regimes = ReportCaller.Regimes("all");
        await using var hub = await PlayedAsync(regimes.Path);
        using var caller = new ReportCaller(hub);

        var report = await caller.ReportAsync(seat);
        var list = await caller.ExchangesAsync(seat);

        Assert.Equal(
            (Figures.All, "XA XB XC"),
            (report.Scope, string.Join(' ', report.Rows.Select(r => r.Key.Participant).Distinct().Order())));
        Assert.Equal(
            (await caller.ReportAsync("XZ/officer")).Rows.Select(r => (r.Key, r.Window, r.Asked)),
            report.Rows.Select(r => (r.Key, r.Window, r.Asked)));
        Assert.Equal((listed, listed, withheld), (list.Total, list.Rows.Length, list.Withheld));
        Assert.All(list.Rows, r => Assert.Contains(seat[..2], new[] { r.Addressee, r.From }));
        Assert.Contains("the operator has opened its figures to all", report.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpPaths.Report)]
    [InlineData(HttpPaths.ReportExchanges)]
    public async Task Without_a_token_there_is_no_report(string path)
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var caller = new ReportCaller(hub);
        Assert.Equal((401, 1100), Number(await caller.RefusedAsync(null, path)));
        Assert.Equal((401, 1100), Number(await caller.RefusedAsync(null, path + "?format=csv")));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_a_problem_with_number_that_says_what_can()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var caller = new ReportCaller(hub);
        foreach (var (query, number) in new[]
        {
            ("from=soon", 2301), ("from=2026-03-02&to=2026-03-01", 2301), ("colour=red", 2302),
            ("status=actual&status=test", 2302), ("outcome=met", 2302),
            ("by=colour", 2303), ("status=real", 2303), ("regime=%3Cscript%3E", 2303), ("format=xls", 2303),
            ("participant=xb", 2303),
        })
        {
            Assert.Equal(
                (query, (400, number)),
                (query, Number(await caller.RefusedAsync("XB/officer", $"{HttpPaths.Report}?{query}"))));
        }
        foreach (var (query, number) in new[]
        {
            ("limit=0", 2303), ("limit=much", 2303), ("outcome=won", 2303), ("afterEscalation=1", 2303),
            ("window=", 2303), ("access_token=x", 2302),
        })
        {
            Assert.Equal(
                (query, (400, number)),
                (query, Number(await caller.RefusedAsync("XB/officer", $"{HttpPaths.ReportExchanges}?{query}"))));
        }
        Assert.Contains(
            "participant, regime, kind, precedence, carrier, month",
            (await caller.RefusedAsync("XB/officer", $"{HttpPaths.Report}?by=colour")).Detail,
            StringComparison.Ordinal);
    }

    private static async Task<HubInProcess> PlayedAsync(string config)
    {
        var hub = await HubInProcess.OpenOnAsync(config);
        await hub.SendAsync(hub.Some.Message(to: "XB XC"));
        await hub.SendAsync(hub.Some.Message(from: "XB", to: "XA"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        return hub;
    }

    private static (int Status, int Number) Number(Problem problem) => (problem.Status, problem.Number);
}
