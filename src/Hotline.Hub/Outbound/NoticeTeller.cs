using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Journal;

namespace Hotline.Hub.Outbound;

/// <summary>
/// Has one notice sent that the journal says is owed, and journals what became of it. A crash between a relay's yes and
/// the entry sends the same notice again: told twice is better than never.
/// </summary>
/// <param name="means">By what.</param>
/// <param name="sender">Who sends by it.</param>
/// <param name="store">The journal.</param>
/// <param name="recorder">The journal.</param>
/// <param name="log">Log.</param>
public sealed class NoticeTeller(
    string means, INoticeSender sender, IJournalStore store, Recorder recorder, ILogger<NoticeTeller> log)
{
    private readonly NoticeMeters _meters = NoticeMeters.Of(means);

    /// <summary>By what people are told.</summary>
    public string Means => means;

    /// <summary>Relays that are left alone for a while because they failed.</summary>
    public IEnumerable<string> Resting => sender.Resting;

    /// <summary>Whether it is of any use to try at present.</summary>
    public Passage Passage => sender.Passage;

    /// <summary>
    /// Sends what a row is for. One that is not owed any more (somebody has acknowledged, the exchange has ended) has
    /// its row taken away and nothing else.
    /// </summary>
    /// <param name="due">The row, claimed.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="DamagedEntryException">The message is not what was written.</exception>
    /// <exception cref="InvalidOperationException">What became of it could not be put on record: try again.</exception>
    public async Task<Telling> TellAsync(Due due, CancellationToken ct)
    {
        if (await FindAsync(due, ct) is not { } owed)
        {
            await RecordAsync(new Fire(due.Stream, due.Row), ct);
            return Telling.Settled;
        }
        using var span = _meters.Sending(owed.Exchange.Id);
        var outcome = await sender.SendAsync(owed, ct);
        _meters.Tried(span, outcome);
        if (outcome.OnRecord(owed.Exchange.Id, owed.Key) is not { } command)
        {
            return Telling.NotTried;
        }
        var recorded = await RecordAsync(command, ct);
        foreach (var dead in recorded.Entries.Select(e => e.Fact).OfType<NoticeDead>())
        {
            _meters.Died();
            NoticeLog.DeadLetter(log, means, dead.Notice.To, dead.Exchange, dead.Attempt, dead.Reason);
        }

        // Whatever else of the exchange fell due meanwhile is recorded with it.
        return recorded.Entries.Any(e => e.Fact is NoticeFact told && told.Notice == owed.Key)
            ? Telling.Settled : Telling.InVain;
    }

    private async Task<OwedNotice?> FindAsync(Due due, CancellationToken ct)
    {
        if (due.Stream.AsExchange is not { } id || !Schedule.TryNotice(means, due.Row.Key, out var key))
        {
            return null;
        }
        var entries = await store.ReadStreamAsync(due.Stream, ct);
        if (StreamHistory.FoldExchange(entries) is not { } state || state.Addressee(key.Addressee) is not { } addressee
            || Schedule.OwedNotices(state, addressee).FirstOrDefault(n => n.Key == key) is not { } notice
            || Schedule.RowOf(state, notice) is var row && row != due.Row && row.At > due.Row.At)
        {
            return null;
        }
        var told = StreamHistory.Sound([(await store.FindMessageAsync(key.Message, ct))!])[0];
        return new OwedNotice(state, addressee, notice, told.Envelope!);
    }

    private async Task<Recorded> RecordAsync(Command command, CancellationToken ct) =>
        (await recorder.ExecuteAsync(command, ct)).Try(out var recorded, out var refusal)
            ? recorded : throw new InvalidOperationException(refusal.ToString());
}

/// <summary>What became of a row that a teller was given.</summary>
public enum Telling
{
    /// <summary>It is gone, or another has taken its place.</summary>
    Settled,

    /// <summary>It was tried before its time, and nobody took the notice: it is due when it was.</summary>
    InVain,

    /// <summary>Nobody was asked: it is due as it was.</summary>
    NotTried,
}
