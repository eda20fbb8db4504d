using System.CommandLine;
using Hotline.Cli.Desk;
using System.Text.Json.Nodes;

namespace Hotline.Cli.Commands;

/// <summary><c>sign</c>: a draft in, an envelope out, nothing sent.</summary>
internal static class SignCommand
{
    public static Command Create(Shared shared)
    {
        var draft = new Argument<string>("FILE")
        {
            Description = "The draft, a JSON object; - or nothing for standard input.",
            DefaultValueFactory = _ => "-",
        };
        var command =
            new Command("sign", "Complete and sign a draft; prints the envelope and sends nothing.") { draft };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await Files.ReadAsync(parsed.GetValue(draft)!, shared.World, stop))
                .Try(out var bytes, out var refusal)
                || !desk.Messages.FromDraft(bytes).Try(out var message, out refusal))
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(
                    new JsonObject { ["id"] = message.Envelope.Id.ToString(), ["envelope"] = message.Compact });
                return null;
            }
            // Down a pipe goes the envelope and nothing else: mosquitto_pub -s sends a line end along.
            await shared.World.Out.WriteAsync(shared.World.Terminal.Person ? message.Compact + "\n" : message.Compact);
            return null;
        });
        return command;
    }
}
