using Hotline.Contract.Wire;
using Hotline.Core.Regimes;
using Hotline.Core.Reports;

namespace Hotline.Core.Tests.Reports;

/// <summary>XA asks XB and XC, under a regime that XZ coordinates.</summary>
public sealed class FigureReaderTests
{
    private static readonly Regime Exercise = Shipped.Regimes.Single(r => r.Id == "exercise");
    private static readonly Regime Other = Shipped.Regimes.Single(r => r.Id == "osce");

    [Theory]
    [InlineData("XA", Figures.Own, "", "")]
    [InlineData("XB", Figures.Own, "XB", "XB")]
    [InlineData("XE", Figures.Own, "", "")]
    [InlineData("XZ", Figures.Own, "XB XC", "XB XC")]
    [InlineData("XA", Figures.All, "XB XC", "XB XC")]
    [InlineData("XB", Figures.All, "XB XC", "XB")]
    [InlineData("XE", Figures.All, "XB XC", "")]
    [InlineData("XZ", Figures.All, "XB XC", "XB XC")]
    public void A_reader_reads_these_figures_and_lists_these_windows(
        string reader, Figures figures, string read, string listed)
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XB", "XC"));
        var samples = Samples.Of(bench.State!, Cast.Regimes).ToList();
        var may = Reader(reader, figures, new ReportQuery());

        Assert.Equal(read, string.Join(' ', samples.Where(may.Reads).Select(s => s.Addressee).Distinct()));
        Assert.Equal(listed, string.Join(' ', samples.Where(may.Lists).Select(s => s.Addressee).Distinct()));

        var table = new ExchangeTable(may, limit: 2);
        samples.Where(may.Reads).ToList().ForEach(table.Add);
        Assert.Equal((samples.Count(may.Lists), samples.Count(may.Reads) - samples.Count(may.Lists)),
            (table.Total, table.Withheld));
        Assert.Equal(Math.Min(2, table.Total), table.Rows().Length);
    }

    [Theory]
    [InlineData("XB", Figures.Own, null, Figures.Own)]
    [InlineData("XB", Figures.All, null, Figures.All)]
    [InlineData("XB", Figures.All, "osce", Figures.Own)]
    [InlineData("XZ", Figures.Own, null, Figures.All)]
    [InlineData("XZ", Figures.Own, "osce", Figures.Own)]
    public void Naming_another_participant_is_refused_where_only_own_figures_are_read(
        string reader, Figures figures, string? regime, Figures scope)
    {
        Assert.Equal(scope, Reader(reader, figures, new ReportQuery { Regime = regime }).Scope);
        Assert.Equal(scope == Figures.Own ? 2304 : null, Reader(
            reader, figures, new ReportQuery { Regime = regime, Participant = "XC" }).Check()?.Number);
        Assert.Null(Reader(reader, figures, new ReportQuery { Regime = regime, Participant = reader }).Check());
    }

    [Fact]
    public void The_note_says_whose_figures_they_are_and_that_no_regime_set_a_window()
    {
        Assert.Equal(
            "Every participant under exercise, which XZ coordinates. Only XZ itself, as addressee, under osce. Every "
                + "window measured here is an operator default; none is set by a regime.",
            Note("XZ", Figures.Own));
        Assert.Equal(
            "Every participant under exercise: the operator has opened its figures to all. Only XB itself, as "
                + "addressee, under osce. Every window measured here is an operator default; none is set by a regime.",
            Note("XB", Figures.All));
        Assert.Equal(
            "Only XB itself, as addressee, under exercise, osce. Every window measured here is an operator default; "
            + "none is set by a regime.", Note("XB", Figures.Own));
    }

    [Fact]
    public void The_note_counts_what_no_percentile_shows_and_what_lapsed_while_the_hub_was_down()
    {
        var bench = new RuleBench
        {
            Outages = [new Contract.Facts.Outage(Cast.Start.AddSeconds(5), Cast.Start.AddSeconds(30))],
        };
        bench.Submit(Cast.Opening("XB"));
        bench.FireAt(TimeSpan.FromSeconds(61));
        var note = new ReportNote(Reader("XB", Figures.Own, new ReportQuery()));
        Samples.Of(bench.State!, Cast.Regimes).ToList().ForEach(note.Add);
        Assert.EndsWith(
            " Lapsed without any act, and so in no median or percentile: 2. Windows that lapsed while the hub "
                + "itself was down: 1.", note.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_coordinated_an_exchange_when_it_opened_reads_it_still_and_is_told_so()
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XB"));
        var may = new FigureReader(
            "XZ", new RegimeBook([Exercise with { Coordinator = "XE", Figures = Figures.Own }]), new ReportQuery());
        var note = new ReportNote(may);
        Samples.Of(bench.State!, Cast.Regimes).Where(may.Reads).ToList().ForEach(note.Add);
        Assert.Equal((Figures.Own, Figures.All), (may.Scope, note.Scope));
        Assert.Contains("Every participant of exchanges that XZ coordinated when they were opened.", note.Write(),
            StringComparison.Ordinal);
    }

    private static string Note(string reader, Figures figures)
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XB", "XC"));
        var may = Reader(reader, figures, new ReportQuery());
        var note = new ReportNote(may);
        Samples.Of(bench.State!, Cast.Regimes).Where(may.Reads).ToList().ForEach(note.Add);
        return note.Write();
    }

    private static FigureReader Reader(string reader, Figures figures, ReportQuery query) =>
        new(reader, new RegimeBook([Exercise with { Figures = figures }, Other]), query);
}
