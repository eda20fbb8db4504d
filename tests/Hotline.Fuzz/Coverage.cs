using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Hotline.Fuzz;

/// <summary>
/// Which branches ran, as instrumented assemblies note it: a counter for each pair of branches, as AFL has it. Programs
/// that are not instrumented note nothing.
/// </summary>
public static unsafe class Coverage
{
    /// <summary>Counters.</summary>
    public const int Size = 1 << 16;

    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(Size);

    /// <summary>The counters since <see cref="Clear"/>.</summary>
    public static Span<byte> Counters => new(Map, Size);

    /// <summary>Before any instrumented code runs: it writes to this map.</summary>
    public static void Begin() => Trace.SharedMem = Map;

    /// <summary>Another run begins.</summary>
    public static void Clear()
    {
        Counters.Clear();
        Trace.PrevLocation = 0;
    }
}

/// <summary>Everything that was seen so far: pairs of branches, and about how often each ran.</summary>
public sealed class Seen
{
    private readonly byte[] _seen = new byte[Coverage.Size];

    /// <summary>How many pairs of branches.</summary>
    public int Edges => _seen.Count(counts => counts != 0);

    /// <summary>Takes what the last run did; true when some of it is new.</summary>
    /// <param name="counters">What it did.</param>
    /// <param name="howOften">Whether another number of times is something new.</param>
    public bool Add(ReadOnlySpan<byte> counters, bool howOften = true)
    {
        var isNew = false;
        foreach (ref readonly var eight in MemoryMarshal.Cast<byte, ulong>(counters))
        {
            if (eight == 0)
            {
                continue;
            }
            var at = (int)(Unsafe.ByteOffset(
                in MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, ulong>(counters)), in eight));
            for (var i = at; i < at + sizeof(ulong); i++)
            {
                var count = howOften ? Bucket(counters[i]) : Math.Min(counters[i], (byte)1);
                isNew |= (count & ~_seen[i]) != 0;
                _seen[i] |= count;
            }
        }
        return isNew;
    }

    /// <summary>Once, twice, three times, or about how often: a bit each.</summary>
    private static byte Bucket(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
