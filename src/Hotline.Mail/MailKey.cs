using System.Globalization;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// Which mail: the one about an exchange, on account of an addressee, to a point of contact, of its opening message or
/// of a reply. There is only one of each at a time.
/// </summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence it is sent, or to whose part of the exchange the reply
/// belongs.</param>
/// <param name="Told">The participant it goes to.</param>
/// <param name="Poc">The point of contact it goes to.</param>
/// <param name="Reply">The reply that it holds; null when it holds the opening message.</param>
public sealed record MailKey(MessageId Exchange, string Addressee, string Told, string Poc, MessageId? Reply = null)
{
    /// <summary>How logs and refusals name whom it goes to: <c>XC/officer</c>, never an address.</summary>
    public string Recipient => $"{Told}/{Poc}";

    /// <summary>
    /// The name of the mail that a step ordered then, for files and Message-IDs:
    /// <c>EXCHANGE.ADDRESSEE.TOLD.POC.ORDERED</c>, ORDERED in milliseconds since 1970; with a reply's id,
    /// <c>….ORDERED.REPLY</c>.
    /// </summary>
    /// <param name="ordered">When a step ordered it.</param>
    public string Name(DateTimeOffset ordered)
    {
        var milliseconds = ordered.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var name = $"{Exchange}.{Addressee}.{Told}.{Poc}.{milliseconds}";
        return Reply is { } reply ? $"{name}.{reply}" : name;
    }
}
