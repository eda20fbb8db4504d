using System.CommandLine;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary>
/// The options <c>-o FILE [--mail-to ADDRESS] [--mail-from ADDRESS]</c>: write the reply as a mail instead of
/// submitting it.
/// </summary>
internal sealed class ByMail
{
    private readonly Option<string?> _file = new("--output", "-o")
    {
        Description = "Write the reply as a mail to this file instead of submitting it; works without the hub.",
        HelpName = "FILE.eml",
    };
    private readonly Option<string?> _to = new(
        "--mail-to") { Description = "With -o: the hub's mail address; that of the mail you "
        + "answer, which must be your profile's where that has one, unless given.", HelpName = "ADDRESS" };
    private readonly Option<string?> _from = new(
        "--mail-from") { Description = "With -o: your mail address, or NAME <ADDRESS>; the one that the mail you "
        + "answer came to unless given.", HelpName = "ADDRESS" };

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_to);
        command.Options.Add(_from);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_file) is null && (result.GetValue(_to) ?? result.GetValue(_from)) is not null)
            {
                result.AddError("--mail-to and --mail-from go with -o FILE.");
            }
        });
    }

    /// <summary>By the hub's clock where the reply goes to the hub; a mail is written without asking it.</summary>
    public Task SetClockAsync(OpenDesk desk, ParseResult parsed, CancellationToken stop) =>
        parsed.GetValue(_file) is null ? desk.Api.RefreshClockAsync(stop) : Task.CompletedTask;

    /// <summary>Sends the reply, or writes the mail.</summary>
    public async Task<Refusal?> SendAsync(
        OpenDesk desk, SignedEnvelope reply, ReceivedMail? answered, Shared shared, ParseResult parsed, string sentence,
        CancellationToken stop)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            return await Dispatch.SendAsync(desk, reply, shared, shared.Json(parsed), sentence, stop);
        }
        // The mail that is answered says who got it, and where it would like replies to go.
        if (MailAddresses.Read(
            parsed.GetValue(_to) ?? Asked(answered) ?? desk.Profile.Mail) is not { } to)
        {
            return CliErrors.BadMailAddress("--mail-to", parsed.GetValue(_to));
        }
        if (parsed.GetValue(_to) is null && Elsewhere(desk, answered) is { } elsewhere)
        {
            return elsewhere;
        }
        if (MailAddresses.Read(parsed.GetValue(_from) ?? (answered is { To: [var own] } ? own : null)) is not { } from)
        {
            return CliErrors.BadMailAddress("--mail-from", parsed.GetValue(_from));
        }
        var composed = ReplyMail.Compose(reply, from.Address, to.Address, answered?.MessageId, from.Name);
        if (!composed.Try(out var mail, out var refusal))
        {
            return refusal;
        }
        if (await Files.WriteAsync(file, MimeMail.Write(mail), stop) is { } notWritten)
        {
            return notWritten;
        }
        if (shared.Json(parsed))
        {
            shared.Print(new JsonObject
            {
                ["id"] = reply.Envelope.Id.ToString(),
                ["file"] = file,
                ["to"] = to.Address,
                ["envelope"] = reply.Compact,
            });
            return null;
        }
        shared.World.Out.WriteLine(reply.Envelope.Id);
        shared.Screen.Line(new Ink("Not sent yet. ", Look.Ask), "It goes to ", new Ink(to.Address, Look.Strong),
            desk.Profile.Mail is null && parsed.GetValue(_to) is null
                ? ", as the mail asks that you answer and nothing proves: is that your hub's?" : ".");
        shared.Screen.Line($"Send {file} with any mail program, for instance: sendmail -t < {file}");
        return null;
    }

    /// <summary>Where a mail asks replies to go; null when it asks nothing that can be read.</summary>
    public static string? Asked(ReceivedMail? answered) => answered?.ReplyTo ?? answered?.From;

    /// <summary>Null unless a mail asks for replies to another address than the hub's of the profile.</summary>
    public static Refusal? Elsewhere(OpenDesk desk, ReceivedMail? answered) =>
        desk.Profile.Mail is { } pinned && Asked(answered) is { } asked
        && !string.Equals(asked, MailAddresses.Read(pinned)?.Address, StringComparison.OrdinalIgnoreCase)
            ? CliErrors.OtherMailAddress(asked, pinned) : null;
}
