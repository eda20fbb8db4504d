using System.CommandLine;
using Hotline.Cli.Desk;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary><c>respond</c>: the signed answer.</summary>
internal static class RespondCommand
{
    public static Command Create(Shared shared)
    {
        var which =
            new Argument<string>("ID|FILE") { Description = "The message: its id, or the mail or envelope as a file." };
        var content = new Option<string>("--content")
        {
            Description = "The answer: a file, or - for standard input.",
            HelpName = "FILE|-",
            Required = true,
        };
        var type = new Option<string?>("--content-type")
        {
            Description = "Its media type; told from the content unless given.",
            HelpName = "TYPE",
        };
        var subject = new Option<string?>("--subject") { Description = "One line for a person.", HelpName = "TEXT" };
        var command = new Command("respond", "Answer a message.") { which, content, type, subject };
        var mail = new ByMail();
        mail.AddTo(command);
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            await mail.SetClockAsync(desk, parsed, stop);
            if (!(await Files.ContentAsync(parsed.GetValue(content)!, parsed.GetValue(type), shared.World, stop))
                .Try(out Content? said, out var refusal)
                || !(await Original.FindAsync(desk, parsed.GetValue(which)!, shared.World, stop))
                    .Try(out var original, out refusal)
                || !desk.Messages.Respond(
                    original.Opening.Envelope, said, parsed.GetValue(subject)).Try(out var reply, out refusal))
            {
                return refusal;
            }
            return await mail.SendAsync(
                desk, reply, original.Mail, shared, parsed, $"Answered to {original.Opening.Envelope.From}.", stop);
        });
        return command;
    }
}
