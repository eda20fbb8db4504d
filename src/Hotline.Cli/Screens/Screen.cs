using Spectre.Console;

namespace Hotline.Cli.Screens;

/// <summary>A piece of a line.</summary>
/// <param name="Text">What; a stranger's text is welcome, <see cref="Screen"/> makes it plain.</param>
/// <param name="Look">How; null as the terminal has it.</param>
internal readonly record struct Ink(string Text, Style? Look = null)
{
    public static implicit operator Ink(string text) => new(text);
}

/// <summary>
/// Where commands write for people. Every text goes through <see cref="Plain"/> here, whoever it is from, and none is
/// read as markup: a command cannot forget it.
/// </summary>
internal sealed class Screen
{
    private readonly IAnsiConsole _console;

    public Screen(TextWriter writer, Terminal terminal)
    {
        Terminal = terminal;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.Colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.Colours ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new Page(writer, terminal.Width),
        });
    }

    public Terminal Terminal { get; }

    /// <summary>An empty line.</summary>
    public void Line() => _console.WriteLine();

    /// <summary>A line of pieces.</summary>
    public void Line(params ReadOnlySpan<Ink> pieces)
    {
        var line = new Paragraph();
        foreach (var piece in pieces)
        {
            line.Append(Plain.Line(piece.Text), piece.Look);
        }
        _console.Write(line);
        _console.WriteLine();
    }

    /// <summary>
    /// A text of several lines, each behind a rule of ours, so that none can pass for a line of ours.
    /// </summary>
    public void Quote(string text)
    {
        foreach (var line in Plain.Lines(text.TrimEnd('\r', '\n')))
        {
            foreach (var row in line.Chunk(Math.Max(20, Terminal.Width - 6)))
            {
                Line(new Ink("  │ ", Look.Faint), new string(row));
            }
            if (line.Length == 0)
            {
                Line(new Ink("  │", Look.Faint));
            }
        }
    }

    /// <summary>A table without lines; every cell is one piece.</summary>
    /// <param name="heads">Column heads.</param>
    /// <param name="rows">Cells, as many as heads.</param>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<Ink>> rows)
    {
        var table = new Table { Border = TableBorder.None, UseSafeBorder = false, ShowHeaders = true };
        foreach (var head in heads)
        {
            table.AddColumn(new TableColumn(
                new Text(head, Look.Faint)) { Padding = new Padding(0, 0, 2, 0), NoWrap = head == "id" });
        }
        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Plain.Line(cell.Text), cell.Look)));
        }
        _console.Write(table);
    }

    private sealed class Page(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => 50;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // The writer was opened as UTF-8 and stays so.
        }
    }
}
