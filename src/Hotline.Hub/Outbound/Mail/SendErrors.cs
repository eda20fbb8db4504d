using Hotline.Hub.Carriers.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Refusals about mails that go out: 5050 to 5079.</summary>
public static class SendErrors
{
    /// <summary>CR, LF or another control character where one line belongs.</summary>
    public static Refusal LineBreak(string field) => New(5051, "mail-line-break", $"The mail's {field} holds a line break or another control character, so it is not sent. Correct it in the directory or in the settings.");

    /// <summary>Not an address that we send to.</summary>
    public static Refusal BadAddress(string field) => New(5052, "mail-bad-address", $"The mail's {field} is not a plain ASCII mail address of at most 254 characters. Correct it in the directory or in the settings.");

    /// <summary>Over a limit.</summary>
    public static Refusal TooLong() => new(5053, "mail-too-long", RefusalClass.TooLarge, $"The mail is too long: {OutgoingMail.MaximumLine} characters a header, {OutgoingMail.MaximumText} of text.");

    /// <summary>The Message-ID is none.</summary>
    public static Refusal BadMessageId() => New(5054, "mail-bad-message-id", "The mail's Message-ID or envelope has a form that cannot travel. Check the domain in the mail settings.");

    /// <summary>The directory has lost the address since the mail was ordered.</summary>
    public static Refusal NoAddress(string told, string poc) => New(5055, "mail-no-address", $"The directory has no mail address for {told}/{poc} any more. Enter one.");

    private static Refusal New(int number, string name, string detail) => new(number, name, RefusalClass.Malformed, detail);
}
