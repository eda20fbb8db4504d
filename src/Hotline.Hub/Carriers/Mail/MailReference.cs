using System.Security.Cryptography;
using System.Text;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Carriers.Mail;

/// <summary>Which mail it is: one for each point of contact that is told about one silent addressee of one exchange.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence the mail is sent.</param>
/// <param name="Told">The participant it goes to: the addressee or the coordinator.</param>
/// <param name="Poc">The point of contact there.</param>
public sealed record MailReference(MessageId Exchange, string Addressee, string Told, string Poc)
{
    /// <summary>How logs name a recipient: <c>XC/officer</c>, never an address.</summary>
    public string Label => $"{Told}/{Poc}";
}

/// <summary>
/// Writes references into Message-IDs and reads them back out of bounces. Each carries a tag that only this hub can make, so that whoever
/// knows an exchange's id, but never saw the mail, cannot forge its bounce. Thread-safe.
/// </summary>
/// <param name="secret">At least 16 bytes that only this hub knows and that outlive a restart.</param>
/// <param name="domain">The right side of the Message-ID.</param>
public sealed class MailReferences(ReadOnlyMemory<byte> secret, string domain)
{
    /// <summary>Hexadecimal digits of the tag: 80 bits.</summary>
    private const int TagLength = 20;

    /// <summary>The Message-ID, with its angle brackets. The same reference always has the same one, so that a mail sent twice is one mail.</summary>
    public string MessageId(MailReference reference)
    {
        var name = Name(reference);
        return $"<{name}.{Tag(name)}@{domain}>";
    }

    /// <summary>Reads a Message-ID back; false for anybody else's, or when the tag does not hold. Gateways may have changed the case.</summary>
    /// <param name="messageId">With or without angle brackets.</param>
    /// <param name="reference">What it refers to, when true is returned.</param>
    public bool TryRead(string? messageId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MailReference? reference)
    {
        reference = null;
        var text = (messageId ?? "").Trim().TrimStart('<').TrimEnd('>');
        var at = text.LastIndexOf('@');
        if (at < 0 || text.Length > 300 || !text[(at + 1)..].Equals(domain, StringComparison.OrdinalIgnoreCase)
            || text[..at].Split('.') is not [var exchange, var addressee, var told, var poc, var tag]
            || !Protocol.MessageId.TryParse(exchange.ToLowerInvariant(), out var id))
        {
            return false;
        }
        var read = new MailReference(id, addressee.ToUpperInvariant(), told.ToUpperInvariant(), poc.ToLowerInvariant());
        if (!Names.IsParticipant(read.Addressee) || !Names.IsParticipant(read.Told) || !Names.IsName(read.Poc)
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Tag(Name(read))), Encoding.UTF8.GetBytes(tag.ToLowerInvariant())))
        {
            return false;
        }
        reference = read;
        return true;
    }

    private static string Name(MailReference r) => $"{r.Exchange}.{r.Addressee}.{r.Told}.{r.Poc}";

    private string Tag(string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret.Span, Encoding.ASCII.GetBytes(name)))[..TagLength];
}
