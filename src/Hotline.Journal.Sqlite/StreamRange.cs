using System.Text;
using Hotline.Contract.Facts;

namespace Hotline.Journal.Sqlite;

/// <summary>The keys between which the streams of one sort lie.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The first after them.</param>
internal readonly record struct StreamRange(byte[] From, byte[] To)
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
}
