using System.Collections.Immutable;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Mail;

/// <summary>What may be envelopes, in the order found, each once.</summary>
internal sealed class FoundEnvelopes
{
    private readonly List<string> _found = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>How many so far.</summary>
    public bool IsEmpty => _found.Count == 0;

    /// <summary>All of them.</summary>
    public ImmutableArray<string> All => [.. _found];

    /// <summary>Adds those that are new; over <see cref="MailLimits.Envelopes"/> the mail is refused.</summary>
    public void Add(IEnumerable<string> envelopes)
    {
        foreach (var envelope in envelopes.Where(_seen.Add))
        {
            if (_found.Count == MailLimits.Envelopes)
            {
                throw new RefusedWholeException(ReadingErrors.TooManyEnvelopes());
            }
            _found.Add(envelope);
        }
    }

    /// <summary>Adds what says that it is an envelope and has not its form, or says why that is not done.</summary>
    public void AddDamaged(string text, List<Refusal> unopened)
    {
        if (text.Length is > 0 and <= EnvelopeLimits.Bytes)
        {
            Add([text]);
        }
        else
        {
            unopened.Add(ReadingErrors.Unopened(text.Length == 0 ? "an empty envelope" : "an envelope that is too "
                + "large"));
        }
    }
}
