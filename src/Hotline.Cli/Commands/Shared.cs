using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Protocol;

namespace Hotline.Cli.Commands;

/// <summary>What every command has: the world, the options before the command's name, and one way to end.</summary>
internal sealed class Shared(World world)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Option<string?> _profile = new(
        "--profile") { Description = "Who you are: a profile file. Also "
        + "HOTLINE_PROFILE.", HelpName = "FILE", Recursive = true };
    private readonly Option<string?> _hub = new(
        "--hub") { Description = "Another address for the hub "
        + "than the profile's.", HelpName = "URL", Recursive = true };
    private readonly Option<bool> _json = new(
        "--json") { Description = "Print one JSON document instead of text (watch: one a line).", Recursive = true };

    public World World => world;

    /// <summary>Where text for people goes.</summary>
    public Screen Screen { get; } = new(world.Out, world.Terminal);

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_profile);
        root.Options.Add(_hub);
        root.Options.Add(_json);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Prints the command's one JSON document.</summary>
    public void Print(JsonNode document) => world.Out.WriteLine(document.ToJsonString(Indented));

    /// <summary>
    /// Gives a command its work at the user's desk; null is success, a refusal goes to standard error.
    /// </summary>
    public void AtDesk(Command command, Func<OpenDesk, ParseResult, CancellationToken, Task<Refusal?>> work) =>
        Do(command, async (parsed, stop) =>
        {
            if (!OpenDesk.Open(
                parsed.GetValue(_profile), parsed.GetValue(_hub), world).Try(out var desk, out var refusal))
            {
                return refusal;
            }
            using (desk)
            {
                return await work(desk, parsed, stop);
            }
        });

    /// <summary>Gives a command its work; null is success, a refusal goes to standard error.</summary>
    public void Do(Command command, Func<ParseResult, CancellationToken, Task<Refusal?>> work) =>
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                if (await work(parsed, stop) is not { } refusal)
                {
                    return HotlineCommand.Done;
                }
                await world.Error.WriteLineAsync(Plain.Line(refusal.ToString()));
                return HotlineCommand.Refused;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return HotlineCommand.Refused;
            }
        });
}
