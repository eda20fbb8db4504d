using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// What a report, or a relay's own words, give back. Mostly that is a mail of ours and tells nothing new. But a mail
/// to us may have come back to its sender and then to us, and what is signed in it speaks for itself. It is looked into
/// last, and what is wrong with it, or over a limit in it, costs only that.
/// </summary>
/// <param name="work">Counts what it costs.</param>
internal sealed class ReturnedMails(ReadingWork work)
{
    private readonly List<(MimeEntity Part, Place Place)> _parts = [];
    private readonly List<(byte[] Mail, Place Place)> _files = [];
    private readonly List<(Leaf Leaf, string Words)> _texts = [];
    private readonly List<string> _found = [];

    /// <summary>What may be envelopes, in the order found, each once; after <see cref="Look()"/>.</summary>
    public IEnumerable<string> Envelopes => _found.Distinct(StringComparer.Ordinal).Take(MailLimits.Envelopes);

    /// <summary>A mail, or a part that has its headers.</summary>
    public void Add(MimeEntity part, Place place) => _parts.Add((part, place));

    /// <summary>A part of a report: a file that may be a mail.</summary>
    public void Add(Leaf leaf, Place place)
    {
        if (MailStart.IsMail(leaf.Bytes))
        {
            _files.Add((leaf.Bytes, place));
        }
    }

    /// <summary>A text with what came back among its words.</summary>
    public void Add(Leaf leaf, string words) => _texts.Add((leaf, words));

    /// <summary>What is an envelope and nothing else.</summary>
    public void Add(string envelope) => _found.Add(envelope);

    /// <summary>Looks into all of it.</summary>
    public void Look()
    {
        try
        {
            foreach (var (mail, place) in _files)
            {
                if (MailStart.Of(mail) is { } start && MailStructure.Mail(start, work, place.Depth + 2) is { } parsed)
                {
                    Add(new MessagePart { Message = parsed.Message }, place);
                }
            }
            foreach (var (part, place) in _parts)
            {
                Look(part, place.Deeper with { IsInReport = false, IsForwarded = false });
            }
            foreach (var (leaf, words) in _texts)
            {
                _found.AddRange(new PartWords(work).In(leaf, words));
            }
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // What is behind that stays unread: of a mail that came back nothing is owed but its id.
        }
    }

    private void Look(MimeEntity part, Place place)
    {
        var walk = new PartWalk(work, new MailHeading((part as MessagePart)?.Message?.Headers ?? []));
        if (part is MessagePart { Message: { } mail })
        {
            walk.Take(mail, place);
        }
        else
        {
            walk.Take(part, place);
        }
        walk.Returned.Look();
        _found.AddRange(walk.Envelopes.All);
        _found.AddRange(walk.Returned.Envelopes);
    }
}
