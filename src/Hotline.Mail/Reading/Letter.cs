using System.Collections.Immutable;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>What a file with a message holds: the envelope itself, or a mail with it.</summary>
/// <param name="Envelopes">What may be envelopes, not checked: one when the file is one, else those of the
/// mail.</param>
/// <param name="Mail">The mail that they came in; null when the file is the envelope.</param>
public sealed record Letter(ImmutableArray<string> Envelopes, ReceivedMail? Mail)
{
    /// <summary>
    /// Reads a file: one word without a colon is an envelope, however it is wrapped and in whatever Unicode form;
    /// everything else is a mail. Refusals of the mail reader, 5001 to 5014; also when the mail has no envelope and
    /// holds what could not be opened.
    /// </summary>
    public static Outcome<Letter> Read(ReadOnlySpan<byte> file)
    {
        if (file.Length <= MailLimits.HeaderBytes * 4)
        {
            var text = MailCharacters.Decode(file, null).Trim(' ', '\t', '\r', '\n', '\uFEFF');
            if (text.Length > 0 && !text.AsSpan().ContainsAny(' ', '\n', ':'))
            {
                return new Letter([text], null);
            }
            if (CompactForm.Whole(file.ToArray()) is { } wrapped)
            {
                return new Letter([wrapped], null);
            }
        }
        if (!MailReader.Read(file).Try(out var mail, out var refusal))
        {
            return refusal;
        }
        return mail is { Envelopes: [], Unopened: [var why, ..] } ? why : new Letter(mail.Envelopes, mail);
    }
}
