using System.Collections;
using System.Collections.Immutable;
using Hotline.Contract.Facts;

namespace Hotline.Core.Exchanges;

/// <summary>
/// The notices on one addressee's account, in the order in which they were first ordered, each found by its key. They
/// grow with the replies, so finding and changing one costs the same however many there are. Nobody changes it.
/// </summary>
public sealed class NoticeList : IReadOnlyList<Notice>
{
    private readonly ImmutableList<Notice> _notices;
    private readonly ImmutableDictionary<NoticeKey, int> _places;

    private NoticeList(ImmutableList<Notice> notices, ImmutableDictionary<NoticeKey, int> places) =>
        (_notices, _places) = (notices, places);

    /// <summary>None.</summary>
    public static NoticeList Empty { get; } =
        new(ImmutableList<Notice>.Empty, ImmutableDictionary<NoticeKey, int>.Empty);

    /// <inheritdoc/>
    public int Count => _notices.Count;

    /// <inheritdoc/>
    public Notice this[int index] => _notices[index];

    /// <summary>The notice of that key, or null.</summary>
    public Notice? Find(NoticeKey key) => _places.TryGetValue(key, out var place) ? _notices[place] : null;

    /// <summary>Puts a notice in the place of the one of its key, or at the end when there is none.</summary>
    public NoticeList With(Notice notice) => _places.TryGetValue(notice.Key, out var place)
        ? new NoticeList(_notices.SetItem(place, notice), _places)
        : new NoticeList(_notices.Add(notice), _places.Add(notice.Key, _notices.Count));

    /// <inheritdoc/>
    public IEnumerator<Notice> GetEnumerator() => _notices.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
