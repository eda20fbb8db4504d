using System.Text;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Mail.Tests;

/// <summary>Mails that we write, and their bytes.</summary>
internal static class Written
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Some Signers = new();

    public static SignedEnvelope Opening { get; } = Signers.Message(to: "XC");

    public static SignedEnvelope Acknowledgement { get; } = Signers.Acknowledgement(Opening, "XC", expectBy: Noon);

    public static SignedEnvelope Response { get; } = Signers.Response(Opening, "XC");

    /// <summary>A mail of the hub's about <see cref="Opening"/>.</summary>
    public static OutgoingMail Notice() => new()
    {
        Key = new MailKey(Opening.Envelope.Exchange, "XC", "XC", "officer"),
        To = "officer@xc.example",
        From = "hotline@hub.example",
        ReplyTo = "replies@hub.example",
        ReturnPath = "bounces+0a1b@hub.example",
        Subject = "[EXERCISE] [TLP:AMBER] PRIORITY request for mitigation from XA to XC",
        Text = "HOTLINE: a signed message\n\nfrom XA for XC\n",
        Envelope = Opening.Compact,
        MessageId = "<1.xc.xc.officer@hub.example>",
        Date = Noon,
        Precedence = Precedence.Priority,
        Status = Status.Exercise,
    };

    public static byte[] Bytes(WrittenMail mail) => MimeMail.Write(mail);

    public static ReceivedMail ReadBack(WrittenMail mail) => MailReader.Read(Bytes(mail)).Value;

    /// <summary>The value of a mail's header that stands once, or null when it stands nowhere.</summary>
    public static string? Header(WrittenMail mail, string name) =>
        Encoding.ASCII.GetString(Bytes(mail)).Split("\r\n\r\n")[0].Split("\r\n")
            .SingleOrDefault(l => l.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
