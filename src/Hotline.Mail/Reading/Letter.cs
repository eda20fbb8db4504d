using System.Collections.Immutable;
using System.Text;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>What a file with a message holds: the envelope itself, or a mail with it.</summary>
/// <param name="Envelopes">What may be envelopes, not checked: one when the file is one, else those of the
/// mail.</param>
/// <param name="Mail">The mail that they came in; null when the file is the envelope.</param>
public sealed record Letter(ImmutableArray<string> Envelopes, ReceivedMail? Mail)
{
    /// <summary>
    /// Reads a file: one word without a colon is an envelope, everything else a mail. Refusals of the mail reader, 5001
    /// to 5009.
    /// </summary>
    public static Outcome<Letter> Read(ReadOnlySpan<byte> file)
    {
        var text = Encoding.Latin1.GetString(file).Trim(' ', '\t', '\r', '\n');
        if (text.Length > 0 && !text.AsSpan().ContainsAny(' ', '\n', ':'))
        {
            return new Letter([text], null);
        }
        return MailReader.Read(file).Try(out var mail, out var refusal) ? new Letter(mail.Envelopes, mail) : refusal;
    }
}
