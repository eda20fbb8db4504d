using System.Text;
using Hotline.Protocol;

namespace Hotline.Mail.Tests;

/// <summary>Mails for tests. Written with LF, as in a Maildir.</summary>
internal static class Mails
{
    /// <summary>Has the form of a compact JWS; nothing checks it here.</summary>
    public const string Compact = "eyJhbGciOiJFUzI1NiJ9.eyJ2ZXJzaW9uIjoxfQ.c2lnbmF0dXJl";

    public const string Returned = "<0198c0de-0000-7000-8000-000000000001.xc.xc.officer.1772334000123@hub.example>";

    public static Outcome<ReceivedMail> Read(string mail) => MailReader.Read(Encoding.UTF8.GetBytes(mail));

    public static ReceivedMail Good(string mail) => Read(mail).Value;

    public static int Fault(string mail) => Read(mail).Refusal?.Number ?? 0;

    public static string Base64(string text, int width = 76) =>
        string.Join('\n', Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Chunk(width).Select(c => new string(c)));

    /// <summary>A reply as a person's mail program sends it: a text, an HTML twin and the envelope attached.</summary>
    public static string Reply() => $"""
        Return-Path: <officer@xc.example>
        Received: from mx.xc.example (mx.xc.example [192.0.2.7])
        	by hub.example (Postfix) with ESMTPS id 4ABC
        	for <hotline@hub.example>; Sun,  1 Mar 2026 03:04:05 +0000 (UTC)
        From: "Duty officer, XC" <officer@xc.example>
        To: Hotline <hotline@hub.example>, "Second, desk" <second@hub.example>
        Subject: =?utf-8?Q?Re:_Phishing_gegen?= =?utf-8?B?IE3DvG5jaGVu?=
         again
        Message-ID: <abc.1@xc.example>
        In-Reply-To: {Returned}
        References: <first@hub.example>
         {Returned}
        MIME-Version: 1.0
        Content-Type: multipart/mixed;
         boundary="outer=_1"

        This is a multi-part message in MIME format.
        --outer=_1
        Content-Type: multipart/alternative; boundary="inner=_2"

        --inner=_2
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Gr=C3=BC=C3=9Fe, a line that is =
        continued   
        and ends.
        --inner=_2
        Content-Type: text/html; charset=utf-8

        <p>Never shown</p>
        --inner=_2--
        --outer=_1
        Content-Type: application/octet-stream;
        	name="ack.jws"
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment;
        	filename="ack.jws"

        {Base64(Compact + "\r\n", 20)}
        --outer=_1--
        """;

    /// <summary>As Postfix writes it.</summary>
    public static string Bounce(string action = "failed", string status = "5.1.1", string returned = "message/rfc822") => $"""
        Return-Path: <>
        From: MAILER-DAEMON@relay.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: hotline@hub.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="9B095B5ADSN=_01/relay.example"
        Message-Id: <20260301030405.1@relay.example>

        This is a MIME-encapsulated message.

        --9B095B5ADSN=_01/relay.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients.

        --9B095B5ADSN=_01/relay.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example
        X-Postfix-Queue-ID: 9B095B5A
        Arrival-Date: Sun,  1 Mar 2026 03:04:05 +0000 (UTC)

        Final-Recipient: rfc822; officer@xc.example
        Original-Recipient: rfc822;officer@xc.example
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mx.xc.example
        Diagnostic-Code: smtp; 550 5.1.1 <officer@xc.example>: Recipient address
            rejected: User unknown

        --9B095B5ADSN=_01/relay.example
        Content-Description: Undelivered Message
        Content-Type: {returned}

        From: hotline@hub.example
        Message-ID:
         {Returned}
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: application/jose
        Content-Disposition: attachment; filename=message.jws

        {Compact}
        --b--

        --9B095B5ADSN=_01/relay.example--
        """;
}
