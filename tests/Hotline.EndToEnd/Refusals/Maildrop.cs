using System.Text;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Refusals;

/// <summary>The hub's inbound Maildir, as a mail server fills it.</summary>
public static class Maildrop
{
    /// <summary>Delivers a mail with one attachment: written in tmp, renamed into new.</summary>
    public static async Task PutAsync(HubProcess hub, string name, string type, byte[] attachment)
    {
        var mail = $"""
            From: Duty officer <officer@xa.example>
            To: hotline@hub.example
            Subject: A message
            Message-ID: <{name}@xa.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=part

            --part
            Content-Type: text/plain

            See the attachment.
            --part
            Content-Type: {type}; name=message.jws
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename=message.jws

            {Convert.ToBase64String(attachment, Base64FormattingOptions.InsertLineBreaks)}
            --part--

            """;
        await PutAsync(hub, name, Encoding.ASCII.GetBytes(mail.ReplaceLineEndings("\r\n")));
    }

    /// <summary>Delivers a mail as it is.</summary>
    public static async Task PutAsync(HubProcess hub, string name, byte[] mail)
    {
        var (draft, target) =
            (Path.Combine(hub.Data, "maildir", "tmp", name), Path.Combine(hub.Data, "maildir", "new", name));
        await File.WriteAllBytesAsync(draft, mail);
        File.Move(draft, target);
    }

    /// <summary>Where the reason stands why a mail was refused.</summary>
    public static string Reason(HubProcess hub, string name) =>
        Path.Combine(hub.Data, "maildir", "refused", name + ".reason");

    /// <summary>Where a mail lies that was taken or put aside.</summary>
    public static string Done(HubProcess hub, string name) => Path.Combine(hub.Data, "maildir", "cur", name + ":2,S");
}
