using System.CommandLine;

namespace Hotline.Cli.Commands;

/// <summary><c>--data DIR</c> of commands that work on a hub's own machine.</summary>
internal static class DataOption
{
    public static Option<string> Create(string description = "The hub's data directory.") => new("--data")
    {
        Description = description,
        HelpName = "DIR",
        Required = true,
    };
}
