namespace Hotline.Cli.Screens;

/// <summary>
/// The last line of a live page, written over as it changes; everything else is printed above it. On a terminal that
/// cannot write over, and in a file, it is not there. Thread-safe.
/// </summary>
internal sealed class StatusLine(World world, Screen screen)
{
    private readonly Lock _lock = new();
    private string _text = "";
    private bool _alarm;

    /// <summary>Prints above the line.</summary>
    public void Above(Action<Screen> print)
    {
        lock (_lock)
        {
            Erase();
            print(screen);
            Draw();
        }
    }

    /// <summary>Sets the line.</summary>
    /// <param name="text">What; cut to the width of the terminal.</param>
    /// <param name="alarm">Whether it is to be loud.</param>
    public void Set(string text, bool alarm)
    {
        lock (_lock)
        {
            if (text != _text || alarm != _alarm)
            {
                Erase();
                (_text, _alarm) = (text, alarm);
                Draw();
            }
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear() => Set("", false);

    private void Erase()
    {
        if (world.Terminal.Rewrites && _text.Length > 0)
        {
            world.Out.Write("\r\e[2K");
        }
    }

    private void Draw()
    {
        if (!world.Terminal.Rewrites || _text.Length == 0)
        {
            return;
        }
        var line = Plain.Line(_text);
        line = line.Length < world.Terminal.Width ? line : line[..(world.Terminal.Width - 2)] + "…";
        var (on, off) = !world.Terminal.Colours ? ("", "") : _alarm ? ("\e[1;31m", "\e[0m") : ("\e[2m", "\e[0m");
        world.Out.Write(on + line + off);
    }
}
