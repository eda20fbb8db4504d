using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// What holds the columns of an entry's row together: a hash of all of them, with the entry's own leaf hash for its
/// bytes, and a hash of its envelope. It is looked at whenever an entry is read, so that damage to one is known to be
/// damage to that one. It finds what rotted; who can alter the file can make a seal, and is found by the tree.
/// </summary>
internal static class Seal
{
    /// <summary>Bytes of each of the two hashes.</summary>
    private const int Part = 8;

    /// <summary>The seal of a row.</summary>
    public static byte[] Of(in SealedRow row, string? envelope) => Of(row, OfEnvelope(envelope));

    /// <summary>True when a seal holds for the row, whatever its envelope.</summary>
    public static bool Holds(ReadOnlySpan<byte> seal, in SealedRow row) =>
        seal.Length == 2 * Part && seal.SequenceEqual(Of(row, seal[Part..]));

    /// <summary>True when a seal that holds for its row holds for the envelope too.</summary>
    public static bool HoldsFor(ReadOnlySpan<byte> seal, string? envelope) =>
        seal[Part..].SequenceEqual(OfEnvelope(envelope));

    /// <summary>The same of an envelope's bytes as they lie there.</summary>
    public static bool HoldsFor(ReadOnlySpan<byte> seal, byte[]? envelope) => seal[Part..].SequenceEqual(
        envelope is null ? new byte[Part] : SHA256.HashData(envelope).AsSpan(0, Part));

    private static byte[] Of(in SealedRow row, ReadOnlySpan<byte> envelope)
    {
        Span<byte> input = stackalloc byte[3 * sizeof(long) + 4 * sizeof(int) + row.Stream.Length + row.Message.Length
            + row.Leaf.Length + Part];
        var rest = input;
        foreach (var number in (ReadOnlySpan<long>)[row.Position, row.At, row.Opens])
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, number);
            rest = rest[sizeof(long)..];
        }
        rest = Write(rest, row.Stream);
        rest = Write(rest, row.Message);
        rest = Write(rest, row.Leaf);
        Write(rest, envelope);
        return [.. SHA256.HashData(input)[..Part], .. envelope];
    }

    private static Span<byte> Write(Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, bytes.Length);
        bytes.CopyTo(rest[sizeof(int)..]);
        return rest[(sizeof(int) + bytes.Length)..];
    }

    private static byte[] OfEnvelope(string? envelope)
    {
        if (envelope is null)
        {
            return new byte[Part];
        }
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(envelope.Length));
        try
        {
            return SHA256.HashData(utf8.AsSpan(0, Encoding.UTF8.GetBytes(envelope, utf8)))[..Part];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }
}

/// <summary>What a seal covers, beside the envelope.</summary>
/// <param name="Position">Place in the journal.</param>
/// <param name="Stream">Key of the stream; at most 256 bytes.</param>
/// <param name="Message">The message that it accepts; empty for none.</param>
/// <param name="At">Milliseconds.</param>
/// <param name="Opens">1 when it opens its stream.</param>
/// <param name="Leaf">The leaf hash of its bytes.</param>
internal readonly record struct SealedRow(
    long Position, byte[] Stream, byte[] Message, long At, long Opens, byte[] Leaf);
