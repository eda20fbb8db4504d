using System.CommandLine;
using Hotline.Cli.Desk;
using Hotline.Client;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary><c>withdraw</c> and <c>close</c>: the opening side ends its exchange.</summary>
internal static class EndCommand
{
    public static Command Withdraw(Shared shared) => Create(
        shared, "withdraw", "Take your message back. What happened stays on record; windows still open end.",
        "Withdrawn.", (messages, e) => messages.Withdraw(e));

    public static Command Close(Shared shared) => Create(
        shared, "close", "Say that you need nothing more. Windows still open end.", "Closed.",
        (messages, e) => messages.Close(e));

    private static Command Create(
        Shared shared, string name, string description, string sentence,
        Func<Messages, Envelope, Outcome<SignedEnvelope>> write)
    {
        var id = Choices.Id("The message that opened the exchange.");
        var command = new Command(name, description) { id };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            await desk.Api.RefreshClockAsync(stop);
            return (await desk.OpeningAsync(parsed.GetValue(id), stop)).Try(out var opening, out var refusal)
                && write(desk.Messages, opening.Envelope).Try(out var message, out refusal)
                    ? await Dispatch.SendAsync(desk, message, shared, shared.Json(parsed), sentence, stop)
                    : refusal;
        });
        return command;
    }
}
