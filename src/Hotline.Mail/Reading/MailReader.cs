using Hotline.Protocol;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// Reads a mail (RFC 5322, MIME RFC 2045 to 2049) as the world sends it, within <see cref="MailLimits"/>. What is odd
/// or damaged costs the part that it is in. Refused whole, 5001 to 5014, is only what is over a limit, what two readers
/// would read as two mails, and what is no mail; nothing in a mail makes it throw. Lines may end in CR LF, LF or CR.
/// Thread-safe.
/// </summary>
public static class MailReader
{
    static MailReader() => MailCharacters.RegisterCodePages();

    /// <summary>Reads a mail from a stream, no further than the limit.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Outcome<ReceivedMail> Read(Stream stream)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MailLimits.Bytes)
            {
                return ReadingErrors.TooLarge();
            }
        }
        return Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>Reads a mail.</summary>
    public static Outcome<ReceivedMail> Read(ReadOnlySpan<byte> message)
    {
        if (message.Length > MailLimits.Bytes)
        {
            return ReadingErrors.TooLarge();
        }
        if (MailStart.Of(message) is not { } bytes)
        {
            return ReadingErrors.BadHeader("it does not begin with a header");
        }
        try
        {
            return Take(bytes);
        }
        catch (RefusedWholeException whole)
        {
            return whole.Refusal;
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return ReadingErrors.Unreadable();
        }
    }

    /// <summary>
    /// What the headers of a mail say, whatever is wrong with the rest of it: whom to tell that it was refused. Its
    /// texts and envelopes are empty. Null when it has no headers.
    /// </summary>
    /// <param name="message">The mail, or its beginning.</param>
    public static ReceivedMail? ReadHeading(ReadOnlySpan<byte> message)
    {
        var start = MailStart.Of(message[..Math.Min(message.Length, MailLimits.HeaderBytes)]);
        return start is null ? null : Unbroken.Try(() => Received(
            new MailHeading(HeaderList.Load(new MemoryStream(start, writable: false)))));
    }

    private static Outcome<ReceivedMail> Take(byte[] bytes)
    {
        var work = new ReadingWork();
        if (MailStructure.Mail(bytes, work, depth: 1) is not { } parsed)
        {
            return ReadingErrors.BadHeader("its headers cannot be read");
        }
        var heading = new MailHeading(parsed.Message.Headers);
        var walk = new PartWalk(work, heading);
        walk.Take(parsed.Message, Place.Outermost);
        var bounce = walk.Report.Bounce(heading, walk.Texts);
        if (walk.Envelopes.IsEmpty && bounce is null)
        {
            if ((walk.Ambiguous ?? (walk.Report.IsSilent ? ReadingErrors.BadReport() : null)) is { } refusal)
            {
                return refusal;
            }
            if (parsed.IsCut && walk.Unopened.Count == 0)
            {
                walk.Unopened.Add(ReadingErrors.BadStructure("the last boundary is missing"));
            }
        }
        walk.Returned.Look();
        var mail = Received(heading);
        return mail with
        {
            Texts = [.. walk.Texts],
            Envelopes = walk.Envelopes.All,
            Returned = [.. walk.Returned.Envelopes.Except(walk.Envelopes.All, StringComparer.Ordinal)],
            Unopened = [.. walk.Unopened.Distinct()],
            IsCut = parsed.IsCut,
            IsAutomatic = mail.IsAutomatic || walk.Report.IsReport || bounce is not null,
            Bounce = bounce,
        };
    }

    private static ReceivedMail Received(MailHeading heading) => new()
    {
        Subject = heading.Subject,
        From = heading.From,
        ReplyTo = heading.ReplyTo,
        To = heading.To,
        DeliveredTo = heading.DeliveredTo,
        MessageId = heading.MessageId,
        RepliesTo = heading.RepliesTo,
        Texts = [],
        Envelopes = [],
        Returned = [],
        Unopened = [],
        IsCut = false,
        IsAutomatic = heading.IsAutomatic,
        NullReturnPath = heading.NullReturnPath,
        Bounce = null,
    };
}
