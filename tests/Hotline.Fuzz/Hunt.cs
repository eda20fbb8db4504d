namespace Hotline.Fuzz;

/// <summary>What made a target throw.</summary>
/// <param name="Input">The input.</param>
/// <param name="Thrown">What it threw.</param>
public sealed record Finding(byte[] Input, Exception Thrown);

/// <summary>
/// A short hunt led by coverage, within one process: inputs that reach something new are kept and changed further.
/// AFL++ does it longer and better; this needs nothing but the build, and the same seed makes the same first changes.
/// </summary>
/// <param name="target">The parser.</param>
/// <param name="corpus">What to begin with.</param>
/// <param name="seed">Where chance begins.</param>
public sealed class Hunt(Target target, IEnumerable<byte[]> corpus, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Seen _seen = new();
    private readonly List<byte[]> _kept = [.. corpus];

    /// <summary>How many pairs of branches were reached.</summary>
    public int Edges => _seen.Edges;

    /// <summary>How many inputs are kept, those of the corpus included.</summary>
    public int Kept => _kept.Count;

    /// <summary>Tries the corpus and then so many changed inputs; null when nothing was found.</summary>
    public Finding? Run(int rounds)
    {
        foreach (var input in _kept)
        {
            if (Try(input, out _) is { } found)
            {
                return found;
            }
        }
        if (_kept.Count == 0)
        {
            _kept.Add([]);
        }
        var mutator = new Mutator(_random, Mutator.Words(_kept));
        for (var round = 0; round < rounds; round++)
        {
            var input = mutator.Next(_kept[_random.Next(_kept.Count)], _kept[_random.Next(_kept.Count)]);
            if (Try(input, out var isNew) is { } found)
            {
                return found;
            }
            if (isNew)
            {
                _kept.Add(input);
            }
        }
        return null;
    }

    private Finding? Try(byte[] input, out bool isNew)
    {
        Coverage.Clear();
        Finding? found = null;
        try
        {
            target.Take([.. input]);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            found = new Finding(input, thrown);
        }
        isNew = _seen.Add(Coverage.Counters);
        return found;
    }
}
