using System.Text;
using Hotline.Contract.Facts;

namespace Hotline.Journal.Sqlite;

/// <summary>The keys between which the streams of one sort lie.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The first after them.</param>
/// <param name="WithFrom">False when the first is left out.</param>
internal readonly record struct StreamRange(byte[] From, byte[] To, bool WithFrom = true)
{
    /// <param name="sort">The sort; null for all.</param>
    public static StreamRange Of(string? sort)
    {
        if (sort is null)
        {
            return new StreamRange([0], [0xFF]);
        }
        if (sort == StreamId.ExchangeSort)
        {
            var mark = StreamId.Exchange(default).ToBytes()[0];
            return new StreamRange([mark], [(byte)(mark + 1)]);
        }
        return new StreamRange(Encoding.UTF8.GetBytes($"{sort}/"), Encoding.UTF8.GetBytes($"{sort}0"));
    }

    /// <summary>What comes after a stream.</summary>
    public StreamRange After(StreamId? stream) =>
        stream is { } last && LookupKey.Of(last) is var key && key.AsSpan().SequenceCompareTo(From) >= 0
            ? this with { From = key, WithFrom = false } : this;
}
