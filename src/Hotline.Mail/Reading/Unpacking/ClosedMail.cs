using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// What nobody can open here: OpenPGP's encryption, pieces of a mail, mail that is elsewhere, encodings of other days.
/// </summary>
internal sealed class ClosedMail : IUnpacker
{
    private static ReadOnlySpan<byte> Armor => "-----BEGIN PGP MESSAGE-----"u8;

    /// <summary>What Macs send beside a file, and put beside it in archives: never the file itself.</summary>
    private static ReadOnlySpan<byte> AppleDouble => [0, 5, 0x16, 7];

    /// <inheritdoc/>
    public Unpacked? Open(Leaf leaf, Place place, ReadingWork work) => leaf.MediaType switch
    {
        "application/pgp-encrypted" => Unpacked.Closed(ReadingErrors.Encrypted("OpenPGP")),
        "application/pgp-signature" or "application/pgp-keys" => Unpacked.Nothing,
        _ when leaf.Bytes.AsSpan().StartsWith(AppleDouble) => Unpacked.Nothing,
        "message/partial" => Unpacked.Closed(ReadingErrors.Unopened("one piece of a mail that was sent in pieces")),
        "message/external-body" => Unpacked.Closed(ReadingErrors.Unopened("a mail that is kept elsewhere")),
        _ when leaf.Bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith(Armor)
            || (leaf.IsNamed(".pgp", ".gpg") && !leaf.IsTextual) => Unpacked.Closed(ReadingErrors.Encrypted("OpenPGP")),
        "application/mac-binhex40" => Unpacked.Closed(ReadingErrors.Unopened("a file in BinHex")),
        _ when leaf.Bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("=ybegin "u8) =>
            Unpacked.Closed(ReadingErrors.Unopened("a file in yEnc")),
        _ => null,
    };

    /// <summary>True when a text has an encrypted message among its words.</summary>
    public static bool IsIn(Leaf leaf) => leaf.Bytes.AsSpan().IndexOf(Armor) >= 0;

    /// <summary>True for a container whose parts are encrypted (RFC 3156).</summary>
    public static bool Is(Multipart container) =>
        container.ContentType.IsMimeType("multipart", "encrypted");
}
