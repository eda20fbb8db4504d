using System.Text;

namespace Hotline.Fuzz;

/// <summary>Changes inputs a little, the same way for the same seed.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="words">What may be put in whole: see <see cref="Words"/>.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words)
{
    private const int Longest = 16 * 1024;
    private static readonly byte[] Odd = [0, 1, 0x7F, 0x80, 0xFF, (byte)'"', (byte)'\\', (byte)'\n', (byte)'.'];

    private static readonly char[] Between =
        [.. Enumerable.Range(0, 256).Select(i => (char)i).Where(c => !char.IsAsciiLetterOrDigit(c) && c != '-')];

    /// <summary>The words of a corpus, each once: runs of letters, digits and hyphens.</summary>
    public static IReadOnlyList<byte[]> Words(IEnumerable<byte[]> corpus) =>
    [
        .. corpus.SelectMany(input => Encoding.Latin1.GetString(input).Split(
                Between, StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word.Length is > 1 and <= 40).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(Encoding.Latin1.GetBytes),
    ];

    /// <summary>An input like this one.</summary>
    /// <param name="from">What it is made from.</param>
    /// <param name="other">Another, of which a part may come in.</param>
    public byte[] Next(byte[] from, byte[] other)
    {
        var bytes = from.ToList();
        for (var edits = 1 << random.Next(4); edits > 0; edits--)
        {
            Edit(bytes, other);
        }
        return [.. bytes.Take(Longest)];
    }

    private void Edit(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var run = Math.Min(1 << random.Next(8), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when at < bytes.Count:
                bytes[at] = Odd[random.Next(Odd.Length)];
                break;
            case 3:
                bytes.Insert(at, Odd[random.Next(Odd.Length)]);
                break;
            case 4:
                bytes.RemoveRange(at, run);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, run));
                break;
            case 6 when other.Length > 0:
                var begin = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(begin, random.Next(other.Length - begin) + 1).ToArray());
                break;
            case 7 when words.Count > 0:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 8 when words.Count > 0:
                Replace(bytes, at, words[random.Next(words.Count)]);
                break;
        }
    }

    /// <summary>Another word takes the place of the one that stands there.</summary>
    private static void Replace(List<byte> bytes, int at, byte[] word)
    {
        var (from, to) = (at, at);
        while (from > 0 && char.IsAsciiLetterOrDigit((char)bytes[from - 1]))
        {
            from--;
        }
        while (to < bytes.Count && char.IsAsciiLetterOrDigit((char)bytes[to]))
        {
            to++;
        }
        bytes.RemoveRange(from, to - from);
        bytes.InsertRange(from, word);
    }
}
