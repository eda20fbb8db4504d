using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;

namespace Hotline.Journal.Checking;

/// <summary>One stream folded anew, with the rows that feeds should have of it.</summary>
/// <param name="stream">Which.</param>
/// <param name="sort">Its sort.</param>
internal sealed class StreamFollower(StreamId stream, StreamSort sort)
{
    private readonly List<StoredEntry> _earlier = [];
    private StreamHead _head = new(stream);

    /// <summary>Which stream.</summary>
    public StreamId Stream => stream;

    /// <summary>Position of the last row; null before the first.</summary>
    public long? Last => _earlier.Count == 0 ? null : _earlier[^1].Position;

    /// <summary>The rows that feeds should have.</summary>
    public Dictionary<(string Participant, long Position), FeedRow> Feeds { get; } = [];

    /// <summary>The stream once the last entry was taken.</summary>
    public StreamHead End() => _head.Settled(sort);

    /// <summary>One more entry.</summary>
    /// <returns>False when nothing can be told of what follows; that is a finding.</returns>
    public bool Take(EntryRow row, Entry entry, Action<Finding> find)
    {
        var position = row.Entry.Position;
        if (row.Entry.Stream != stream)
        {
            find(Findings.BrokenStream(stream, position, $"an entry of {row.Entry.Stream} is found in it"));
            return false;
        }
        if (_earlier.Count > 0 && entry.Fact.Message is { } message && StreamId.Exchange(message.Id) == stream)
        {
            find(Findings.BrokenStream(stream, position, "it is opened again"));
            return false;
        }
        try
        {
            Follow(row, entry, find);
        }
        catch (Exception nonsense) when (nonsense is InvalidOperationException or ArgumentException
            or InvalidCastException)
        {
            find(Findings.BrokenStream(stream, position, nonsense.Message));
            return false;
        }
        _earlier.Add(row.Entry.Envelope is null ? row.Entry : row.Entry with { Envelope = null });
        return true;
    }

    /// <summary>Reads the entry of a row.</summary>
    /// <param name="stored">The row's entry.</param>
    /// <param name="entry">The same, read.</param>
    /// <param name="why">Why that was not possible.</param>
    public static bool TryRead(
        StoredEntry stored, [NotNullWhen(true)] out Entry? entry, [NotNullWhen(false)] out string? why)
    {
        try
        {
            (entry, why) = (stored.Entry, null);
            return true;
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            (entry, why) = (null, unreadable.Message);
            return false;
        }
    }

    private void Follow(EntryRow row, Entry entry, Action<Finding> find)
    {
        var position = row.Entry.Position;
        var (head, projection) = _head.Take(sort, entry);
        var opens = projection.Mark == ListMark.Opens;
        if (row.Opens != opens)
        {
            find(Findings.WrongColumn(
                position, $"its row says that it {(row.Opens ? "opens its stream" : "does not open its stream")}"));
        }
        foreach (var reader in projection.Readers)
        {
            Feeds[(reader, position)] = new FeedRow(reader, position, opens);
        }
        if (!projection.Joined.IsEmpty)
        {
            (head, var joinings) = head.Join(sort, projection, _earlier);
            foreach (var (joining, earlier) in joinings.SelectMany(j => j.Positions.Select(p => (j, p))))
            {
                Feeds[(joining.Participant, earlier)] = new FeedRow(
                    joining.Participant, earlier, earlier == head.Opening);
            }
        }
        _head = head;
    }
}
