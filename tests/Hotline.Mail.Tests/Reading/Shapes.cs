using System.IO.Compression;
using System.Text;
using MimeKit.Tnef;
using Org.BouncyCastle.Cms;

namespace Hotline.Mail.Tests;

/// <summary>
/// Makes mails: an envelope in one of its <see cref="Places"/>, and around it one or more <see cref="Disturbances"/>.
/// Written by hand where it must be wrong, by libraries where it must be right.
/// </summary>
internal static class Shapes
{
    private const string Octets = "Content-Type: application/octet-stream";

    /// <summary>
    /// Every place that real mail puts an envelope in: the part or parts that then stand in the mail.
    /// </summary>
    public static IReadOnlyDictionary<string, Func<string, Part>> Places { get; } =
        new Dictionary<string, Func<string, Part>>
        {
            ["jose"] = e => Base64("Content-Type: application/jose; name=message.jws", e),
            ["jose 7bit"] = e => new("Content-Type: application/jose", e),
            ["renamed .jws.txt"] = e => Base64(
                "Content-Type: text/plain; name=\"message.jws.txt\"\nContent-Disposition: attachment; "
                + "filename=\"message.jws.txt\"", e),
            ["renamed .safe"] = e => Base64($"{Octets}; name=message.jws.safe", e),
            ["ATT00001.bin"] = e => Base64($"{Octets}; name=\"ATT00001.bin\"", e),
            ["no name"] = e => Base64(Octets, e),
            ["an image"] = e => Base64("Content-Type: image/png; name=image001.png", e),
            ["RFC 2231 name"] = e => Base64(
                $"{Octets}\nContent-Disposition: attachment; filename*=UTF-8''Best%C3%A4tigung.jws", e),
            ["RFC 2231 sections"] = e => Base64(
                $"{Octets}\nContent-Disposition: attachment;\n filename*0=\"acknow\";\n"
                    + $" filename*1=\"ledgement.jws\"", e),
            ["encoded-word name"] = e => Base64(
                $"{Octets}; name=\"=?windows-1252?Q?Best=E4tigung.jws?=\"", e),
            ["unquoted name"] = e => Base64(
                "Content-Type: application/jose; name=message 1.jws\nContent-Disposition: attachment; "
                + "filename=message 1.jws", e),
            ["UTF-8 mark"] = e => new(
                Octets + "\nContent-Transfer-Encoding: base64",
                Coded([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(e)])),
            ["UTF-16"] = e => new(
                Octets + "\nContent-Transfer-Encoding: base64", Coded([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(e)])),
            ["UTF-16 without mark"] = e => new(
                Octets + "\nContent-Transfer-Encoding: base64", Coded(Encoding.BigEndianUnicode.GetBytes(e))),
            ["no padding"] = e => new(Octets + "\nContent-Transfer-Encoding: base64", Coded(e).TrimEnd('=')),
            ["footer after base64"] = e => new(
                Octets + "\nContent-Transfer-Encoding: base64", Coded(e) + "\n\n-- \nScanned by MailGateway\n"),
            ["footer in the file"] = e => Base64(Octets, e + "\r\n\r\n-- \r\nScanned by MailGateway\r\n"),
            ["unannounced base64"] = e => new(Octets, Coded(e)),
            ["unknown encoding"] = e => new(Octets + "\nContent-Transfer-Encoding: x-base-64", Coded(e)),
            ["quoted-printable"] = e => new(
                "Content-Type: application/jose\nContent-Transfer-Encoding: quoted-printable", Soft(e)),
            ["undecoded quoted-printable"] = e => new("Content-Type: text/plain", Soft(e)),
            ["undecoded quoted-printable with escapes"] = e => new(
                "Content-Type: text/plain", "Hello=20\n" + Wrapped(e.Replace(
                    "-", "=2D", StringComparison.Ordinal), 300, "=\n").Replace(".", "=2E", StringComparison.Ordinal)),
            ["source of a mail"] = e => new("Content-Type: text/plain", $"This is what he sent:\n\n{Forwarded(e)}"),
            ["source of a mail, quoted"] = e => new("Content-Type: text/plain", "He sent:\n> "
                + Forwarded(e).Replace("\n", "\n> ", StringComparison.Ordinal)),
            ["uuencode"] = e => new(
                $"{Octets}; name=message.jws\nContent-Transfer-Encoding: x-uuencode", Uuencoded(e)),
            ["uuencode in text"] = e => new("Content-Type: text/plain", "See below.\n\n" + Uuencoded(e)),
            ["forwarded"] = e => new("Content-Type: message/rfc822", Forwarded(e)),
            ["forwarded base64"] = e => Base64("Content-Type: message/rfc822", Forwarded(e)),
            ["forwarded .eml"] = e => Base64($"{Octets}; name=\"reply.eml\"", Forwarded(e)),
            ["forwarded twice"] = e => Base64(
                "Content-Type: message/rfc822", $"Subject: again\nContent-Type: message/rfc822\n\n{Forwarded(e)}"),
            ["zip"] = e => File("application/zip", "message.zip", Zip(("message.jws", Encoding.ASCII.GetBytes(e)))),
            ["zip with .eml"] = e => File(
                "application/octet-stream", "reply.zip", Zip(("reply.eml", Encoding.ASCII.GetBytes(Forwarded(e))))),
            ["zip of a Mac"] = e => File("application/zip", "message.zip", Zip(
                ("__MACOSX/._message.jws", [0, 5, 0x16, 7, 0, 2, .. new byte[60]]),
                ("message.jws", Encoding.ASCII.GetBytes(e)))),
            ["zip once divided"] = e => File(
                "application/zip", "a.zip", Zip("PK00"u8, ("message.jws", Encoding.ASCII.GetBytes(e)))),
            ["tar"] = e => File("application/x-tar", "message.tar", [.. "message.jws"u8, .. new byte[246], .. "ustar"u8,
                .. new byte[250], .. Encoding.ASCII.GetBytes(e), .. new byte[1024]]),
            ["MacBinary"] = e => File("application/macbinary", "message.jws", [0, 11, .. "message.jws"u8,
                .. new byte[115], .. Encoding.ASCII.GetBytes(e), .. new byte[100]]),
            ["winmail.dat"] = e => File("application/ms-tnef", "winmail.dat", Tnef(e)),
            ["winmail.dat renamed"] = e => File("application/octet-stream", "ATT00002.dat", Tnef(e)),
            ["opaque S/MIME"] = e => File("application/pkcs7-mime; smime-type=signed-data", "smime.p7m", Opaque(
                Base64(Octets, e).ToString())),
            ["compressed S/MIME"] = e => File("application/pkcs7-mime", "smime.p7z", Compressed(
                Base64(Octets, e).ToString())),
            ["clear S/MIME"] = e => Signed("pkcs7-signature", e),
            ["PGP/MIME signed"] = e => Signed("pgp-signature", e),
            ["pasted"] = e => new(
                "Content-Type: text/plain; charset=UTF-8", $"Hello,\n\n{e}\n\n-- \nDuty Officer\n"),
            ["pasted in a line"] = e => new("Content-Type: text/plain", $"This is it: <{e}>, regards\n"),
            ["pasted wrapped"] = e => new("Content-Type: text/plain", $"Hello\n{Wrapped(e, 72, "\n")}\nRegards\n"
                + $"the desk"),
            ["pasted flowed"] = e => new(
                "Content-Type: text/plain; format=flowed; delsp=yes", $"Hello\n{Wrapped(e, 60, " \n")}\nRegards"),
            ["pasted quoted"] = e => new(
                "Content-Type: text/plain", $"He wrote:\n\n> {Wrapped(e, 60, "\n> ")}\n> Regards\n\nSee above."),
            ["pasted quoted twice"] = e => new(
                "Content-Type: text/plain", $"He wrote:\n\n>> {Wrapped(e, 60, "\n>> ")}\n> > Regards"),
            ["pasted with invisible"] = e => new(
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
                Coded($"See \uFEFF{Wrapped(e, 30, "\u200B")}\u00AD below")),
            ["pasted in UTF-16"] = e => new(
                "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64",
                Coded([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes($"Hello\r\n{e}\r\nRegards")])),
            ["pasted clearsigned"] = e => new(
                "Content-Type: text/plain", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
                + $"{Wrapped(e, 64, "\n").Replace("\n-", "\n- -", StringComparison.Ordinal)}\n"
                + $"-----BEGIN PGP SIGNATURE-----\n"
                + "\niQEzBAEBCAAd\n-----END PGP SIGNATURE-----\n"),
            ["pasted and cut by sendmail"] = e => new(
                "Content-Type: text/plain", $"Hello!\n{Wrapped(e, 250, "!\n ")}\nRegards"),
            ["RTF"] = e => new("Content-Type: text/rtf", $"{{\\rtf1\\ansi {{\\b Hello}}\\par\n"
                + $"{Wrapped(e, 80, "\\par\n")}\\par}}"),
            ["RTF without its type"] = e => File("application/octet-stream", "reply.rtf", Encoding.ASCII.GetBytes(
                "{\\rtf1\\ansi\\uc1 Hello\\par "
                + Wrapped(e.Replace("-", "\\_", StringComparison.Ordinal), 80, "\\par ") + "\\par}")),
            ["RTF with Unicode"] = e => new("Content-Type: application/rtf", "{\\rtf1\\ansi "
                + e.Replace("-", "\\u8209?", StringComparison.Ordinal).Replace("_", "\\'5f", StringComparison.Ordinal)
                + "\\par}"),
            ["digest"] = e => new("Content-Type: multipart/digest; boundary=dg", $"--dg\n\n{Forwarded(e)}\n--dg--"),
            ["no empty line before it"] = e => new("Content-Type: application/jose\n" + e, ""),
            ["Apple's containers"] = e => new(
                "Content-Type: multipart/alternative; boundary=alt", "--alt\nContent-Type: text/plain\n\nHello\n--alt\n"
                + "Content-Type: multipart/mixed; boundary=mix\n\n--mix\nContent-Type: text/html\n\n<p>Hello\n--mix\n"
                + $"{Base64(Octets, e)}--mix--\n--alt--"),
            ["clearsigned .asc"] = e => File("application/octet-stream", "message.jws.asc", Encoding.ASCII.GetBytes(
                $"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{e}\n-----BEGIN PGP SIGNATURE-----\n\nx\n")),
            ["base64 twice"] = e => Base64(Octets, Coded(e)),
            ["said to be base64"] = e => new(Octets + "\nContent-Transfer-Encoding: base64", e),
            ["after the last boundary"] = e => new(
                "Content-Type: multipart/mixed; boundary=ep", $"--ep\n\nHello\n--ep--\n\n{e}\n"),
            ["HTML"] = e => Html($"<html><body><p>Hello,</p><p>{e}</p><p>Regards</p></body></html>"),
            ["HTML with breaks"] = e => Html($"<div>Hello<br>{Wrapped(e, 60, "<br>\n")}<br>Regards</div>"),
            ["HTML with wbr"] = e => Html($"<p>Hello {Wrapped(e, 40, "<wbr>")} regards</p>"),
            ["HTML with spans"] = e => Html($"<p><b>It</b> is {Wrapped(e, 90, "</span><span style=\"x\">")}</p>"),
            ["HTML with entities"] = e => Html(
                "<p>" + e.Replace(".", "&#46;", StringComparison.Ordinal)
                    .Replace("-", "&#x2D;", StringComparison.Ordinal)
                + "&nbsp;ok"),
            ["HTML between isolates"] = e => Html($"<p>&#8294;{Wrapped(e, 50, "&#65039;")}&#8297;</p>"),
            ["HTML with a link"] = e => Html($"<a href=\"http://{e[..40]}\">{e[..60]}</a>{e[60..]}"),
            ["HTML blocks"] = e => Html($"<blockquote><div>{Wrapped(e, 70, "</div>\n<div>")}</div></blockquote>"),
        };

    /// <summary>A part: its headers and its body, lines ended by LF.</summary>
    public sealed record Part(string Headers, string Body)
    {
        public override string ToString() => $"{Headers}\n\n{Body}\n";
    }

    public static string Coded(string text) => Coded(Encoding.UTF8.GetBytes(text));

    public static string Coded(byte[] bytes) => string.Join(
        '\n', Convert.ToBase64String(bytes).Chunk(76).Select(c => new string(c)));

    public static Part Base64(string headers, string text) =>
        new(headers + "\nContent-Transfer-Encoding: base64", Coded(text));

    public static Part File(string type, string name, byte[] bytes) => new(
        $"Content-Type: {type}; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n"
        + "Content-Transfer-Encoding: base64", Coded(bytes));

    public static byte[] Zip(params (string Name, byte[] Bytes)[] files) => Zip([], files);

    private static byte[] Zip(ReadOnlySpan<byte> before, params (string Name, byte[] Bytes)[] files)
    {
        using var stream = new MemoryStream();
        stream.Write(before);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    public static string Wrapped(string text, int width, string between) =>
        string.Join(between, text.Chunk(width).Select(c => new string(c)));

    public static string Forwarded(string envelope) =>
        "From: other@xc.example\nSubject: ack\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=fwd\n\n"
        + $"--fwd\nContent-Type: text/plain\n\nSee attachment.\n--fwd\n"
        + $"{Base64("Content-Type: application/jose", envelope)}"
        + "--fwd--\n";

    public static byte[] Opaque(string content) => new CmsSignedDataGenerator().Generate(
        new CmsProcessableByteArray(Encoding.ASCII.GetBytes(content)), encapsulate: true).GetEncoded();

    private static byte[] Compressed(string content) => new CmsCompressedDataGenerator().Generate(
        new CmsProcessableByteArray(Encoding.ASCII.GetBytes(content)), CmsCompressedDataGenerator.ZLib).GetEncoded();

    private static Part Signed(string protocol, string envelope) => new(
        $"Content-Type: multipart/signed; protocol=\"application/{protocol}\"; micalg=sha-256; boundary=sig",
        $"--sig\n{Base64(Octets, envelope)}--sig\nContent-Type: application/{protocol}; name=signature\n"
        + "Content-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHAqCAMIACAQE=\n--sig--");

    private static Part Html(string html) => new(
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
        Soft(html.Replace("=", "=3D", StringComparison.Ordinal)));

    /// <summary>Soft line ends, never inside an escape.</summary>
    private static string Soft(string text) => string.Join('\n', text.Split('\n').Select(line =>
        Wrapped(line, 70, "=\n").Replace("==\n3D", "=3D=\n", StringComparison.Ordinal)
            .Replace("=3=\nD", "=3D=\n", StringComparison.Ordinal)));

    private static string Uuencoded(string text)
    {
        var encoder = new MimeKit.Encodings.UUEncoder();
        var bytes = Encoding.ASCII.GetBytes(text);
        var coded = new byte[encoder.EstimateOutputLength(bytes.Length)];
        var length = encoder.Flush(bytes, 0, bytes.Length, coded);
        var lines = Encoding.ASCII.GetString(coded, 0, length).ReplaceLineEndings("\n").TrimEnd('\n');
        return $"begin 644 message.jws\n{lines}\nend\n";
    }

    /// <summary>Outlook's form: a message class, then one attachment with its title and data.</summary>
    private static byte[] Tnef(string envelope)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0x223E9F78);
        writer.Write((ushort)1);
        Attribute(writer, 1, TnefAttributeTag.TnefVersion, BitConverter.GetBytes(0x00010000));
        Attribute(writer, 1, TnefAttributeTag.OemCodepage, BitConverter.GetBytes(1252L));
        Attribute(writer, 1, TnefAttributeTag.MessageClass, "IPM.Microsoft Mail.Note\0"u8);
        Attribute(writer, 2, TnefAttributeTag.AttachRenderData, [1, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
        Attribute(writer, 2, TnefAttributeTag.AttachTitle, "message.jws\0"u8);
        Attribute(writer, 2, TnefAttributeTag.AttachData, Encoding.ASCII.GetBytes(envelope));
        return stream.ToArray();
    }

    private static void Attribute(BinaryWriter writer, byte level, TnefAttributeTag tag, ReadOnlySpan<byte> data)
    {
        writer.Write(level);
        writer.Write((int)tag);
        writer.Write(data.Length);
        writer.Write(data);
        ushort sum = 0;
        foreach (var b in data)
        {
            sum += b;
        }
        writer.Write(sum);
    }
}
