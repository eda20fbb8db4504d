using System.CommandLine;
using System.Text.Json;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary><c>show</c>: one exchange, how it stands for each addressee.</summary>
internal static class ShowCommand
{
    public static Command Create(Shared shared)
    {
        var id = Choices.Id("The message that opened the exchange.");
        var command = new Command(
            "show", "Show an exchange: what is awaited by when, every rung, window and step, and the message.") { id };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await desk.Api.ExchangeAsync(parsed.GetValue(id), stop)).Try(out var view, out var refusal))
            {
                return refusal;
            }
            SignedEnvelope? message = null;
            Refusal? wrong = null;
            if (view.Envelope is { } compact)
            {
                (await desk.CheckAsync(compact, stop)).Try(out message, out wrong);
            }
            if (shared.Json(parsed))
            {
                var document = JsonSerializer.SerializeToNode(view, WireJson.Default.ExchangeView)!.AsObject();
                document["message"] = message is null ? null : MessageScreen.Json(message.Envelope);
                shared.Print(document);
                return wrong;
            }
            ExchangeScreen.Show(shared.Screen, view, desk.Profile.Participant, message?.Envelope.Subject);
            shared.Screen.Line();
            if (message is not null)
            {
                MessageScreen.Signature(shared.Screen, message, desk.Directory, shared.World.Clock.GetUtcNow());
                MessageScreen.Content(shared.Screen, message.Envelope.Content);
                await RepliesAsync(desk, view, shared.Screen, stop);
            }
            return wrong;
        });
        return command;
    }

    /// <summary>
    /// What answers say is shown with the exchange; acknowledgements and endings say all by their kind.
    /// </summary>
    private static async Task RepliesAsync(OpenDesk desk, ExchangeView view, Screen screen, CancellationToken stop)
    {
        foreach (var act in view.Acts.Where(a => a.Kind == Kind.Response))
        {
            screen.Line();
            screen.Line(" ", new Ink($"Response of {act.From} ({act.Sender})", Look.Strong),
                $", {HumanTime.Record(act.At, view.HubTime)}");
            if (!(await desk.Api.EnvelopeAsync(act.Message, stop)).Try(out var compact, out var refusal)
                || !(await desk.CheckAsync(compact, stop)).Try(out var reply, out refusal))
            {
                screen.Line(new Ink($" It cannot be shown: {refusal}", Look.Bad));
                continue;
            }
            MessageScreen.Subject(screen, reply.Envelope.Subject);
            MessageScreen.Signature(screen, reply, desk.Directory, view.HubTime);
            MessageScreen.Content(screen, reply.Envelope.Content);
        }
    }
}
