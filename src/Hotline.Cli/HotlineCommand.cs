using System.CommandLine;
using Hotline.Cli.Commands;

namespace Hotline.Cli;

/// <summary>The command line: <c>hotline --profile FILE [--hub URL] [--json] COMMAND</c>.</summary>
internal static class HotlineCommand
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>The hub or this program refused, or it failed; the reason is on standard error.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    public static async Task<int> RunAsync(string[] args, World world, CancellationToken stop = default)
    {
        var parsed = Root(world).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await world.Error.WriteLineAsync(Screens.Plain.Line(error.Message));
            }
            await world.Error.WriteLineAsync(
                $"Usage: see 'hotline {string.Concat(Names(parsed.CommandResult).Select(n => n + " "))}--help'.");
            return Usage;
        }
        var settings = new InvocationConfiguration
        {
            Output = world.Out,
            Error = world.Error,
            EnableDefaultExceptionHandler = false,
            // After Ctrl-C: time to put the page away and to write down how far the feed was read, even on a busy
            // machine.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        try
        {
            return await parsed.InvokeAsync(settings, stop);
        }
        catch (OutputClosedException)
        {
            // Whoever read along, such as head, has seen enough.
            return Refused;
        }
        catch (Exception unexpected)
        {
            await world.Error.WriteLineAsync($"This is a fault in hotline itself; please report it.\n{unexpected}");
            return Refused;
        }
    }

    private static RootCommand Root(World world)
    {
        var root = new RootCommand(
            "Signed messages between national cyber incident desks: send, watch, acknowledge, answer, and see who "
            + "did what by when.");
        var shared = new Shared(world);
        shared.AddTo(root);
        root.Subcommands.Add(SendCommand.Create(shared));
        root.Subcommands.Add(SignCommand.Create(shared));
        root.Subcommands.Add(SubmitCommand.Create(shared));
        root.Subcommands.Add(WatchCommand.Create(shared));
        root.Subcommands.Add(ListCommand.Create(shared));
        root.Subcommands.Add(ShowCommand.Create(shared));
        root.Subcommands.Add(AckCommand.Create(shared));
        root.Subcommands.Add(RespondCommand.Create(shared));
        root.Subcommands.Add(EndCommand.Withdraw(shared));
        root.Subcommands.Add(EndCommand.Close(shared));
        root.Subcommands.Add(ConfirmCommand.Create(shared));
        root.Subcommands.Add(TokenCommand.Create(shared));
        root.Subcommands.Add(OpenCommand.Create(shared));
        root.Subcommands.Add(VerifyCommand.Create(shared));
        root.Subcommands.Add(DirectoryCommand.Create(shared));
        root.Subcommands.Add(RegimeCommand.Create(shared));
        root.Subcommands.Add(ReportCommand.Create(shared));
        root.Subcommands.Add(FsckCommand.Create(shared));
        root.Subcommands.Add(MailCommand.Create(shared));
        root.Subcommands.Add(BackupCommand.Create(shared));
        root.Subcommands.Add(RestoreCommand.Create(shared));
        root.Subcommands.Add(HubCommand.Create(shared));
        return root;
    }

    private static List<string> Names(System.CommandLine.Parsing.CommandResult result)
    {
        var names = new List<string>();
        for (var at = result;
            at is { Command: not RootCommand }; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, at.Command.Name);
        }
        return names;
    }
}
