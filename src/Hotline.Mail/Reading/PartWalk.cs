using Hotline.Protocol;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// Goes through the parts of one mail, opens what is packed, and collects what they hold. What is wrong with one part
/// costs that part.
/// </summary>
internal sealed class PartWalk(ReadingWork work, MailHeading heading)
{
    private static readonly IUnpacker[] Unpackers = [
        new ClosedMail(), new TnefFile(), new SmimeFile(), new ZipFile(), new ForwardedMail()];

    private readonly PartWords _words = new(work);

    /// <summary>The plain texts meant for reading.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>What may be envelopes.</summary>
    public FoundEnvelopes Envelopes { get; } = new();

    /// <summary>Why parts could not be opened.</summary>
    public List<Refusal> Unopened { get; } = [];

    /// <summary>
    /// A part that could be read in two ways and holds no envelope in either; null when there is none.
    /// </summary>
    public Refusal? Ambiguous { get; private set; }

    /// <summary>What is said about a mail of ours.</summary>
    public ReportFindings Report { get; } = new(work)
    {
        Announced = heading.IsFromDaemon ? BounceSubject.Read(heading.Subject) : null,
    };

    /// <summary>What is given back, not looked into yet.</summary>
    public ReturnedMails Returned { get; } = new(work);

    /// <summary>Takes the mail.</summary>
    public void Take(MimeMessage mail, Place place)
    {
        if (mail.Body is { } body)
        {
            Take(body, place);
        }
        Envelopes.Add(_words.Among(mail.Headers));
    }

    /// <summary>Takes a part and all that is in it.</summary>
    public void Take(MimeEntity entity, Place place)
    {
        work.Part(place.Depth);
        if (DifferingHeaders.In(entity.Headers) is { } twice && (entity is not MimePart || place.Depth == 1
            || DifferingHeaders.Values(entity.Headers, "Content-Type").Any(DifferingHeaders.IsContainer)))
        {
            throw new RefusedWholeException(ReadingErrors.DuplicateHeader(twice));
        }
        if (place.Depth > 1 && Report.IsSaid && !place.IsForwarded && entity.Headers.Contains(HeaderId.MessageId))
        {
            // Some let the mail that came back be a part, its headers and all.
            Report.TakeReturned(entity.Headers, place);
            Returned.Add(entity, place);
            return;
        }
        switch (entity)
        {
            case Multipart container:
                TakeContainer(container, place);
                break;
            case MessagePart mail:
                TakeMail(mail, place);
                break;
            case MimePart part:
                TakeLeaf(part, place);
                break;
        }
    }

    private void TakeContainer(Multipart container, Place place)
    {
        if (ClosedMail.Is(container))
        {
            Unopened.Add(ReadingErrors.Encrypted("OpenPGP"));
            return;
        }
        if (container.Count == 0 && Lost(container, place) is { } parts)
        {
            TakeContainer(parts, place);
            return;
        }
        var beside = container.Preamble + "\n" + container.Epilogue;
        if (!place.IsInReport)
        {
            Envelopes.Add(_words.Find(Words.Of(beside)));
        }
        if (container.Count == 0 && !place.IsInReport)
        {
            Unopened.Add(ReadingErrors.BadStructure("the boundary is missing, or no part follows it"));
        }
        var isReport = ReportFindings.Is(container);
        Report.IsReport |= isReport && !place.IsForwarded;
        foreach (var part in container)
        {
            Take(part, place.Deeper with { IsInReport = place.IsInReport || isReport });
        }
    }

    private Multipart? Lost(Multipart container, Place place) => LostParts.In(
        container.Headers, System.Text.Encoding.Latin1.GetBytes(container.Preamble ?? ""), place, work);

    /// <summary>A mail that is forwarded. One that a report gives back is asked for its id first.</summary>
    private void TakeMail(MessagePart part, Place place)
    {
        if (part.Message is not { } mail)
        {
            return;
        }
        var isReport = mail.Body is Multipart body && ReportFindings.Is(body);
        if (place.IsInReport || (Report.IsSaid && !place.IsForwarded && !isReport))
        {
            Report.TakeReturned(mail.Headers, place);
            Returned.Add(part, place);
            if (mail.Headers.Count == 0 && mail.Body is MimePart whole && !place.IsForwarded)
            {
                // An empty line before the headers.
                Report.TakeMentioned(Leaf.Plain(Leaf.Of(whole, work).Bytes));
            }
        }
        else
        {
            // A relay forwards nothing: what it puts into a mail of its own is the report of another relay.
            Take(mail, place.Deeper with { IsForwarded = place.IsForwarded || !heading.IsFromDaemon });
        }
    }

    private void TakeLeaf(MimePart part, Place place)
    {
        var leaf = Leaf.Of(part, work);
        if (DifferingHeaders.In(part.Headers) is { } twice)
        {
            TakeAmbiguous(leaf, twice);
            return;
        }
        if ((place.IsInReport || ReportFindings.Is(leaf)) && Report.Take(leaf, place))
        {
            Returned.Add(leaf, place);
            return;
        }
        foreach (var unpacker in Unpackers)
        {
            if (unpacker.Open(leaf, place, work) is { } unpacked)
            {
                Unopened.AddRange(unpacked.Unopened is { } why ? [why] : []);
                foreach (var inner in unpacked.Parts)
                {
                    Take(inner, place.Deeper with { IsInArchive = place.IsInArchive || unpacker is ZipFile });
                }
                return;
            }
        }
        TakeFile(leaf, place);
    }

    /// <summary>
    /// Beside an envelope that stands elsewhere it is a damaged neighbour; where it is the envelope itself, nobody can
    /// say what was sent.
    /// </summary>
    private void TakeAmbiguous(Leaf leaf, string twice)
    {
        Ambiguous ??= ReadingErrors.DuplicateHeader(twice);
        Unopened.Add(ReadingErrors.DuplicateHeader(twice));
        var encodings = DifferingHeaders.Values(leaf.Part.Headers, "Content-Transfer-Encoding");
        foreach (var bytes in encodings.Select(e => TransferCoding.As(e, leaf.Raw)).Append(leaf.Bytes))
        {
            if (CompactForm.Whole(bytes) is not null || _words.Find(Words.Of(Leaf.Plain(bytes))).Any())
            {
                throw new RefusedWholeException(ReadingErrors.DuplicateHeader(twice));
            }
        }
    }

    private void TakeFile(Leaf leaf, Place place)
    {
        if (_words.Whole(leaf) is { } only)
        {
            Envelopes.Add(place.IsInReport ? [] : [only]);
            Returned.Add(only);
            return;
        }
        var text = leaf.MediaType == "text/plain" ? leaf.Text() : "";
        var words = PartWords.Of(leaf);
        var isReported = heading.IsFromDaemon && !place.IsForwarded;
        var before = isReported ? Report.TakeText(leaf, text is "" ? words : text, place) : null;
        if (before is not null)
        {
            Returned.Add(leaf, words);
            words = before;
        }
        else if (!leaf.SaysType && LostParts.In(leaf.Part.Headers, leaf.Raw, place, work) is { } parts)
        {
            TakeContainer(parts, place);
            return;
        }
        if (place.IsInReport)
        {
            Report.TakeMentioned(words);
            Returned.Add(leaf, words);
        }
        var found = (place.IsInReport ? [] : before is null ? _words.In(leaf, words) : _words.Find(before)).ToList();
        Envelopes.Add(found);
        if (found.Count == 0 && !place.IsInReport)
        {
            TakeUnread(leaf);
        }
        if (text.AsSpan().Trim().Length > 0 && !leaf.IsAttached)
        {
            Texts.Add(MailCharacters.Readable(text));
        }
    }

    /// <summary>What a part without an envelope has to say for itself.</summary>
    private void TakeUnread(Leaf leaf)
    {
        if (leaf.MediaType == MediaTypes.Envelope || leaf.IsNamed(".jws"))
        {
            // Damaged, or another's: the hub says by number what is wrong with it.
            Envelopes.AddDamaged(CompactForm.Bare(Leaf.Plain(leaf.Bytes)), Unopened);
        }
        if (leaf.Bytes.Length > 262 && leaf.Bytes.AsSpan(257).StartsWith("ustar"u8))
        {
            Unopened.Add(ReadingErrors.Unopened("a tar archive")); // an envelope would have been found in it
        }
        if (ClosedMail.IsIn(leaf))
        {
            Unopened.Add(ReadingErrors.Encrypted("OpenPGP"));
        }
        if (leaf.MediaType.Split('/')[0] is not ("image" or "audio" or "video" or "font")
            && TransferCoding.Damage(leaf) is { } damage)
        {
            Unopened.Add(ReadingErrors.BadEncoding(damage));
        }
    }
}
