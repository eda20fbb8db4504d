using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Core.Directory;
using Hotline.Core.Streams;
using Hotline.Hub.Access;
using Hotline.Journal;

namespace Hotline.Hub.Seats;

/// <summary>
/// Puts on record which keys speak from when to when. A key is admitted on record before it speaks, and removed on
/// record after it was silenced: so every message stands between the two entries of the key that signed it. One caller
/// at a time.
/// </summary>
/// <param name="recorder">The journal.</param>
/// <param name="store">The journal.</param>
/// <param name="rulebook">Told the history.</param>
public sealed class KeyRecord(Recorder recorder, IJournalStore store, Rulebook rulebook)
{
    private const int Page = 100;
    private readonly Dictionary<string, DirectoryState> _states = new(StringComparer.Ordinal);

    /// <summary>Reads what the journal has.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        IReadOnlyList<StreamId> page;
        StreamId? after = null;
        do
        {
            page = await store.StreamsAsync(StreamId.DirectorySort, after, Page, ct);
            foreach (var stream in page)
            {
                Learn(await store.LoadAsync(StreamBook.Default, stream, ct));
                after = stream;
            }
        }
        while (page.Count == Page);
        Tell();
    }

    /// <summary>True when every key of the directory is on record.</summary>
    public bool HasAll(Core.Directory.Directory directory) => Missing(directory).IsEmpty;

    /// <summary>The directory without the keys that are not on record yet.</summary>
    public Core.Directory.Directory OnRecord(Core.Directory.Directory directory) =>
        new(directory.Participants.Select(p => p with
        {
            Pocs = [.. p.Pocs.Select(poc => poc with { Keys = poc.Keys.RemoveAll(k => !Has(p.Code, poc.Id, k.Id)) })],
        }));

    /// <summary>Admits every key of the directory.</summary>
    /// <returns>False when the journal did not take one.</returns>
    public async Task<bool> AdmitAsync(Core.Directory.Directory directory, CancellationToken ct)
    {
        var all = true;
        foreach (var seats in Missing(directory).GroupBy(s => s.Participant, StringComparer.Ordinal))
        {
            all &= await RecordAsync(new AdmitKeys(seats.Key, [.. seats]), ct);
        }
        return all;
    }

    /// <summary>Removes every key that the directory does not have.</summary>
    /// <returns>False when the journal did not take one.</returns>
    public async Task<bool> RemoveAsync(Core.Directory.Directory directory, CancellationToken ct)
    {
        var all = true;
        foreach (var state in _states.Values.ToList())
        {
            ImmutableArray<(string, string)> gone =
            [
                .. from span in state.Spans
                   where span.Until is null
                       && directory.Find(state.Participant)?.Poc(span.Poc)?.Keys.Any(k => k.Id == span.KeyId) != true
                   select (span.Poc, span.KeyId),
            ];
            all &= gone.IsEmpty || await RecordAsync(new RemoveKeys(state.Participant, gone), ct);
        }
        return all;
    }

    private ImmutableArray<Seat> Missing(Core.Directory.Directory directory) =>
    [
        .. from participant in directory.Participants
           from poc in participant.Pocs
           from key in poc.Keys
           where !Has(participant.Code, poc.Id, key.Id)
           select new Seat(participant.Code, poc, key),
    ];

    private bool Has(string participant, string poc, string keyId) =>
        _states.GetValueOrDefault(participant)?.Speaks(poc, keyId) == true;

    private async Task<bool> RecordAsync(Command command, CancellationToken ct)
    {
        if (!(await recorder.ExecuteAsync(command, ct)).Try(out var recorded, out _))
        {
            return false;
        }
        Learn(recorded.State);
        Tell();
        return true;
    }

    private void Learn(StreamState? state)
    {
        if (state is DirectoryState directory)
        {
            _states[directory.Participant] = directory;
        }
    }

    private void Tell() => rulebook.History = new KeyHistory(_states.Values);
}
