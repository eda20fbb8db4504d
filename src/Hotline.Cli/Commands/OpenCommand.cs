using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary>
/// <c>open</c>: reads a message from a file, checks who signed it, and shows it. Needs no hub once the directory was
/// fetched.
/// </summary>
internal static class OpenCommand
{
    public static Command Create(Shared shared)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "An envelope or a mail (.eml) that holds one; - for standard input.",
        };
        var command =
            new Command("open", "Check and show a message from a file or mail; works without the hub.") { file };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            var read = await MessageFile.ReadAsync(parsed.GetValue(file)!, shared.World, stop);
            if (!read.Try(out var message, out var refusal))
            {
                return refusal;
            }
            (await desk.CheckAsync(message.Compact, stop)).Try(out var signed, out refusal);
            var envelope = signed?.Envelope ?? MessageFile.Unproven(message.Compact);
            if (envelope is null)
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(Json(desk, signed, envelope, message));
                return refusal;
            }
            Show(shared, desk, signed, envelope, message);
            return refusal;
        });
        return command;
    }

    private static void Show(
        Shared shared, OpenDesk desk, SignedEnvelope? signed, Envelope envelope, MessageFile message)
    {
        var screen = shared.Screen;
        if (signed is null)
        {
            screen.Line(new Ink(
                " NOT PROVEN: who wrote this is not known. Read the reason below, and trust nothing in it.", Look.Bad));
        }
        MessageScreen.Labels(screen, envelope.Status, envelope.Tlp, envelope.Precedence, envelope.Kind);
        MessageScreen.Subject(screen, envelope.Subject);
        MessageScreen.Parties(screen, envelope);
        screen.Line(new Ink(
            $" Made {HumanTime.Full(envelope.Created)} by its sender's clock · message "
            + $"{envelope.Id}{(envelope.Opens ? "" : $" · exchange {envelope.Exchange}")}", Look.Faint));
        if (message.Mail is { } mail)
        {
            screen.Line(new Ink(
                $" Came in a mail from {mail.From ?? "nobody that can be read"}; the mail itself "
                + "proves nothing.", Look.Faint));
            screen.Line(ByMail.Elsewhere(desk, mail) is { } elsewhere
                ? new Ink($" ALARM: {elsewhere}", Look.Bad)
                : new Ink($" Replies by mail go to {ByMail.Asked(mail) ?? "nobody that can be read"}.", Look.Faint));
        }
        if (signed is not null)
        {
            MessageScreen.Signature(screen, signed, desk.Directory, shared.World.Clock.GetUtcNow());
        }
        if (envelope.ExpectBy is { } expected)
        {
            screen.Line($" An answer is promised by {HumanTime.Full(expected)}.");
        }
        MessageScreen.Content(screen, envelope.Content);
        if (signed is not null && envelope.Opens && envelope.From != desk.Profile.Participant)
        {
            screen.Line();
            screen.Line(new Ink(" ► To acknowledge: ", Look.Ask), $"hotline ack {envelope.Id}");
            screen.Line(new Ink($"   {AckCommand.Meaning}", Look.Faint));
        }
    }

    private static JsonObject Json(OpenDesk desk, SignedEnvelope? signed, Envelope envelope, MessageFile message)
    {
        var owner = signed is null ? null : desk.Directory.Owner(signed.KeyId);
        return new JsonObject
        {
            ["signature"] = signed is null ? "not-proven" : "holds",
            ["key"] = signed?.KeyId,
            ["participant"] = owner?.Participant,
            ["poc"] = owner?.Poc.Id,
            ["keyLeft"] = owner?.Left is { } left ? Instant.Write(left) : null,
            ["directoryAsOf"] = desk.Directory.AsOf is { } at ? Instant.Write(at) : null,
            ["message"] = MessageScreen.Json(envelope),
            ["envelope"] = message.Compact,
            ["repliesTo"] = ByMail.Asked(message.Mail),
        };
    }
}
