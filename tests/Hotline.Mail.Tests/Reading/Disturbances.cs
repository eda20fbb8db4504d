using System.Text;

namespace Hotline.Mail.Tests;

/// <summary>
/// What real mail has around an envelope: odd headers, damaged neighbours, what lists, gateways and editors add. Each
/// changes one thing of a mail and leaves the envelope readable.
/// </summary>
internal static class Disturbances
{
    /// <summary>
    /// A mail being made: headers on top of it, parts before and after, and what is done to its bytes.
    /// </summary>
    public sealed record Draft
    {
        public string Headers { get; init; } = "";

        public string Before { get; init; } = "";

        public string After { get; init; } = "";

        public string Boundary { get; init; } = "----=_NextPart_000_0011";

        public bool Closed { get; init; } = true;

        public bool InUtf16 { get; init; }

        public Func<string, string> Around { get; init; } = part => part;

        public Func<byte[], byte[]> Bytes { get; init; } = bytes => bytes;
    }

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, Func<Draft, Draft>> All { get; } =
        new Dictionary<string, Func<Draft, Draft>>
    {
        ["none"] = d => d,
        ["Precedence: bulk"] = Header("Precedence: bulk"),
        ["Mailman"] = d => Header("Precedence: list\nList-Id: Desk <desk.lists.example.org>")(
            After("Content-Type: text/plain\n\n_______________\nDesk mailing list\n")(d)),
        ["auto-forwarded"] = Header("Auto-Submitted: auto-forwarded"),
        ["auto-replied"] = Header("Auto-Submitted: auto-replied"),
        ["X-Auto-Response-Suppress"] = Header("X-Auto-Response-Suppress: All"),
        ["null return path"] = Header("Return-Path: <>"),
        ["space before colon"] = Header("X-Spam-Status : No"),
        ["ESC in a header"] = Header("X-Spam-Report: \u001b[31mred\u001b[0m"),
        ["raw ISO-2022-JP"] = Header("X-Subject: \u001b$B<uNN3NG'\u001b(B"),
        ["raw 8-bit"] = d => d with
        {
            Headers = d.Headers + "X-Name: B\u00E4r\n",
            Bytes = bytes => d.Bytes([.. bytes.SelectMany(b => b == 0xC3 ? (byte[])[] : [b])]),
        },
        ["References twice"] = Header("References: <a@b.example>\nReferences: <c@d.example>"),
        ["From twice"] = Header("From: second@xc.example"),
        ["Message-ID twice"] = Header("Message-ID: <second@xc.example>"),
        ["header that is none"] = Header("this line is no header"),
        ["empty header"] = Header("X-Empty:\nX-Folded:\n  value"),
        ["damaged encoded word"] = Header("Thread-Topic: =?utf-8?B?%%%?= =?x-nobody?Q?=FF?="),
        ["odd date"] = Header("Date: whenever\nMIME-Version: one"),
        ["mbox line"] = d => d with
        {
            Bytes = bytes => [.. "From officer@xc.example Sun Mar  1 03:04:05 2026\n"u8, .. d.Bytes(bytes)],
        },
        ["byte order mark"] = d => d with { Bytes = bytes => [0xEF, 0xBB, 0xBF, .. d.Bytes(bytes)] },
        ["UTF-16 file"] = d => d with { InUtf16 = true },
        ["CR LF"] = d => d with
        {
            Bytes = bytes => Encoding.Latin1.GetBytes(
                Encoding.Latin1.GetString(d.Bytes(bytes)).ReplaceLineEndings("\r\n")),
        },
        ["mixed line ends"] = d => d with
        {
            Bytes = bytes => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(d.Bytes(bytes))
                .Replace("\n\n", "\r\n\r\n", StringComparison.Ordinal)),
        },
        ["blank line on top"] = d => d with { Bytes = bytes => [(byte)'\n', .. d.Bytes(bytes)] },
        ["unknown charset"] = Before("Content-Type: text/plain; charset=x-nobody-knows\n\nGr\u00FC\u00DFe\n"),
        ["UTF-7"] = Before("Content-Type: text/plain; charset=utf-7\n\n+AGEAYg-\n"),
        ["wrong charset"] = Before("Content-Type: text/plain; charset=shift_jis\n\nGr\u00FC\u00DFe\n"),
        ["unknown encoding beside"] = Before(
            "Content-Type: application/pdf\nContent-Transfer-Encoding: x-nobody\n\n%PDF-1.4\n"),
        ["8-bit as encoding"] = Before("Content-Type: text/plain\nContent-Transfer-Encoding: 8-bit\n\nHello\n"),
        ["damaged base64 beside"] = Before(
            "Content-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUg*#\n"),
        ["damaged quoted-printable beside"] = Before(
            "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
                + "<a href=\"?p=NoSuchUser\">x</a>=Z\n"),
        ["uuencode beside"] = Before(
            "Content-Type: image/gif; name=logo.gif\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 logo.gif\n"
                + "#0V%T\n`\nend\n"),
        ["Content-Type: text"] = Before("Content-Type: text\n\nhello\n"),
        ["spaces around ="] = Before("Content-Type: text/plain; charset = \"utf-8\"\n\nhello\n"),
        ["name of several words"] = Before(
            "Content-Type: application/pdf; name=Lagebild (final) v2.pdf\nContent-Transfer-Encoding: base64\n\n"
                + "JVBERi0xLjQK\n"),
        ["name in windows-1252"] = Before(
            "Content-Type: application/pdf; name=\"=?windows-1252?Q?Lagebild_f=FCr.pdf?=\"\n\nx\n"),
        ["name in an unknown charset"] = Before(
            "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=x-nobody''%FF%FE.pdf\n\nx\n"),
        ["two encodings beside"] = Before(
            "Content-Type: image/png\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\nAAAA\n"),
        ["damaged winmail.dat beside"] = Before(
            "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAQaQCA==\n"),
        ["damaged zip beside"] = Before(
            "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDBBQAAAAIAA==\n"),
        ["damaged S/MIME beside"] = Before(
            "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHAqCA\n"),
        ["encrypted beside"] = Before("Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"),
        ["a Mac's file beside"] = Before("Content-Type: application/applefile; name=message.jws\n"
            + "Content-Transfer-Encoding: base64\n\n" + Shapes.Coded([0, 5, 0x16, 7, 0, 2, .. new byte[60]]) + "\n"),
        ["empty part"] = Before("\n\n"),
        ["part without headers"] = Before("\njust words\n"),
        ["part of broken headers"] = Before("no header\nat all\n\nx\n"),
        ["boundary that is a prefix"] = d => d with
        {
            Before = d.Before + $"--{d.Boundary}\nContent-Type: multipart/alternative; boundary=\"{d.Boundary}.alt\"\n"
                + $"\n"
                + $"--{d.Boundary}.alt\n\nHello\n--{d.Boundary}.alt--\n\n",
        },
        ["boundary with odd characters"] = d => d with { Boundary = "=_a/b+c_(d)',-./:=?" },
        ["container that is not closed"] = d => d with { Closed = false },
        ["logo of some MiB"] = Before(
            "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
            + Shapes.Coded(new byte[2 * 1024 * 1024]) + "\n"),
        ["gateway's own container"] = Around(part =>
            $"Content-Type: multipart/mixed; boundary=gw\n\n--gw\n{part}\n--gw\nContent-Type: text/plain\n\nScanned\n"
                + $"--gw--\n"),
        ["container said to be base64"] = Around(part => "Content-Type: multipart/mixed; boundary=cte\n"
            + $"Content-Transfer-Encoding: base64\n\n--cte\n{part}\n--cte--\n"),
        ["container in base64"] = Around(part => "Content-Type: multipart/mixed; boundary=cb\n"
            + $"Content-Transfer-Encoding: base64\n\n{Shapes.Coded($"--cb\n{part}\n--cb--\n")}\n"),
        ["container without boundary"] = Around(part =>
            $"Content-Type: multipart/mixed\n\n--lost\n{part}\n--lost--\n"),
        ["twelve levels"] = Around(part => Enumerable.Range(0, 12).Aggregate(part, (inner, level) =>
            $"Content-Type: multipart/mixed; boundary=l{level}x\n\n--l{level}x\n{inner}\n--l{level}x--\n")),
        ["forwarded with it"] = Around(part =>
            $"Content-Type: message/rfc822\n\nSubject: fwd\nFrom: x@xc.example\n{part}\n"),
        ["forwarded with it in base64"] = Around(part => "Content-Type: message/rfc822\n"
            + "Content-Transfer-Encoding: base64\n\n"
            + Shapes.Coded($"Subject: fwd\nFrom: x@xc.example\n{part}\n") + "\n"),
        ["signed with it"] = Around(part => Shapes.File(
            "application/pkcs7-mime; smime-type=signed-data", "smime.p7m", Shapes.Opaque(part)).ToString()),
    };

    /// <summary>The mail with that part and these disturbances.</summary>
    public static byte[] Mail(Shapes.Part part, params ReadOnlySpan<string> disturbances)
    {
        var draft = new Draft();
        foreach (var name in disturbances)
        {
            draft = All[name](draft);
        }
        var mail = $"From: Duty Officer <officer@xc.example>\nTo: <hotline@hub.example>\nSubject: Re: incident\n"
            + $"{draft.Headers}Message-ID: <CAF-1@mail.xc.example>\nMIME-Version: 1.0\n"
            + $"Content-Type: multipart/mixed; boundary=\"{draft.Boundary}\"\n\nThis is a multi-part message.\n\n"
            + $"{draft.Before}--{draft.Boundary}\n{draft.Around(part.ToString())}\n{draft.After}"
            + (draft.Closed ? $"--{draft.Boundary}--\n" : "");
        var bytes = draft.Bytes(Encoding.UTF8.GetBytes(mail));
        return draft.InUtf16
            ? [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))] : bytes;
    }

    private static Func<Draft, Draft> Header(string header) => d => d with { Headers = $"{d.Headers}{header}\n" };

    private static Func<Draft, Draft> Before(string part) =>
        d => d with { Before = $"{d.Before}--{d.Boundary}\n{part}\n" };

    private static Func<Draft, Draft> After(string part) =>
        d => d with { After = $"{d.After}--{d.Boundary}\n{part}\n" };

    private static Func<Draft, Draft> Around(Func<string, string> around) =>
        d => d with { Around = part => around(d.Around(part)) };
}
