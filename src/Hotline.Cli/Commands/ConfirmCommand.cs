using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Contract;
using Hotline.Contract.Wire;

namespace Hotline.Cli.Commands;

/// <summary><c>confirm</c>: a signed confirmation, for a broker that cannot say who published it.</summary>
internal static class ConfirmCommand
{
    public static Command Create(Shared shared)
    {
        var message = Choices.Id("The message that opened the exchange, which your program has verified and stored.");
        var displayed = new Option<bool>("--displayed") { Description = "Say that it was shown on a screen as well." };
        var command = new Command(
            "confirm", "Sign that a message was delivered, for publishing at a broker of your own; sends nothing.")
        {
            message, displayed,
        };
        shared.AtDesk(command, async (desk, parsed, _) =>
        {
            var rung = parsed.GetValue(displayed) ? Rung.Displayed : Rung.Delivered;
            var signed = SignedConfirmation.Sign(new Confirmation(parsed.GetValue(message), rung), desk.Key);
            if (shared.Json(parsed))
            {
                shared.Print(new JsonObject { ["confirmation"] = signed });
                return null;
            }
            await shared.World.Out.WriteAsync(shared.World.Terminal.Person ? signed + "\n" : signed);
            return null;
        });
        return command;
    }
}
