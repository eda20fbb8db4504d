using System.CommandLine;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Protocol;

namespace Hotline.Cli.Commands;

/// <summary><c>ack</c>: signs that a message was received.</summary>
internal static class AckCommand
{
    /// <summary>Said wherever somebody acknowledges.</summary>
    public const string Meaning =
        "An acknowledgement says that the message was received. It does not mean agreement with its content.";

    public static Command Create(Shared shared)
    {
        var which =
            new Argument<string>("ID|FILE") { Description = "The message: its id, or the mail or envelope as a file." };
        var expect = new Option<Func<DateTimeOffset, DateTimeOffset>?>("--expect-by")
        {
            Description = "When an answer can be expected: 2h, or a time in UTC such as 2026-01-02T15:00:00Z.",
            HelpName = "TIME",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (Instant.TryParse(text, out var time))
                {
                    return _ => time;
                }
                if (Choices.TryDuration(text, out var duration))
                {
                    return now => now + duration;
                }
                result.AddError(
                    $"--expect-by '{text}' is neither a length such as 2h nor a time in UTC such as "
                    + "2026-01-02T15:00:00Z.");
                return null;
            },
        };
        var command = new Command("ack", "Acknowledge a message. " + Meaning) { which, expect };
        var mail = new ByMail();
        mail.AddTo(command);
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            await mail.SetClockAsync(desk, parsed, stop);
            if (!(await Original.FindAsync(desk, parsed.GetValue(which)!, shared.World, stop))
                .Try(out var original, out var refusal)
                || !desk.Messages.Acknowledge(
                    original.Opening.Envelope, parsed.GetValue(expect)?.Invoke(desk.Api.Clock.GetUtcNow()))
                    .Try(out var reply, out refusal))
            {
                return refusal;
            }
            if (!shared.Json(parsed))
            {
                await shared.World.Error.WriteLineAsync(Meaning);
            }
            var promise = reply.Envelope.ExpectBy is { } by ? $" An answer is promised by {HumanTime.Full(by)}." : "";
            return await mail.SendAsync(desk, reply, original.Mail, shared, parsed,
                $"Acknowledged to {original.Opening.Envelope.From}.{promise}", stop);
        });
        return command;
    }
}
