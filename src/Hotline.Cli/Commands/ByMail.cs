using System.CommandLine;
using System.Net.Mail;
using System.Text.Json.Nodes;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary>The options <c>-o FILE --mail-to ADDRESS --mail-from ADDRESS</c>: write the reply as a mail instead of submitting it.</summary>
internal sealed class ByMail
{
    private readonly Option<string?> _file = new("--output", "-o") { Description = "Write the reply as a mail to this file instead of submitting it; works without the hub.", HelpName = "FILE.eml" };
    private readonly Option<string?> _to = new("--mail-to") { Description = "With -o: the hub's mail address.", HelpName = "ADDRESS" };
    private readonly Option<string?> _from = new("--mail-from") { Description = "With -o: your mail address.", HelpName = "ADDRESS" };

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_to);
        command.Options.Add(_from);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_file) is not null == (result.GetValue(_to) is null || result.GetValue(_from) is null))
            {
                result.AddError("Give -o FILE, --mail-to ADDRESS and --mail-from ADDRESS together.");
            }
        });
    }

    /// <summary>Sends the reply, or writes the mail.</summary>
    public async Task<Refusal?> SendAsync(OpenDesk desk, SignedEnvelope reply, string? mailId, Shared shared, ParseResult parsed, string sentence, CancellationToken stop)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            return await Dispatch.SendAsync(desk, reply, shared, shared.Json(parsed), sentence, stop);
        }
        if (!MailAddress.TryCreate(parsed.GetValue(_to), out var to))
        {
            return CliErrors.BadMailAddress(parsed.GetValue(_to)!);
        }
        if (!MailAddress.TryCreate(parsed.GetValue(_from), out var from))
        {
            return CliErrors.BadMailAddress(parsed.GetValue(_from)!);
        }
        if (await Files.WriteAsync(file, ReplyMail.Compose(reply, from, to, mailId), stop) is { } refusal)
        {
            return refusal;
        }
        if (shared.Json(parsed))
        {
            shared.Print(new JsonObject { ["id"] = reply.Envelope.Id.ToString(), ["file"] = file, ["envelope"] = reply.Compact });
            return null;
        }
        shared.World.Out.WriteLine(reply.Envelope.Id);
        shared.Screen.Line(new Ink("Not sent yet. ", Look.Ask), $"Send {file} with any mail program, for instance: sendmail -t < {file}");
        return null;
    }
}
