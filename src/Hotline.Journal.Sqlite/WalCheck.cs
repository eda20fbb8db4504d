using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Hotline.Contract.Errors;
using Hotline.Protocol;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// Looks at the write-ahead log that a crash left, before SQLite does. SQLite reads it up to the first frame whose
/// checksum fails and drops the rest without a word: right for a commit that a crash cut short, and the loss of all
/// commits behind it when a bit has rotted. Reads only.
/// </summary>
/// <remarks>
/// Each commit is synced before the next begins, so a crash can leave at most the last one torn, and its sender
/// unanswered. Where a sync failed the next commit was written over it, and what it was longer by lies behind: each
/// such rest is a part of one commit, whose sums go on from frame to frame. A bad frame is damage when behind it a
/// commit and more lie in one such row, written by the same log (they bear its salts); in the last commit it is damage
/// when one bit sets it right and the rest of the commit is there. (A torn one can be off by one bit as well: a frame's
/// new header before the page that lay there, when all that a page had new is one bit of a count. Then others fail.)
/// </remarks>
internal sealed class WalCheck
{
    private const int HeaderSize = 32;
    private const int FrameHeader = 24;
    private const int SumAt = 16; // in a frame's header
    private const uint Magic = 0x377f0682; // and the lowest bit says that sums are taken of big-endian words

    private readonly string _path;
    private readonly byte[] _log;
    private readonly int _frame;
    private readonly bool _bigEndian;

    private WalCheck(string path, byte[] log)
    {
        (_path, _log) = (path, log);
        _bigEndian = (Word(0) & 1) != 0;
        _frame = FrameHeader + PageSums.PageSize;
    }

    /// <summary>Refusal 3032 when commits would be dropped; null otherwise, also when there is no log.</summary>
    /// <param name="file">Of the database.</param>
    public static Refusal? Check(string file)
    {
        var path = file + "-wal";
        if (!File.Exists(path))
        {
            return null;
        }
        var log = File.ReadAllBytes(path);
        return log.Length < HeaderSize + FrameHeader + PageSums.PageSize ? null : new WalCheck(path, log).Check();
    }

    private int Frames => (_log.Length - HeaderSize) / _frame;

    private Refusal? Check()
    {
        if (_log.AsSpan(HeaderSize, FrameHeader).IndexOfAnyExcept((byte)0) < 0
            && _log.AsSpan(0, HeaderSize).IndexOfAnyExcept((byte)0) < 0)
        {
            return null; // laid out, and nothing written yet
        }
        if ((Word(0) & ~1u) != Magic || Sum((0, 0), _log.AsSpan(0, 24)) != SumIn(24))
        {
            // Written and synced before its first frame; only an unwritten one holds no frame.
            return _log.AsSpan(HeaderSize, FrameHeader).IndexOfAnyExcept((byte)0) < 0
                ? null : JournalErrors.DamagedLog(_path, "its header is not what was written");
        }
        if (Word(8) != PageSums.PageSize)
        {
            return null; // no journal's
        }
        var (bad, sum) = (0, SumIn(24));
        while (bad < Frames && IsOurs(bad) && SumOf(bad, sum) is var next && next == SumIn(At(bad) + SumAt))
        {
            (bad, sum) = (bad + 1, next);
        }
        return bad < Frames && Dropped(bad, sum) is { } what ? JournalErrors.DamagedLog(_path, what) : null;
    }

    /// <summary>
    /// What would be lost from a frame on that SQLite does not take; null when nobody was told of it.
    /// </summary>
    private string? Dropped(int bad, (uint, uint) before)
    {
        var (commits, isWhole) = (0, false);
        for (var (first, end) = (bad, 0); first < Frames; first = end)
        {
            end = RowFrom(first, before);
            var ends = Enumerable.Range(first, end - first).Where(frame => IsOurs(frame) && IsCommit(frame)).ToList();
            commits += ends.Count > 0 && ends[0] < end - 1 ? ends.Count : 0;
            isWhole |= first == bad && (IsCommit(end - 1) || IsLostEnd(bad, before));
        }
        return commits > 0 ? Say(bad, commits) : isWhole && IsOneBitOff(bad, before) ? Say(bad, 1) : null;
    }

    /// <summary>The frame behind the last whose sums go on from this one's.</summary>
    private int RowFrom(int first, (uint, uint) before)
    {
        var frame = first + 1;
        while (frame < Frames && IsOurs(frame) && Follows(frame))
        {
            frame++;
        }
        return frame;

        // What is written of the frame before, or what it should be when just that is damaged.
        bool Follows(int frame) => SumOf(frame, SumIn(At(frame - 1) + SumAt)) == SumIn(At(frame) + SumAt)
            || (frame == first + 1 && SumOf(frame, SumOf(first, before)) == SumIn(At(frame) + SumAt));
    }

    private static string Say(int bad, int commits) => string.Create(CultureInfo.InvariantCulture,
        $"frame {bad + 1} is not what was written, and {commits} commit{(commits == 1 ? "" : "s")} would be dropped");

    /// <summary>
    /// True when one flipped bit makes the frame what was written. Its sums go on from those before it, so what a bit
    /// adds to them follows from its place alone.
    /// </summary>
    private bool IsOneBitOff(int frame, (uint, uint) before)
    {
        var stored = SumIn(At(frame) + SumAt);
        var content = Summed(frame);
        var found = Sum(before, content);
        if (!IsOurs(frame))
        {
            // A salt of a frame that is ours otherwise.
            return found == stored && SaltBits(At(frame) + 8) == 1;
        }
        if (BitsBetween(found, stored) == 1)
        {
            return true; // the sum itself
        }
        return FlipsTo(content, (stored.Item1 - found.Item1, stored.Item2 - found.Item2));
    }

    /// <summary>
    /// True when one flipped bit adds this to a sum. Sums are sums of words, so what one adds is its own change times a
    /// factor that follows from how many words come behind it.
    /// </summary>
    private bool FlipsTo(ReadOnlySpan<byte> content, (uint A, uint B) more)
    {
        unchecked
        {
            // What (a, b) before the words behind add to (a, b) after them.
            var (aOfA, aOfB, bOfA, bOfB) = (1u, 0u, 0u, 1u);
            for (var at = content.Length - 8; at >= 0; at -= 8)
            {
                if (Flips(WordIn(content[at..]), (aOfA + aOfB, bOfA + bOfB), more)
                    || Flips(WordIn(content[(at + 4)..]), (aOfB, bOfB), more))
                {
                    return true;
                }
                (aOfA, aOfB, bOfA, bOfB) = (aOfA + aOfB, aOfA + 2 * aOfB, bOfA + bOfB, bOfA + 2 * bOfB);
            }
            return false;
        }
    }

    private static bool Flips(uint word, (uint A, uint B) factor, (uint A, uint B) more)
    {
        for (var bit = 1u; bit != 0; bit <<= 1)
        {
            var change = unchecked((word & bit) == 0 ? bit : 0 - bit);
            if (unchecked(change * factor.A) == more.A && unchecked(change * factor.B) == more.B)
            {
                return true;
            }
        }
        return false;
    }

    private static int BitsBetween((uint A, uint B) one, (uint A, uint B) other) =>
        BitOperations.PopCount(one.A ^ other.A) + BitOperations.PopCount(one.B ^ other.B);

    private int SaltBits(int at) => BitsBetween((Word(at), Word(at + 4)), (Word(16), Word(20)));

    private int At(int frame) => HeaderSize + frame * _frame;

    /// <summary>True when the only bit off is the one that says that the frame ends a commit.</summary>
    private bool IsLostEnd(int frame, (uint, uint) before)
    {
        var content = Summed(frame);
        for (var bit = 0; bit < 32; bit++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(4), 1u << bit);
            if (Sum(before, content) == SumIn(At(frame) + SumAt))
            {
                return true;
            }
        }
        return false;
    }

    private bool IsOurs(int frame) => _log.AsSpan(At(frame) + 8, 8).SequenceEqual(_log.AsSpan(16, 8));

    private bool IsCommit(int frame) => Word(At(frame) + 4) != 0;

    private (uint, uint) SumOf(int frame, (uint, uint) before) => Sum(
        Sum(before, _log.AsSpan(At(frame), 8)), _log.AsSpan(At(frame) + FrameHeader, PageSums.PageSize));

    /// <summary>A copy of what a frame's sum is taken of.</summary>
    private byte[] Summed(int frame) =>
        [.. _log.AsSpan(At(frame), 8), .. _log.AsSpan(At(frame) + FrameHeader, PageSums.PageSize)];

    private (uint, uint) SumIn(int at) => (Word(at), Word(at + 4));

    private uint Word(int at) => BinaryPrimitives.ReadUInt32BigEndian(_log.AsSpan(at));

    /// <summary>SQLite's checksum, by its file format.</summary>
    private (uint, uint) Sum((uint A, uint B) sum, ReadOnlySpan<byte> bytes)
    {
        var (a, b) = sum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            a = unchecked(a + WordIn(bytes) + b);
            b = unchecked(b + WordIn(bytes[4..]) + a);
        }
        return (a, b);
    }

    private uint WordIn(ReadOnlySpan<byte> bytes) => _bigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
