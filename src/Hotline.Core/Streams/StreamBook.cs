using System.Collections.Frozen;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Core.Hubs;
using Hotline.Core.Regimes;

namespace Hotline.Core.Streams;

/// <summary>The sorts of streams that a journal holds.</summary>
public sealed class StreamBook
{
    private readonly FrozenDictionary<string, StreamSort> _sorts;

    /// <summary>Exactly these sorts.</summary>
    /// <exception cref="ArgumentException">Two have one name.</exception>
    public StreamBook(params IReadOnlyCollection<StreamSort> sorts)
    {
        _sorts = sorts.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
        var foreign = sorts.SelectMany(s => s.ForeignFacts).ToList();
        Format = foreign.Count == 0 ? EntryFormat.Default : EntryFormat.With(foreign);
    }

    /// <summary>Exchanges, regimes, the directory and hubs.</summary>
    public static StreamBook Default { get; } =
        new(new ExchangeStream(), new RegimeStream(), new DirectoryStream(), new HubStream());

    /// <summary>How entries of these sorts are written.</summary>
    public EntryFormat Format { get; }

    /// <summary>The sort of a stream.</summary>
    /// <exception cref="ArgumentException">There is none of that name: the journal is of a newer program.</exception>
    public StreamSort Of(StreamId stream) => _sorts.GetValueOrDefault(stream.Sort)
        ?? throw new ArgumentException($"This program knows no streams of sort '{stream.Sort}'.", nameof(stream));
}
