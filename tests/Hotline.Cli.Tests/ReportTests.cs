using System.Collections.Immutable;
using Hotline.Cli.Commands;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Theory]
    [InlineData("2026", "2026-01-01", "2027-01-01")]
    [InlineData("2026-11", "2026-11-01", "2026-12-01")]
    [InlineData("2026-12", "2026-12-01", "2027-01-01")]
    [InlineData("2026-11-15", "2026-11-15", "2026-11-16")]
    [InlineData("2026-11-01..2026-11-15", "2026-11-01", "2026-11-16")]
    [InlineData("2026-02..2026-03", "2026-02-01", "2026-04-01")]
    [InlineData("2025..2026-01-31", "2025-01-01", "2026-02-01")]
    public void A_period_is_whole_days_of_UTC_the_last_included(string text, string from, string to)
    {
        Assert.True(Period.TryParse(text, out var period));
        Assert.Equal(
            (from + "T00:00:00.000Z", to + "T00:00:00.000Z"), (Instant.Write(period.From), Instant.Write(period.To)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("26-11")]
    [InlineData("2026-13")]
    [InlineData("2026-02-30")]
    [InlineData("2026-11-01..")]
    [InlineData("2026-11-15..2026-11-01")]
    [InlineData("2026-11..2026-12..2026-13")]
    [InlineData("9999")]
    [InlineData("2026-11-01T00")]
    public void What_is_no_period_is_not_guessed_at(string text) => Assert.False(Period.TryParse(text, out _));

    [Fact]
    public async Task The_table_says_what_became_of_the_windows_in_words_that_people_read()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        server.Journal.Report = Sampled();

        var run = await _stage.RunAsync(["report", "--period", "2026-11"]);

        Assert.Equal(0, run.Exit);
        var lines = run.Out.Split('\n')
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(
            "Response times of exchanges accepted from 1 Nov 2026 00:00:00 UTC to before 1 Dec "
            + "2026 00:00:00 UTC", lines[0]);
        Assert.Equal("Computed up to journal position 4711, 22 Nov 2026 08:30:00 UTC.", lines[1]);
        Assert.Equal("Every window here is an operator default.", lines[2]);
        Assert.Contains("EXERCISE acknowledgement", lines);
        Assert.Contains("ACTUAL acknowledgement", lines);
        Assert.Contains("participant carrier asked met late lapsed open ended before after median p90 p99", lines);
        Assert.Contains("XB mqtt 150 148 2 · · · 140 10 4 min 10 s 12 min 3 h 5 min", lines);
        Assert.Contains("XC no act 3 · · 3 · · · · – – – few", lines);
        Assert.Contains(lines, l => l.StartsWith("few: under 20 acts", StringComparison.Ordinal));
        Assert.Equal(
            "?format=json&progress=true&from=2026-11-01T00%3A00%3A00.000Z&to=2026-12-01T00%3A00%3A00.000Z",
            Assert.Single(server.Journal.ReportQueries));
    }

    [Fact]
    public async Task Every_option_goes_to_the_hub_by_the_name_of_its_parameter()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);

        await _stage.RunAsync(["report", "--by", "kind,month", "--status", "exercise", "--regime", "exercise", "--kind",
            "declaration", "--precedence", "flash", "--participant", "XB",
            "--carrier", "mqtt", "--window", "delivery", "--exchanges", "--outcome", "late", "--after-escalation",
            "true", "--limit", "9", "--json"]);
        await _stage.RunAsync(["report", "--by", "none"]);

        Assert.Equal(
            [
                "?format=json&progress=true&by=kind%2Cmonth&status=exercise&regime=exercise&kind=declaration"
                    + "&precedence=flash&participant=XB&carrier=mqtt&window=delivery&outcome=late&afterEscalation=true"
                    + "&limit=9",
                "?format=json&progress=true&by=",
            ], server.Journal.ReportQueries);
    }

    [Fact]
    public async Task Nothing_asked_is_said_and_is_no_failure()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);

        var run = await _stage.RunAsync(["report"]);

        Assert.Equal(0, run.Exit);
        Assert.Contains("No exchange of this period asked anything.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_it_is_the_hubs_report_and_as_CSV_the_hubs_bytes()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        server.Journal.Report = Sampled();

        Assert.Equal(4711, (await _stage.RunAsync(["report", "--json"])).Json["upTo"]!.GetValue<long>());
        Assert.Equal("of,/v1/report\r\n", (await _stage.RunAsync(["report", "--csv"])).Out);
        Assert.Equal("of,/v1/report/exchanges\r\n", (await _stage.RunAsync(["report", "--csv", "--exchanges"])).Out);
    }

    [Fact]
    public async Task The_list_names_each_exchange_and_says_what_it_leaves_out()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var (id, opened) = (FreshMessage.Opening().Id, new DateTimeOffset(2026, 11, 3, 4, 5, 6, TimeSpan.Zero));
        var row = new ReportExchange(
            id, "XB", "XA", "exercise", Kind.IncidentNotification, Precedence.Priority, Status.Exercise,
            Window.Acknowledgement, Carrier.Mail, opened, opened.AddMinutes(1),
            opened.AddSeconds(250), 250, Timeliness.Late, AfterEscalation: true);
        server.Journal.ReportExchanges = new ReportExchanges(
            opened, opened.AddDays(1), 9, opened, Figures.All, "Note.", 12, 4, [row]);

        var run = await _stage.RunAsync(["report", "--exchanges"]);
        var json = await _stage.RunAsync(["report", "--exchanges", "--json"]);

        var lines = run.Out.Split('\n')
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains(
            "2026-11-03 04:05:06 XA XB exercise exercise incident notification priority acknowledgement late 4 min 10 "
            + $"s mail yes {id}", lines);
        Assert.Contains("1 of 12 windows, the newest; --limit shows more.", lines);
        Assert.Contains("4 more count in the figures and are not listed: they are other participants'.", lines);
        Assert.Equal(id.ToString(), json.Json["rows"]![0]!["exchange"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_not_counted_for_damage_is_said_above_the_figures()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var id = FreshMessage.Opening().Id;
        var leftOut = new LeftOut(4, [new DamagedExchange(17, id), new DamagedExchange(23)]);
        server.Journal.Report = Sampled() with { LeftOut = leftOut, Rows = [] };

        var run = await _stage.RunAsync(["report"]);
        var json = await _stage.RunAsync(["report", "--json"]);

        Assert.Contains("NOT COUNTED: 4 of the exchanges.", run.Out, StringComparison.Ordinal);
        Assert.Contains($"position 17: exchange {id}", run.Out, StringComparison.Ordinal);
        Assert.Contains("position 23: exchange not known", run.Out, StringComparison.Ordinal);
        Assert.Contains("and 2 more", run.Out, StringComparison.Ordinal);
        Assert.Equal(4, json.Json["leftOut"]!["exchanges"]!.GetValue<int>());
        Assert.Equal(17, json.Json["leftOut"]!["known"]![0]!["position"]!.GetValue<long>());
    }

    [Fact]
    public async Task On_a_terminal_the_last_line_says_how_far_it_is_and_goes_when_it_is_there()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        _stage.Terminal = new(Person: true, Colours: false, Width: 200, Rewrites: true);
        var from = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        server.Journal.Report = Sampled();
        server.Journal.Progress = [
            new ReportProgress(0, from, from.AddDays(20), from.AddDays(20)),
            new ReportProgress(640, from, from.AddDays(5), from.AddDays(20))];

        var run = await _stage.RunAsync(["report"]);

        Assert.Contains(
            "reading: back to 2026-11-21 00:00 UTC, 0 exchanges, 0 % of the period", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "reading: back to 2026-11-06 00:00 UTC, 640 exchanges, 75 % of the period · Ctrl-C ends it\r\e[2K",
            run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_that_are_not_the_readers_are_refused_by_number()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        server.Journal.RefuseNext = new Refusal(2304, "not-your-figures", RefusalClass.Forbidden, "Not yours.");

        var run = await _stage.RunAsync(["report", "--participant", "XC", "--csv"]);

        Assert.Equal(1, run.Exit);
        Assert.Equal("2304 not-your-figures: Not yours.\n", run.Error);
        Assert.Empty(run.Out);
    }

    private static Report Sampled()
    {
        var from = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var bars = ImmutableArray.Create(new ReportBar(1, 0), new ReportBar(null, 0));
        var many = new ReportRow(
            Status.Actual, Window.Acknowledgement, new ReportKey("XB", Carrier: Carrier.Mqtt), 150, 148, 2, 0, 0, 0,
            140, 10, 250.4, 12 * 60 + 59, 3 * 3600 + 300, bars, Small: false);
        var silent = new ReportRow(Status.Exercise, Window.Acknowledgement, new ReportKey("XC"), 3, 0, 0, 3, 0, 0, 0, 0,
            null, null, null, bars, Small: true);
        return new Report(
            from, from.AddMonths(1), [ReportGroup.Participant, ReportGroup.Carrier], 4711,
            new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero), Figures.All,
            "Every window here is an operator default.", [many, silent]);
    }
}
