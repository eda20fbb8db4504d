using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Hub.Access;
using Hotline.Journal;
using Hotline.Protocol;

namespace Hotline.Hub.Reading;

/// <summary>
/// Response times, computed from the journal when somebody asks; nothing is kept. It reads a page at a time beside the writer, which never waits for it, and lets others
/// have the processor between pages; reports are made one after the other.
/// </summary>
public sealed class ReportReader(IJournalStore store, Rulebook rulebook, TimeProvider clock) : IDisposable
{
    private const int Page = 64;
    private const int UsualLimit = 500;
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The figures.</summary>
    /// <param name="parameters">Query parameters as they came.</param>
    /// <param name="reader">The participant that reads.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Outcome<Report>> ReportAsync(IEnumerable<KeyValuePair<string, string>> parameters, string reader, CancellationToken ct)
    {
        if (!Ask(parameters, exchanges: false, reader).Try(out var asked, out var refusal))
        {
            return refusal;
        }
        var (question, may, now) = asked;
        var (table, note) = (new ReportTable(question.By), new ReportNote(may));
        var upTo = await ScanAsync(question, may, sample =>
        {
            table.Add(sample);
            note.Add(sample);
        }, ct);
        return new Report(question.From, question.To, question.By, upTo, now, note.Scope, note.Write(), table.Rows());
    }

    /// <summary>The windows that figures come from, newest exchange first.</summary>
    /// <param name="parameters">Query parameters as they came.</param>
    /// <param name="reader">The participant that reads.</param>
    /// <param name="whole">True when no limit means all there is, not the usual page.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Outcome<ReportExchanges>> ExchangesAsync(IEnumerable<KeyValuePair<string, string>> parameters, string reader, bool whole, CancellationToken ct)
    {
        if (!Ask(parameters, exchanges: true, reader).Try(out var asked, out var refusal))
        {
            return refusal;
        }
        var (question, may, now) = asked;
        var (table, note) = (new ExchangeTable(may, question.Filter.Limit ?? (whole ? ReportQuery.LargestLimit : UsualLimit)), new ReportNote(may));
        var upTo = await ScanAsync(question, may, sample =>
        {
            table.Add(sample);
            note.Add(sample);
        }, ct);
        return new ReportExchanges(question.From, question.To, upTo, now, note.Scope, note.Write(), table.Total, table.Withheld, table.Rows());
    }

    public void Dispose() => _one.Dispose();

    private Outcome<(ReportQuestion Question, FigureReader May, DateTimeOffset Now)> Ask(IEnumerable<KeyValuePair<string, string>> parameters, bool exchanges, string reader)
    {
        var now = clock.GetUtcNow().ToMilliseconds();
        if (!ReportQuestion.Read(parameters, exchanges, now).Try(out var question, out var refusal))
        {
            return refusal;
        }
        var may = new FigureReader(reader, rulebook.Regimes, question.Filter);
        return may.Check() is { } no ? no : (question, may, now);
    }

    /// <summary>Gives every sample that is asked for and may be read, newest exchange first, as of the position that it returns.</summary>
    private async Task<long> ScanAsync(ReportQuestion question, FigureReader may, Action<Sample> take, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            // What is appended from here on is left out, however long reading takes: the figures are those of one position.
            var upTo = await store.HeadAsync(ct);
            var feed = may.OwnFeedHoldsAll ? may.Reader : null;
            for (var before = upTo + 1; ;)
            {
                var page = await store.ReadHistoriesAsync(feed, question.From, question.To, before, Page, ct);
                foreach (var history in page)
                {
                    foreach (var sample in SamplesOf(history, question.Filter, upTo).Where(s => may.Reads(s) && question.Takes(s)))
                    {
                        take(sample);
                    }
                }
                if (page.Count < Page)
                {
                    return upTo;
                }
                before = page[^1][0].Position;
                ct.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private static IEnumerable<Sample> SamplesOf(IReadOnlyList<StoredEntry> history, ReportQuery filter, long upTo)
    {
        // The opening fact alone rules most out: the others are then not even parsed.
        if (history[0].Entry.Fact is not Accepted opening
            || (filter.Status ?? opening.Status) != opening.Status || (filter.Regime ?? opening.Regime) != opening.Regime
            || (filter.Kind ?? opening.Opening.Kind) != opening.Opening.Kind || (filter.Precedence ?? opening.Precedence) != opening.Precedence)
        {
            return [];
        }
        return ExchangeHistory.Fold([.. history.TakeWhile(e => e.Position <= upTo)]) is { } state ? Samples.Of(state) : [];
    }
}
