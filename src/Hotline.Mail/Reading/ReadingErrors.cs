using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>Every way in which bytes are not a mail that we read: 5001 to 5019.</summary>
public static class ReadingErrors
{
    /// <summary>Over <see cref="MailLimits.Bytes"/>.</summary>
    public static Refusal TooLarge() =>
        new(5001, "mail-too-large", RefusalClass.TooLarge,
            $"The mail has more than {MailLimits.Bytes} bytes. Attach the envelope alone, without other files.");

    /// <summary>Bytes that do not begin with the headers of a mail.</summary>
    public static Refusal BadHeader(string what) =>
        New(5002, "mail-bad-header",
            $"This is not an Internet message (RFC 5322): {what}. Save the mail whole, as .eml, with its headers.");

    /// <summary>Over <see cref="MailLimits.Headers"/> or <see cref="MailLimits.HeaderBytes"/>.</summary>
    public static Refusal TooManyHeaders() =>
        new(5003, "mail-too-many-headers", RefusalClass.TooLarge,
            $"The mail or one of its parts has more than {MailLimits.Headers} headers or "
            + $"{MailLimits.HeaderBytes} bytes of them, or all have more than {MailLimits.AllHeaderBytes}.");

    /// <summary>
    /// Content-Type, Content-Transfer-Encoding or the boundary said twice and differently: two readers could see two
    /// mails.
    /// </summary>
    public static Refusal DuplicateHeader(string name) =>
        New(5004, "mail-duplicate-header",
            $"'{EnvelopeErrors.Show(name)}' stands twice in the same place and says two things. Send the mail again "
            + "from another program.");

    /// <summary>Over <see cref="MailLimits.Depth"/>.</summary>
    public static Refusal TooDeep() =>
        new(5005, "mail-too-deep", RefusalClass.TooLarge,
            $"The mail has parts within parts over {MailLimits.Depth} levels. Attach the envelope to a plain mail.");

    /// <summary>Over <see cref="MailLimits.Parts"/>.</summary>
    public static Refusal TooManyParts() =>
        new(5006, "mail-too-many-parts", RefusalClass.TooLarge,
            $"The mail has more than {MailLimits.Parts} parts. Attach the envelope alone.");

    /// <summary>A multipart without usable boundary or without its end.</summary>
    public static Refusal BadStructure(string what) =>
        New(5007, "mail-bad-structure",
            $"The mail's parts cannot be told apart: {what}. It may have been cut off; ask for it again.");

    /// <summary>A transfer encoding that is unknown or damaged.</summary>
    public static Refusal BadEncoding(string what) =>
        New(5008, "mail-bad-encoding",
            $"A part of the mail cannot be decoded: {what}. It may have been damaged on its way; ask for it again.");

    /// <summary>A delivery report that does not say what happened.</summary>
    public static Refusal BadReport() =>
        New(5009, "mail-bad-report",
            "The mail calls itself a delivery report (RFC 3464) and has no readable action. Look at it by hand.");

    /// <summary>
    /// Over <see cref="MailLimits.UnpackedBytes"/>, <see cref="MailLimits.ZipRatio"/>,
    /// <see cref="MailLimits.ZipEntries"/> or <see cref="MailLimits.SearchedCharacters"/>.
    /// </summary>
    public static Refusal TooMuchUnpacked() =>
        new(5010, "mail-unpacks-to-too-much", RefusalClass.TooLarge,
            "What is packed in the mail is more than is opened. Attach the envelope alone, not in an archive.");

    /// <summary>Over <see cref="MailLimits.Envelopes"/>.</summary>
    public static Refusal TooManyEnvelopes() =>
        new(5011, "mail-too-many-envelopes", RefusalClass.TooLarge,
            $"The mail has more than {MailLimits.Envelopes} envelopes. Send them in several mails.");

    /// <summary>Encrypted: nobody here has a key for it.</summary>
    /// <param name="how">Such as <c>S/MIME</c>.</param>
    public static Refusal Encrypted(string how) =>
        New(5012, "mail-encrypted",
            $"A part of the mail is encrypted ({how}), and there is no key for it here. Send the envelope in a mail "
                + $"that "
            + "is not encrypted.");

    /// <summary>Packed in a way that is not opened here, or damaged in its packing.</summary>
    /// <param name="what">Such as <c>a RAR archive</c>.</param>
    public static Refusal Unopened(string what) =>
        New(5013, "mail-not-opened",
            $"A part of the mail cannot be opened: {what}. Attach the envelope itself, as message.jws.");

    /// <summary>Our reader failed on it.</summary>
    public static Refusal Unreadable() =>
        New(5014, "mail-unreadable",
            "The mail cannot be taken apart. Look at it by hand, and ask for the envelope in a plain mail.");

    private static Refusal New(int number, string name, string detail) =>
        new(number, name, RefusalClass.Malformed, detail);
}
