namespace Hotline.Mail;

/// <summary>
/// Limits on everything in a mail that a stranger controls. A mail that is over one of them is refused whole: whoever
/// sent it learns the number, and nothing of it is half read.
/// </summary>
public static class MailLimits
{
    /// <summary>
    /// Bytes of the whole mail as it arrives. A mail of a few MiB with a logo is ordinary, and many relays stop at 25
    /// or 32 MiB themselves.
    /// </summary>
    public const int Bytes = 32 * 1024 * 1024;

    /// <summary>
    /// Levels of parts within parts, unpacked ones included; a mail without parts has one. An S/MIME mail that is
    /// forwarded inside another through a list has eleven.
    /// </summary>
    public const int Depth = 32;

    /// <summary>
    /// Parts in all, containers and unpacked ones included. A digest of a busy list has some hundred.
    /// </summary>
    public const int Parts = 500;

    /// <summary>
    /// Headers of the mail or of one part. A mail through two clouds and a list has some two hundred.
    /// </summary>
    public const int Headers = 512;

    /// <summary>
    /// Bytes of the headers of the mail or of one part. Those of cloud gateways have some 20 KiB, a list of a thousand
    /// recipients 40 KiB.
    /// </summary>
    public const int HeaderBytes = 256 * 1024;

    /// <summary>
    /// Bytes of all headers together, those of parts and unpacked mails included. Two hundred mails of a digest, each
    /// through a cloud gateway, have so many.
    /// </summary>
    public const int AllHeaderBytes = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes decoded and inflated in all, layer by layer: a full mail, base64 in base64, can be opened; a bomb cannot.
    /// </summary>
    public const int UnpackedBytes = 128 * 1024 * 1024;

    /// <summary>Files in a zip. A gateway packs one or a few.</summary>
    public const int ZipEntries = 64;

    /// <summary>
    /// How many times a file of a zip may be larger than it was packed; text that people write packs to a tenth.
    /// Files up to <see cref="SmallEntry"/> bytes are let be.
    /// </summary>
    public const int ZipRatio = 200;

    /// <summary>Bytes of a file in a zip that are too few to be a bomb.</summary>
    public const int SmallEntry = 1024 * 1024;

    /// <summary>
    /// Characters looked at in all for envelopes that do not come to anything. Each failed start costs what it looked
    /// at, so a text that is nothing but starts ends here.
    /// </summary>
    public const int SearchedCharacters = 16 * 1024 * 1024;

    /// <summary>Envelopes in one mail: an opening, its replies and their copies in forwarded mails.</summary>
    public const int Envelopes = 32;
}
