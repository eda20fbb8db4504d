namespace Hotline.Mail;

/// <summary>
/// What the reading of one mail has cost so far, over all its layers. Whoever is about to spend says so first; over a
/// limit the mail is refused whole.
/// </summary>
internal sealed class ReadingWork
{
    private long _unpacked;
    private long _searched;
    private long _headers;

    /// <summary>Parts taken so far.</summary>
    public int Parts { get; private set; }

    /// <summary>One more part, at that level; the mail itself is at level 1.</summary>
    public void Part(int depth)
    {
        Check(Parts + 1, depth);
        Parts++;
    }

    /// <summary>Refuses a mail that has so many parts or levels; counts nothing.</summary>
    public static void Check(int parts, int depth)
    {
        if (depth > MailLimits.Depth)
        {
            throw new RefusedWholeException(ReadingErrors.TooDeep());
        }
        if (parts > MailLimits.Parts)
        {
            throw new RefusedWholeException(ReadingErrors.TooManyParts());
        }
    }

    /// <summary>Bytes of headers that are about to be taken apart.</summary>
    public void Headers(long bytes)
    {
        _headers += bytes;
        if (_headers > MailLimits.AllHeaderBytes)
        {
            throw new RefusedWholeException(ReadingErrors.TooManyHeaders());
        }
    }

    /// <summary>Bytes that were decoded or inflated.</summary>
    public void Unpacked(long bytes)
    {
        _unpacked += bytes;
        if (_unpacked > MailLimits.UnpackedBytes)
        {
            throw new RefusedWholeException(ReadingErrors.TooMuchUnpacked());
        }
    }

    /// <summary>
    /// What a report, or a relay's own words, are about to be looked for in: each character costs several looks.
    /// </summary>
    public void Reported(int characters) => Searched(4L * Math.Min(characters, MailLimits.HeaderBytes));

    /// <summary>Characters that were looked at for an envelope.</summary>
    public void Searched(long characters)
    {
        _searched += characters;
        if (_searched > MailLimits.SearchedCharacters)
        {
            throw new RefusedWholeException(ReadingErrors.TooMuchUnpacked());
        }
    }

    /// <summary>Reads a stream to its end, within the limit of what may be unpacked.</summary>
    /// <param name="stream">What inflates or decodes.</param>
    /// <param name="most">Bytes after which it is a bomb, whatever is left of the limit.</param>
    public byte[] ReadAll(Stream stream, long most = MailLimits.UnpackedBytes)
    {
        using var bytes = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            Unpacked(read);
            bytes.Write(chunk, 0, read);
            if (bytes.Length > most)
            {
                throw new RefusedWholeException(ReadingErrors.TooMuchUnpacked());
            }
        }
        return bytes.ToArray();
    }
}
