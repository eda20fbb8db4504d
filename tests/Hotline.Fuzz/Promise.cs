using Hotline.Protocol;

namespace Hotline.Fuzz;

/// <summary>A parser did what it promises not to do.</summary>
/// <param name="promise">What it promises.</param>
public sealed class BrokenPromiseException(string promise) : Exception(promise);

/// <summary>What parsers promise.</summary>
internal static class Promise
{
    /// <summary>Holds a parser to its word.</summary>
    public static void That(bool kept, string promise)
    {
        if (!kept)
        {
            throw new BrokenPromiseException(promise);
        }
    }

    /// <summary>
    /// A refusal is one of those that the parser names; it stands in log lines and reason strings, so it is one line.
    /// </summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="numbers">First and last number of each range.</param>
    public static void Refused(Refusal refusal, params (int First, int Last)[] numbers)
    {
        That(numbers.Any(range => refusal.Number >= range.First && refusal.Number <= range.Last),
            $"{refusal.Number} {refusal.Name} is not among its refusals");
        That(!refusal.Detail.Any(char.IsControl), "a refusal holds no control characters");
    }

    /// <summary>What was written twice is the same.</summary>
    public static void Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        That(one.SequenceEqual(other), "what is taken can be written and reads the same");
}
