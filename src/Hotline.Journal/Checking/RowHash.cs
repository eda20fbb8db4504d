using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Hotline.Journal.Checking;

/// <summary>
/// How many rows, and a sum of their hashes: two such are equal when the rows are the same, in whatever order. What was
/// added can be taken away.
/// </summary>
/// <param name="Rows">How many.</param>
/// <param name="First">A sum, modulo 2 to the power of 64.</param>
/// <param name="Second">Another, of other hashes.</param>
public readonly record struct RowSum(long Rows, ulong First, ulong Second)
{
    /// <summary>Both together.</summary>
    public static RowSum operator +(RowSum a, RowSum b) => Add(a, b);

    /// <summary>The first without the second.</summary>
    public static RowSum operator -(RowSum a, RowSum b) => Subtract(a, b);

    /// <summary>Both together.</summary>
    public static RowSum Add(RowSum a, RowSum b) =>
        unchecked(new RowSum(a.Rows + b.Rows, a.First + b.First, a.Second + b.Second));

    /// <summary>The first without the second.</summary>
    public static RowSum Subtract(RowSum a, RowSum b) =>
        unchecked(new RowSum(a.Rows - b.Rows, a.First - b.First, a.Second - b.Second));
}

/// <summary>
/// Hashes rows under a secret of its own, new for each check: so that who altered a store could not have known which
/// other rows have the same sum. Thread-safe.
/// </summary>
public sealed class RowHash
{
    private const int LongName = 256;
    private readonly ulong[] _secret = MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(64)).ToArray();

    /// <summary>A row of a name and numbers.</summary>
    public RowSum Of(ReadOnlySpan<byte> name, long number, long more = 0)
    {
        var (first, second) = (_secret[0] ^ (ulong)name.Length, _secret[1]);
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
        {
            Take(BinaryPrimitives.ReadUInt64LittleEndian(name));
        }
        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        name.CopyTo(rest);
        Take(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        Take((ulong)number);
        Take((ulong)more);
        return new RowSum(1, first, second);

        void Take(ulong word)
        {
            first = Fold(first ^ word, _secret[2]) ^ _secret[4];
            second = Fold(second ^ word, _secret[3]) ^ _secret[5];
        }
    }

    /// <summary>A row of a feed.</summary>
    public RowSum Of(FeedRow row) => Of(row.Participant, row.Position, row.Opens ? 1 : 0);

    /// <summary>A row of a list.</summary>
    public RowSum Of(OpenRow row) => Of(row.Participant, row.Opening, 0);

    /// <summary>A due row.</summary>
    public RowSum Of(Due due) => Of(
        SHA256.HashData([.. due.Stream.ToBytes(), 0, .. Encoding.UTF8.GetBytes($"{due.Row.Kind}\0{due.Row.Key}")]),
        due.Row.At.ToUnixTimeMilliseconds());

    private RowSum Of(string name, long number, long more)
    {
        Span<byte> utf8 = stackalloc byte[LongName];
        return Encoding.UTF8.TryGetBytes(name, utf8, out var length)
            ? Of(utf8[..length], number, more) : Of(Encoding.UTF8.GetBytes(name), number, more);
    }

    /// <summary>Of numbers that are not both known, nothing can be told from it.</summary>
    private static ulong Fold(ulong a, ulong secret)
    {
        var high = Math.BigMul(a, secret | 1, out var low);
        return high ^ low;
    }
}
