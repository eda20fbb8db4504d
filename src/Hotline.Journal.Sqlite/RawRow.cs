using System.Text;
using Hotline.Contract.Facts;
using Hotline.Journal.Checking;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Journal.Sqlite;

/// <summary>
/// A row of entries as it lies there, damaged or not: copied in a statement, and looked at wherever there is a
/// processor.
/// </summary>
/// <param name="s">At the row.</param>
/// <param name="withEnvelope">False leaves its envelope out.</param>
internal sealed class RawRow(Statement s, bool withEnvelope)
{
    /// <summary>The columns that it takes, of <c>entry e</c>; the envelope behind them where it is asked for.</summary>
    public const string Columns = "e.position, e.stream, e.json, e.at, e.message, e.opens, e.leaf, e.seal";

    private const int LongestKey = 1024;
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private readonly byte[]? _envelope = withEnvelope && !s.IsNull(8) ? s.Bytes(8) : null;
    private readonly byte[] _stream = s.Bytes(1);
    private readonly byte[] _json = s.Bytes(2);
    private readonly byte[] _message = s.Bytes(4);
    private readonly byte[] _leaf = s.Bytes(6);
    private readonly byte[] _seal = s.Bytes(7);
    private readonly long _position = s.Int64(0);
    private readonly long _at = s.Int64(3);
    private readonly long _opens = s.Int64(5);
    private readonly bool _hasMessage = !s.IsNull(4);

    /// <summary>Held against its seal.</summary>
    public EntryRow Row(EntryFormat format)
    {
        var row = new SealedRow(_position, _stream, _message, _at, _opens, _leaf);
        var sound = _leaf.Length == Merkle.HashSize && _stream.Length + _message.Length < LongestKey
            && Seal.Holds(_seal, row) && (!withEnvelope || Seal.HoldsFor(_seal, _envelope));
        var envelope = _envelope is null ? null : Encoding.UTF8.GetString(_envelope);
        return new EntryRow(
            new StoredEntry(_position, StreamOf(_stream), _json, envelope) { Format = format }, TimeOf(_at),
            _hasMessage && _message.Length == 16 ? MessageId.FromBytes(_message) : null, _opens != 0)
        {
            Leaf = _leaf,
            IsSealed = sound,
        };
    }

    private static StreamId StreamOf(byte[] bytes)
    {
        try
        {
            return StreamId.FromBytes(bytes);
        }
        catch (FormatException)
        {
            return default;
        }
    }

    private static DateTimeOffset TimeOf(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, LatestTime));
}
