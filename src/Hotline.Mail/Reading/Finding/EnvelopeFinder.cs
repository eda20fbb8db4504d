using System.Text;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>
/// Finds envelopes that were pasted between other words, on one line or wrapped over many. A run is continued over
/// white space only as long as what it comes to is a JWS: header and payload are JSON objects, and a signature has its
/// length, so the word after it is not taken with it.
/// </summary>
/// <param name="words">What a person reads, see <see cref="Words"/>.</param>
/// <param name="work">Counts what is looked at in vain.</param>
internal sealed class EnvelopeFinder(string words, ReadingWork work)
{
    private int _at;

    /// <summary>The envelopes, in order.</summary>
    public IEnumerable<string> All()
    {
        for (var start = Next(0); start >= 0; start = Next(_at))
        {
            _at = start;
            var found = From();
            if (found is null)
            {
                work.Searched(_at - start + 100);
                _at = start + 3;
            }
            else
            {
                yield return found;
            }
        }
    }

    private int Next(int from) => words.IndexOf("eyJ", Math.Min(from, words.Length), StringComparison.Ordinal);

    private string? From()
    {
        if (Run(EnvelopeLimits.Header) is not { } header || !CompactForm.IsObject(header)
            || Run(EnvelopeLimits.Bytes) is not { } payload || !CompactForm.IsObject(payload))
        {
            return null;
        }
        return Signature() is { Length: > 0 } signature ? $"{header}.{payload}.{signature}" : null;
    }

    /// <summary>A run up to its dot, over white space; null when something else comes first.</summary>
    private string? Run(int longest)
    {
        var run = new StringBuilder();
        for (; _at < words.Length && run.Length <= longest; _at++)
        {
            var c = words[_at];
            if (c == '.')
            {
                _at++;
                return run.ToString();
            }
            if (CompactForm.IsInRun(c))
            {
                run.Append(c);
            }
            else if (!char.IsWhiteSpace(c))
            {
                return null;
            }
        }
        return null;
    }

    /// <summary>
    /// The last run. It has no dot at its end: it ends where it is as long as a signature, or else at the first white
    /// space.
    /// </summary>
    private string Signature()
    {
        var run = new StringBuilder();
        var (first, firstEnd) = (-1, _at);
        for (var at = _at; at < words.Length; at++)
        {
            if (CompactForm.IsInRun(words[at]))
            {
                run.Append(words[at]);
                if (run.Length == CompactForm.Signature
                    && (first < 0 || at + 1 == words.Length || !CompactForm.IsInRun(words[at + 1])))
                {
                    _at = at + 1;
                    return run.ToString();
                }
            }
            else if (!char.IsWhiteSpace(words[at]))
            {
                break;
            }
            else if (first < 0 && run.Length > 0)
            {
                (first, firstEnd) = (run.Length, at);
            }
            if (run.Length > CompactForm.Signature)
            {
                break;
            }
        }
        _at = first < 0 ? _at + run.Length : firstEnd;
        return first < 0 ? run.ToString() : run.ToString(0, first);
    }
}
