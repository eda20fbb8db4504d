using FsCheck;
using FsCheck.Fluent;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Reports;

public sealed class CsvTests
{
    [Fact]
    public void Cells_with_commas_quotes_and_line_breaks_are_quoted_and_lines_end_as_RFC_4180_says()
    {
        var csv = new Csv("a", "b");
        csv.Line("1,5", "say \"no\"");
        csv.Line("two\r\nlines", null);
        Assert.Equal("a,b\r\n\"1,5\",\"say \"\"no\"\"\"\r\n\"two\r\nlines\",\r\n", csv.ToString());
    }

    [Fact]
    public void A_line_has_as_many_cells_as_there_are_heads() =>
        Assert.Throws<ArgumentException>(() => new Csv("a", "b").Line("1"));

    [Fact]
    public void Whatever_was_written_is_read_back_and_no_cell_is_a_formula() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true),
        Prop.ForAll(Arb.From(Gen.Elements("", "=", "+", "-", "@", "\t", "\r", "\n", ",", "\"", "a", "é")
            .ArrayOf(6).Select(string.Concat).ArrayOf(3)), cells =>
        {
            var csv = new Csv("a", "b", "c");
            csv.Line(cells);
            var read = Read(csv.ToString())[1];
            Assert.Equal(cells.Select(c => c.Length > 0 && "=+-@\t\r".Contains(c[0]) ? "'" + c : c), read);
        }));

    [Fact]
    public void A_report_has_a_line_a_row_and_says_in_each_up_to_which_position_it_was_computed()
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XB", "XC"));
        bench.Now += TimeSpan.FromMilliseconds(4_250);
        bench.Submit(Cast.Reply(Cast.Opening("XB", "XC"), "XB", Kind.Acknowledgement, 2));
        var table = new ReportTable([ReportGroup.Participant, ReportGroup.Month]);
        Samples.Of(bench.State!, Cast.Regimes).ToList().ForEach(table.Add);
        var report = new Report(Cast.Start, Cast.Start.AddDays(1), [], 77, Cast.Start, Figures.All, "", table.Rows());

        var lines = Read(ReportCsv.Write(report));

        Assert.Equal(7, lines.Count);
        Assert.All(lines, l => Assert.Equal(lines[0].Length, l.Length));
        Assert.All(lines.Skip(1), l => Assert.Equal("77", l[0]));
        string Cell(int line, string head) => lines[line][Array.IndexOf(lines[0], head)];
        Assert.Equal(("exercise", "acknowledgement", "XB", "", "2026-03"),
            (Cell(3, "status"), Cell(3, "window"), Cell(3, "participant"), Cell(3, "kind"), Cell(3, "month")));
        Assert.Equal(("1", "1", "4.25", "", "true", "1"), (Cell(3, "asked"), Cell(3, "met"), Cell(3, "medianSeconds"),
            Cell(3, "p90Seconds"), Cell(3, "small"), Cell(3, "to5s")));
    }

    [Fact]
    public void The_list_has_a_line_a_window()
    {
        var bench = new RuleBench();
        bench.Submit(Cast.Opening("XB"));
        var may = new FigureReader("XB", Cast.Regimes, new ReportQuery());
        var table = new ExchangeTable(may, 10);
        Samples.Of(bench.State!, Cast.Regimes).ToList().ForEach(table.Add);

        var lines = Read(ReportCsv.Write(
            new ReportExchanges(Cast.Start, Cast.Start, 5, Cast.Start, Figures.Own, "", 3, 0, table.Rows())));

        Assert.Equal(
            ["5", Cast.Id(1).ToString(), "XB", "XA", "exercise", "request-for-information", "priority", "exercise",
                "delivery", "", "2026-03-01T03:00:00.000Z", "2026-03-01T03:00:20.000Z", "", "", "open", "false",
                "0", ""],
            lines[1]);
        Assert.Equal(4, lines.Count);
    }

    /// <summary>A reader of RFC 4180 of our own, so that the writer is not tested by itself.</summary>
    private static List<string[]> Read(string text)
    {
        var (lines, cells, cell, quoted) = (new List<string[]>(), new List<string>(), "", false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted)
            {
                if (text[i] != '"')
                {
                    cell += text[i];
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell += text[i++];
                }
                else
                {
                    quoted = false;
                }
            }
            else if (text[i] == '"')
            {
                Assert.Equal("", cell);
                quoted = true;
            }
            else if (text[i] == ',')
            {
                cells.Add(cell);
                cell = "";
            }
            else if (text[i] == '\r')
            {
                Assert.Equal('\n', text[++i]);
                lines.Add([.. cells, cell]);
                (cells, cell) = ([], "");
            }
            else
            {
                Assert.NotEqual('\n', text[i]);
                cell += text[i];
            }
        }
        Assert.Equal((0, ""), (cells.Count, cell));
        return lines;
    }
}
