using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Contract.Errors;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary><c>show</c>: one exchange, how it stands for each addressee.</summary>
internal static class ShowCommand
{
    private static readonly int Damaged = JournalErrors.DamagedEntry(0).Number;

    public static Command Create(Shared shared)
    {
        var id = Choices.Id("The message that opened the exchange.");
        var command = new Command(
            "show", "Show an exchange: what is awaited by when, every rung, window and step, and the message.") { id };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await desk.Api.CheckedExchangeAsync(parsed.GetValue(id), desk.Inbox, stop))
                .Try(out var found, out var refusal))
            {
                if (refusal.Number == Damaged || refusal.Class == RefusalClass.NotFound)
                {
                    Own(shared, desk, parsed, parsed.GetValue(id));
                }
                return refusal;
            }
            var (view, message, wrong) = found;
            var replies = message is null ? [] : await RepliesAsync(desk, view, stop);
            wrong ??= replies.Select(r => r.Alarm).FirstOrDefault(a => a is not null);
            if (shared.Json(parsed))
            {
                var document = JsonSerializer.SerializeToNode(view, WireJson.Default.ExchangeView)!.AsObject();
                document["message"] = message is null ? null : MessageScreen.Json(message.Envelope);
                shared.Print(document);
                return wrong;
            }
            Trust(shared.Screen, message, wrong);
            ExchangeScreen.Show(
                shared.Screen, view, desk.Profile.Participant, message?.Envelope.Subject, message?.Envelope);
            shared.Screen.Line();
            if (message is not null)
            {
                MessageScreen.Signature(shared.Screen, message, desk.Directory, shared.World.Clock.GetUtcNow());
                MessageScreen.Content(shared.Screen, message.Envelope.Content);
            }
            foreach (var reply in replies)
            {
                Show(shared.Screen, desk, view, reply);
            }
            return wrong;
        });
        return command;
    }

    /// <summary>
    /// What this desk holds itself of an exchange that the hub cannot show: it is no word of the hub's, and whoever
    /// signed it still did.
    /// </summary>
    private static void Own(Shared shared, OpenDesk desk, ParseResult parsed, MessageId id)
    {
        if (desk.Kept(id) is not { } own)
        {
            return;
        }
        if (shared.Json(parsed))
        {
            shared.Print(new JsonObject
            {
                ["id"] = id.ToString(), ["ownCopy"] = true, ["message"] = MessageScreen.Json(own.Envelope),
            });
            return;
        }
        var (screen, e) = (shared.Screen, own.Envelope);
        screen.Line(new Ink(
            " THE HUB CANNOT SHOW THIS EXCHANGE. What follows is this desk's own copy of its message; how far it came "
            + "is not known here.", Look.Bad));
        MessageScreen.Labels(screen, e.Status, e.Tlp, e.Precedence, e.Kind);
        MessageScreen.Subject(screen, e.Subject);
        MessageScreen.Parties(screen, e);
        MessageScreen.Signature(screen, own, desk.Directory, shared.World.Clock.GetUtcNow());
        MessageScreen.Content(screen, e.Content);
    }

    /// <summary>First of all: whether what follows was signed by somebody, or is only said.</summary>
    private static void Trust(Screen screen, SignedEnvelope? message, Refusal? wrong)
    {
        if (wrong is not null)
        {
            screen.Line(new Ink($" ALARM: {wrong}", Look.Bad));
            screen.Line();
        }
        else if (message is null)
        {
            screen.Line(new Ink(" The signed message is not for this seat: all this is the hub's word.", Look.Faint));
        }
    }

    /// <summary>Every reply that the hub tells of, with the message that proves it.</summary>
    private static async Task<List<ToldReply>> RepliesAsync(OpenDesk desk, ExchangeView view, CancellationToken stop)
    {
        var replies = new List<ToldReply>();
        foreach (var act in view.Acts)
        {
            (await desk.Api.ReplyAsync(act, view.Id, stop)).Try(out var reply, out var refusal);
            replies.Add(new ToldReply(act, reply, refusal));
        }
        return replies;
    }

    /// <summary>
    /// What answers say is shown with the exchange; acknowledgements and endings say all by their kind, once they are
    /// proven.
    /// </summary>
    private static void Show(Screen screen, OpenDesk desk, ExchangeView view, ToldReply told)
    {
        var act = told.Act;
        if (told.Reply is not null && act.Kind != Kind.Response)
        {
            return;
        }
        screen.Line();
        screen.Line(" ", new Ink($"{act.Kind.Words()} of {act.From} ({act.Sender})", Look.Strong),
            $", {HumanTime.Record(act.At, view.HubTime)}");
        if (told.Reply is not { } reply)
        {
            screen.Line(new Ink($" It cannot be shown, so it is the hub's word: {told.Refusal}", Look.Bad));
            return;
        }
        MessageScreen.Subject(screen, reply.Envelope.Subject);
        MessageScreen.Signature(screen, reply, desk.Directory, view.HubTime);
        MessageScreen.Content(screen, reply.Envelope.Content);
    }

    /// <summary>A reply that the hub tells of.</summary>
    /// <param name="Act">What it tells.</param>
    /// <param name="Reply">The reply, checked and as told; null when it is not.</param>
    /// <param name="Refusal">Why it is not.</param>
    private sealed record ToldReply(ActView Act, SignedEnvelope? Reply, Refusal? Refusal)
    {
        /// <summary>Not that the reply is not for this seat, but that it is not what was told.</summary>
        public Refusal? Alarm => Refusal is { Number: (>= 1001 and < 1100) or 6023 or 6024 } ? Refusal : null;
    }
}
