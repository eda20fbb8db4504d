using MimeKit;

namespace Hotline.Mail;

/// <summary>Envelopes in the words of parts, read in every way that a part may be meant.</summary>
internal sealed class PartWords(ReadingWork work)
{
    /// <summary>Bytes up to which a text is read even when nothing in it begins as an envelope does.</summary>
    private const int Short = 1024 * 1024;

    /// <summary>
    /// The one envelope that a part is; null when it is anything else. Letters of a footer, or letters that a decoder
    /// lost, also look like one: a reading whose signature has its length is believed first.
    /// </summary>
    public string? Whole(Leaf leaf)
    {
        string? form = null;
        foreach (var reading in Readings(leaf).Prepend(leaf.Bytes))
        {
            if (CompactForm.Whole(reading) is { } found)
            {
                if (CompactForm.IsSigned(found))
                {
                    return found;
                }
                form ??= found;
            }
        }
        return form is not null && Find(Of(leaf)).Any(among => among != form) ? null : form;
    }

    /// <summary>
    /// A part's words; empty when it has none, or is long and none of them begins as an envelope does.
    /// </summary>
    public static string Of(Leaf leaf)
    {
        if (!leaf.IsTextual || (leaf.Bytes.Length > Short && leaf.Bytes.AsSpan().IndexOf("eyJ"u8) < 0))
        {
            return "";
        }
        var text = leaf.Text();
        return Unbroken.Try(() => leaf switch
        {
            { MediaType: "text/html" or "application/xhtml+xml" } => Words.OfHtml(text),
            _ when leaf.IsNamed(".html", ".htm") => Words.OfHtml(text),
            { MediaType: "text/rtf" or "application/rtf" } => Words.OfRtf(text),
            _ => Words.Of(text),
        }) ?? "";
    }

    /// <summary>The envelopes among the words of a part.</summary>
    /// <param name="leaf">The part.</param>
    /// <param name="words">Its words, or those of them that count.</param>
    public IEnumerable<string> In(Leaf leaf, string words)
    {
        var found = Find(words).Concat(Among(leaf.Part.Headers)).ToList();
        return found.Count > 0 || !leaf.IsTextual ? found : Readings(leaf).Where(bytes => bytes.Length <= Short)
            .Select(bytes => Find(Words.Of(Leaf.Plain(bytes))).ToList()).FirstOrDefault(list => list.Count > 0) ?? [];
    }

    /// <summary>The envelopes among headers: without an empty line before it, a body is taken for headers.</summary>
    public IEnumerable<string> Among(HeaderList headers) =>
        Find(string.Join('\n', headers.Select(h => h.Field.Trim())));

    /// <summary>The envelopes among words.</summary>
    public IEnumerable<string> Find(string words) =>
        words.Length < 10 ? [] : new EnvelopeFinder(words, work).All();

    private IEnumerable<byte[]> Readings(Leaf leaf)
    {
        foreach (var reading in TransferCoding.OtherReadings(leaf))
        {
            work.Unpacked(reading.Length);
            yield return reading;
        }
    }
}
