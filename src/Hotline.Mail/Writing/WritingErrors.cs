using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>Every way in which something may not be written as a mail: 5050 to 5054.</summary>
public static class WritingErrors
{
    /// <summary>CR, LF or another control character where one line belongs.</summary>
    public static Refusal LineBreak(string field) => New(5051, "mail-line-break",
        $"The mail's {field} holds a line break or another control character, so it is not sent. "
        + "Correct it in the directory or in the settings.");

    /// <summary>Not an address that we send to.</summary>
    public static Refusal BadAddress(string field) => New(5052, "mail-bad-address",
        $"The mail's {field} is not one mail address of at most 254 bytes, without name or comment. "
        + "Correct it in the directory or in the settings.");

    /// <summary>Over a limit.</summary>
    public static Refusal TooLong() => new(5053, "mail-too-long", RefusalClass.TooLarge,
        $"The mail is too long: {WrittenMail.MaximumLine} characters a header, {WrittenMail.MaximumText} of text.");

    /// <summary>The Message-ID is none.</summary>
    public static Refusal BadMessageId() => New(5054, "mail-bad-message-id",
        "The mail's Message-ID or envelope has a form that cannot travel. Check the domain in the mail settings.");

    private static Refusal New(int number, string name, string detail) =>
        new(number, name, RefusalClass.Malformed, detail);
}
