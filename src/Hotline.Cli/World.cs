using System.Text;

namespace Hotline.Cli;

/// <summary>Everything outside the program that a command touches, so that a test can stand in for it.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Terminal">What standard output is.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Random">Jitter.</param>
/// <param name="Environment">Environment variables.</param>
internal sealed record World(
    Stream In, TextWriter Out, TextWriter Error, Terminal Terminal, TimeProvider Clock, Random Random,
    Func<string, string?> Environment)
{
    /// <summary>The user's own.</summary>
    /// <param name="clock">The system's clock.</param>
    /// <param name="random">Jitter.</param>
    public static World OfTheUser(TimeProvider clock, Random random)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new World(
            Console.OpenStandardInput(),
            new StreamWriter(new StandardOutput(), utf8) { AutoFlush = true },
            new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true },
            Terminal.OfTheUser(), clock, random, System.Environment.GetEnvironmentVariable);
    }
}

/// <summary>What standard output is.</summary>
/// <param name="Person">True when a person sees it: a terminal, not a file or a pipe.</param>
/// <param name="Colours">True when colours may be used.</param>
/// <param name="Width">Columns; a page that nobody sees is as wide as it needs.</param>
/// <param name="Rewrites">True when a line can be written over.</param>
internal sealed record Terminal(bool Person, bool Colours, int Width, bool Rewrites = false)
{
    /// <summary>A file or a pipe.</summary>
    public static Terminal None { get; } = new(Person: false, Colours: false, Width: 10_000);

    /// <summary>The user's own: no colours where NO_COLOR is set (no-color.org) or the terminal has none.</summary>
    public static Terminal OfTheUser()
    {
        if (Console.IsOutputRedirected)
        {
            return None;
        }
        var able = Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var colours = able && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(Person: true, colours, Console.WindowWidth is > 20 and var width ? width : 80, able);
    }
}
