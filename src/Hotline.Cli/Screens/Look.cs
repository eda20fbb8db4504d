using Hotline.Protocol;
using Spectre.Console;
using Status = Hotline.Protocol.Status;

namespace Hotline.Cli.Screens;

/// <summary>
/// How things look: calm, and loud only where something is asked for, overdue or broken. Words carry everything; colour
/// only repeats it.
/// </summary>
internal static class Look
{
    public static readonly Style Faint = new(Color.Grey54);
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Good = new(Color.Green3);
    public static readonly Style Ask = new(Color.Gold1, decoration: Decoration.Bold);
    public static readonly Style Bad = new(Color.Red1, decoration: Decoration.Bold);
    private static readonly Style Actual = new(Color.White, Color.DarkRed, Decoration.Bold);
    private static readonly Style Exercise = new(Color.Black, Color.SkyBlue2, Decoration.Bold);
    private static readonly Style Test = new(Color.Black, Color.Grey70, Decoration.Bold);

    /// <summary>Actual, exercise or test, in capitals, as a label.</summary>
    public static Ink Label(Status status) => status switch
    {
        Status.Actual => new Ink(" ACTUAL ", Actual),
        Status.Exercise => new Ink(" EXERCISE ", Exercise),
        Status.Test => new Ink(" TEST ", Test),
    };

    /// <summary>TLP label as TLP 2.0 writes it, in its colours.</summary>
    public static Ink Label(Tlp tlp)
    {
        var colour = tlp switch
        {
            Tlp.Red => new Color(0xFF, 0x2B, 0x2B),
            Tlp.AmberStrict or Tlp.Amber => new Color(0xFF, 0xC0, 0x00),
            Tlp.Green => new Color(0x33, 0xFF, 0x00),
            Tlp.Clear => new Color(0xFF, 0xFF, 0xFF),
        };
        return new Ink($" TLP:{tlp.Wire().ToUpperInvariant()} ", new Style(colour, Color.Black, Decoration.Bold));
    }

    /// <summary>Precedence in capitals.</summary>
    public static Ink Label(Precedence precedence) => new($" {precedence.Wire().ToUpperInvariant()} ", precedence switch
    {
        Precedence.Flash => Bad,
        Precedence.Immediate => Ask,
        Precedence.Priority => Strong,
        Precedence.Routine => Style.Plain,
    });

    /// <summary>A kind in words: <c>incident notification</c>.</summary>
    public static string Words(this Kind kind) => kind.Wire().Replace('-', ' ');

    /// <summary>Several participants in words.</summary>
    public static string Words(IEnumerable<string> participants) => string.Join(", ", participants);
}
