using System.Text;
using MimeKit;

namespace Hotline.Mail;

/// <summary>Envelopes in the words of parts, read in every way that a part may be meant.</summary>
internal sealed class PartWords(ReadingWork work)
{
    /// <summary>Bytes up to which a text is read even when nothing in it begins as an envelope does.</summary>
    private const int Short = 1024 * 1024;

    /// <summary>
    /// Bytes up to which the markup of a text is taken off: a reader of HTML keeps many times what it reads. A longer
    /// text is read as it stands.
    /// </summary>
    private const int LongestMarkup = 8 * 1024 * 1024;

    /// <summary>Places at which base64 of an envelope is read among words, at most.</summary>
    private const int MostCoded = 32;

    /// <summary>
    /// The one envelope that a part is; null when it is anything else. Letters of a footer, or letters that a decoder
    /// lost, also look like one: a reading whose signature has its length is believed first.
    /// </summary>
    public string? Whole(Leaf leaf)
    {
        if (leaf.Raw.Length > CompactForm.LargestPart * 4)
        {
            return null; // in whatever encoding, too long for one
        }
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
        if (!leaf.IsTextual || (leaf.Bytes.Length > Short && !Begins(leaf)))
        {
            return "";
        }
        var text = leaf.Text();
        return Unbroken.Try(() => leaf switch
        {
            { Bytes.Length: > LongestMarkup } => Words.Of(text),
            { MediaType: "text/html" or "application/xhtml+xml" } => Words.OfHtml(text),
            _ when leaf.IsNamed(".html", ".htm") => Words.OfHtml(text),
            { MediaType: "text/rtf" or "application/rtf" } => Words.OfRtf(text),
            _ when leaf.Bytes.AsSpan().StartsWith("{\\rtf"u8) => Words.OfRtf(text),
            _ => Words.Of(text),
        }) ?? "";
    }

    /// <summary>The envelopes among the words of a part.</summary>
    /// <param name="leaf">The part.</param>
    /// <param name="words">Its words, or those of them that count.</param>
    public IEnumerable<string> In(Leaf leaf, string words)
    {
        var found = Find(words).Concat(Among(leaf.Part.Headers)).ToList();
        if (found.Count == 0 && !leaf.IsTextual && Begins(leaf))
        {
            // An archive that does not compress has its files in it as they are.
            return Find(Leaf.Plain(leaf.Bytes));
        }
        return found.Count > 0 || !leaf.IsTextual || leaf.Raw.Length > Short * 4 ? found
            : Readings(leaf).Where(bytes => bytes.Length <= Short).Select(bytes => Words.Of(Leaf.Plain(bytes)))
                .Concat(Coded(Words.Unquoted(Leaf.Plain(leaf.Bytes))))
                .Select(text => Find(text).ToList()).FirstOrDefault(list => list.Count > 0) ?? [];
    }

    /// <summary>
    /// What lines among words are in base64: the source of a mail that was pasted, or that an empty line too many has
    /// made a text.
    /// </summary>
    private static IEnumerable<string> Coded(string words)
    {
        var at = -1;
        for (var tried = 0; tried < MostCoded
            && (at = words.IndexOf("ZXlK", at + 1, StringComparison.Ordinal)) >= 0; tried++)
        {
            if (at == 0 || words[at - 1] is '\n' or ' ')
            {
                var longest = Math.Min(words.Length - at, CompactForm.LargestPart);
                yield return Leaf.Plain(TransferCoding.LeadingBase64(
                    Encoding.Latin1.GetBytes(words.Substring(at, longest))));
            }
        }
    }

    private static bool Begins(Leaf leaf) => leaf.Bytes.AsSpan().IndexOf("eyJ"u8) >= 0;

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
