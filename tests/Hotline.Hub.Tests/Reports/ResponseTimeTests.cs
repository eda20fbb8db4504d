using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Hub.Access;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Tests.Reports;

/// <summary>
/// Under the exercise regime, priority: 20 s for delivery, 1 min for acknowledgement, 5 min for a response; the first
/// reminder comes after 30 s.
/// </summary>
public sealed class ResponseTimeTests
{
    [Fact]
    public async Task Met_late_lapsed_open_ended_and_before_and_after_escalation_are_told_apart()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await PlayAsync(hub);
        using var caller = new ReportCaller(hub);

        var report = await caller.ReportAsync("XZ/officer");

        var acknowledgement = report.Rows.Single(r => r is { Window: Window.Acknowledgement, Key.Participant: "XB" });
        Assert.Equal((4, 2, 1, 0, 1, 0), Counts(acknowledgement));
        Assert.Equal((1, 2), (acknowledgement.BeforeEscalation, acknowledgement.AfterEscalation));
        Assert.Equal(
            (40.0, null, null, true),
            (acknowledgement.MedianSeconds, acknowledgement.P90Seconds, acknowledgement.P99Seconds,
            acknowledgement.Small));
        Assert.Equal(
            [(15.0, 1), (60.0, 1), (300.0, 1)],
            acknowledgement.Distribution.Where(b => b.Count > 0).Select(b => (b.UpToSeconds!.Value, b.Count)));

        var delivery = report.Rows.Single(r => r is { Window: Window.Delivery, Key.Participant: "XB" });
        Assert.Equal((4, 1, 2, 0, 1, 0), Counts(delivery));
        Assert.Equal(40.0, delivery.MedianSeconds);

        var silent = report.Rows.Single(r => r is { Window: Window.Acknowledgement, Key.Participant: "XC" });
        Assert.Equal((2, 0, 0, 1, 0, 1), Counts(silent));
        Assert.Null(silent.MedianSeconds);
        Assert.Equal(
            (Figures.All, Status.Exercise), (report.Scope, report.Rows.Select(r => r.Status).Distinct().Single()));
    }

    [Fact]
    public async Task Every_figure_opens_the_list_that_it_comes_from()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await PlayAsync(hub);
        using var caller = new ReportCaller(hub);
        var report = await caller.ReportAsync("XZ/officer", "by=participant,kind");

        foreach (var row in report.Rows)
        {
            var filter = $"status={row.Status.Wire()}&window={row.Window.Wire()}&participant={row.Key.Participant}"
                + $"&kind={row.Key.Kind!.Value.Wire()}";
            foreach (var (count, outcome) in new[]
            {
                (row.Met, "met"), (row.Late, "late"), (row.Lapsed, "lapsed"), (row.Open, "open"), (row.Ended, "ended"),
            })
            {
                var list = await caller.ExchangesAsync("XZ/officer", $"{filter}&outcome={outcome}");
                Assert.Equal((count, count, 0), (list.Total, list.Rows.Length, list.Withheld));
            }
            Assert.Equal(
                row.AfterEscalation,
                (await caller.ExchangesAsync("XZ/officer", filter + "&afterEscalation=true")).Total);
        }
        var late =
            Assert.Single((await caller.ExchangesAsync("XZ/officer", "window=acknowledgement&outcome=late")).Rows);
        Assert.Equal(
            ("XA", "XB", 70.0, Carrier.Http, true),
            (late.From, late.Addressee, late.Seconds!.Value, late.Carrier!.Value, late.AfterEscalation));
        Assert.Equal(late.At, late.Opened.AddSeconds(70));
        Assert.Equal(late.Due, late.Opened.AddMinutes(1));
    }

    [Fact]
    public async Task The_period_is_by_acceptance_from_its_first_moment_to_before_its_last()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var first = hub.Time.GetUtcNow();
        await hub.SendAsync(hub.Some.Message());
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        var second = hub.Time.GetUtcNow();
        await hub.SendAsync(hub.Some.Message());
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        using var caller = new ReportCaller(hub);

        async Task<int> AskedAsync(DateTimeOffset from, DateTimeOffset to) =>
            (await caller.ReportAsync("XB/officer", $"by=&from={Instant.Write(from)}&to={Instant.Write(to)}"))
                .Rows.Where(r => r.Window == Window.Delivery).Sum(r => r.Asked);

        Assert.Equal(2, await AskedAsync(first, second.AddMilliseconds(1)));
        Assert.Equal(1, await AskedAsync(first, second));
        Assert.Equal(1, await AskedAsync(first.AddMilliseconds(1), second.AddDays(1)));
        Assert.Equal(0, await AskedAsync(second.AddMilliseconds(1), second.AddDays(1)));
        var unasked = await caller.ReportAsync("XB/officer");
        Assert.Equal(
            (new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), hub.Time.GetUtcNow()), (unasked.From, unasked.To));
    }

    [Fact]
    public async Task It_says_up_to_which_position_it_was_computed_and_a_later_act_makes_a_later_report()
    {
        await using var hub = await HubInProcess.OpenAsync();
        var message = await hub.SendAsync(hub.Some.Message());
        await hub.AdvanceAsync(TimeSpan.FromSeconds(2));
        using var caller = new ReportCaller(hub);
        var before = await caller.ReportAsync("XB/officer");
        await hub.SendAsync(hub.Some.Acknowledgement(message));
        var after = await caller.ReportAsync("XB/officer");

        Assert.Equal(before.UpTo + 1, after.UpTo);
        Assert.Equal(
            (1, 0),
            (before.Rows.Single(r => r.Window == Window.Acknowledgement).Open,
            after.Rows.Single(r => r.Window == Window.Acknowledgement).Open));
    }

    [Fact]
    public async Task More_exchanges_than_a_page_holds_are_all_counted_and_the_list_says_how_many_there_are()
    {
        await using var hub = await HubInProcess.OpenAsync();
        for (var i = 0; i < 150; i++)
        {
            await hub.SendAsync(hub.Some.Message(kind: Kind.Declaration));
        }
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        using var caller = new ReportCaller(hub);

        Assert.Equal(150, Assert.Single((await caller.ReportAsync("XB/officer")).Rows).Asked);
        Assert.Equal(150, Assert.Single((await caller.ReportAsync("XZ/officer", "participant=XB")).Rows).Asked);
        var list = await caller.ExchangesAsync("XZ/officer", "limit=100");
        Assert.Equal(
            (150, 100, 100), (list.Total, list.Rows.Length, list.Rows.Select(r => r.Exchange).Distinct().Count()));
    }

    [Fact]
    public async Task A_report_made_while_others_write_is_that_of_its_position_and_of_no_other()
    {
        await using var hub = await HubInProcess.OpenAsync();
        using var caller = new ReportCaller(hub);
        var messages = new List<SignedEnvelope>();
        for (var i = 0; i < 200; i++)
        {
            messages.Add(await hub.SendAsync(hub.Some.Message()));
        }
        var reports = new List<Report> { await caller.ReportAsync("XZ/officer", "to=2027-01-01&from=2026-01-01") };
        var writing = Task.Run(async () =>
        {
            // The oldest first: a report reads them last.
            foreach (var message in messages)
            {
                await hub.SendAsync(hub.Some.Acknowledgement(message));
            }
        });
        while (!writing.IsCompleted)
        {
            reports.Add(await caller.ReportAsync("XZ/officer", "to=2027-01-01&from=2026-01-01"));
        }
        await writing;

        var entries = await hub.The<IJournalStore>().ReadAsync(0, int.MaxValue, default);
        Assert.All(reports, report =>
        {
            var table = new ReportTable(report.By);
            var exchanges = entries.Where(e => e.Stream.Sort == StreamId.ExchangeSort && e.Position <= report.UpTo);
            foreach (var history in exchanges.GroupBy(e => e.Stream))
            {
                var state = StreamHistory.FoldExchange([.. history])!;
                Samples.Of(state, hub.The<Rulebook>().Regimes).ToList().ForEach(table.Add);
            }
            Assert.Equal(table.Rows().Select(Counts), report.Rows.Select(Counts));
        });
    }

    [Fact]
    public async Task As_CSV_both_are_tables_named_for_their_period_and_position()
    {
        await using var hub = await HubInProcess.OpenAsync();
        await PlayAsync(hub);
        using var caller = new ReportCaller(hub);

        var report = await caller.ReportAsync("XZ/officer");
        var (status, type, rows, file) = await caller.GetAsync("XZ/officer", $"{HttpPaths.Report}?format=csv");
        var (_, _, list, _) = await caller.GetAsync("XZ/officer", $"{HttpPaths.ReportExchanges}?format=csv");

        Assert.Equal((200, "text/csv"), (status, type));
        Assert.Matches(
            $"^\"?hotline-report-20260301T000000Z-20260301T03[0-9]+Z-position-{report.UpTo}.csv\"?$", file!.FileName!);
        Assert.Equal(report.Rows.Length + 1, rows.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("upTo,from,to,status,window,participant,", rows, StringComparison.Ordinal);
        Assert.Equal(
            report.Rows.Sum(r => r.Asked) + 1, list.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("Scanning of substations", rows + list, StringComparison.Ordinal);
    }

    /// <summary>
    /// XB acknowledges after 10 s, 40 s and 70 s, and has one more to do; XC is silent, and one to it is withdrawn.
    /// </summary>
    private static async Task PlayAsync(HubInProcess hub)
    {
        var quick = await hub.SendAsync(hub.Some.Message());
        var slow = await hub.SendAsync(hub.Some.Message());
        var late = await hub.SendAsync(hub.Some.Message());
        await hub.SendAsync(hub.Some.Message(to: "XC"));
        var withdrawn = await hub.SendAsync(hub.Some.Message(to: "XC"));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(5));
        await hub.SendAsync(hub.Some.Withdrawal(withdrawn));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(5));
        await hub.SendAsync(hub.Some.Acknowledgement(quick));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(30));
        await hub.SendAsync(hub.Some.Acknowledgement(slow));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(30));
        await hub.SendAsync(hub.Some.Acknowledgement(late));
        await hub.SendAsync(hub.Some.Message());
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
    }

    private static (int Asked, int Met, int Late, int Lapsed, int Open, int Ended) Counts(ReportRow r) =>
        (r.Asked, r.Met, r.Late, r.Lapsed, r.Open, r.Ended);
}
