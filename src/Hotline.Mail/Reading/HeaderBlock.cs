using System.Text;
using Hotline.Protocol;

namespace Hotline.Mail;

/// <summary>
/// The headers of a mail or of one of its parts, unfolded. Values hold no control characters but tabs.
/// </summary>
internal sealed class HeaderBlock
{
    // Where a second one would let two readers see two different mails.
    private static readonly string[] Once =
        ["From", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References", "Content-Type",
            "Content-Transfer-Encoding", "Content-Disposition"];

    private readonly List<(string Name, string Value)> _headers = [];

    public int Count => _headers.Count;

    /// <summary>The first header of that name, trimmed; null when there is none.</summary>
    public string? this[string name] => All(name).FirstOrDefault();

    public IEnumerable<string> All(string name) =>
        _headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value);

    /// <summary>Reads headers up to the empty line or the end.</summary>
    /// <param name="entity">Bytes whose lines end in CR LF.</param>
    /// <param name="body">Where the body begins.</param>
    public static Outcome<HeaderBlock> Read(ReadOnlySpan<byte> entity, out int body)
    {
        var block = new HeaderBlock();
        for (body = 0; body < entity.Length;)
        {
            var end = EndOfHeader(entity, body);
            if (end == body)
            {
                body += 2;
                break;
            }
            if (block.Count == MailLimits.Headers || end > MailLimits.HeaderBytes)
            {
                return ReadingErrors.TooManyHeaders();
            }
            if (block.Add(entity[body..end]) is { } refusal)
            {
                return refusal;
            }
            body = Math.Min(end + 2, entity.Length);
        }
        var twice = Once.FirstOrDefault(name => block.All(name).Skip(1).Any());
        return twice is null ? block : ReadingErrors.DuplicateHeader(twice);
    }

    /// <summary>
    /// The next CR LF that no white space follows: a line that begins with white space continues the one before.
    /// </summary>
    private static int EndOfHeader(ReadOnlySpan<byte> entity, int start)
    {
        for (var at = start; ; at += 2)
        {
            var next = entity[at..].IndexOf("\r\n"u8);
            if (next < 0)
            {
                return entity.Length;
            }
            at += next;
            if (at == start || at + 2 >= entity.Length || entity[at + 2] is not ((byte)' ' or (byte)'\t'))
            {
                return at;
            }
        }
    }

    private Refusal? Add(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
        {
            return ReadingErrors.BadHeader("a header line has no name and colon");
        }
        var value = Encoding.UTF8.GetString(line[(colon + 1)..]).Replace("\r\n", "", StringComparison.Ordinal);
        if (value.Any(c => char.IsControl(c) && c != '\t'))
        {
            return ReadingErrors.BadHeader("a header holds a control character");
        }
        _headers.Add((Encoding.ASCII.GetString(line[..colon]), value.Trim(' ', '\t')));
        return null;
    }
}
