using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Reports;
using Hotline.Hub.Access;
using Hotline.Journal;
using Hotline.Protocol;

namespace Hotline.Hub.Reading;

/// <summary>Who asks for response times, and what.</summary>
/// <param name="Reader">The participant that reads.</param>
/// <param name="Parameters">Query parameters as they came.</param>
public sealed record ReportRequest(string Reader, IEnumerable<KeyValuePair<string, string>> Parameters);

/// <summary>
/// Response times, computed from the journal when somebody asks; nothing is kept. It reads a page at a time beside the
/// writer, which never waits for it, and lets others have the processor between pages; reports are made one after the
/// other.
/// </summary>
/// <param name="store">The journal.</param>
/// <param name="rulebook">What numbers come from.</param>
/// <param name="clock">The hub's time.</param>
public sealed class ReportReader(IJournalStore store, Rulebook rulebook, TimeProvider clock) : IDisposable
{
    private const int Page = 64;
    private const int UsualLimit = 500;
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The figures.</summary>
    /// <param name="request">Who asks, and what.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Outcome<Report>> ReportAsync(ReportRequest request, CancellationToken ct)
    {
        if (!Ask(request, exchanges: false).Try(out var asked, out var refusal))
        {
            return refusal;
        }
        var question = asked.Question;
        var (table, note) = (new ReportTable(question.By), new ReportNote(asked.May));
        var upTo = await ScanAsync(asked, sample =>
        {
            table.Add(sample);
            note.Add(sample);
        }, ct);
        return new Report(
            question.From, question.To, question.By, upTo, asked.Now, note.Scope, note.Write(), table.Rows());
    }

    /// <summary>The windows that figures come from, newest exchange first.</summary>
    /// <param name="request">Who asks, and what.</param>
    /// <param name="whole">True when no limit means all there is, not the usual page.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Outcome<ReportExchanges>> ExchangesAsync(
        ReportRequest request, bool whole, CancellationToken ct)
    {
        if (!Ask(request, exchanges: true).Try(out var asked, out var refusal))
        {
            return refusal;
        }
        var question = asked.Question;
        var limit = question.Filter.Limit ?? (whole ? ReportQuery.LargestLimit : UsualLimit);
        var (table, note) = (new ExchangeTable(asked.May, limit), new ReportNote(asked.May));
        var upTo = await ScanAsync(asked, sample =>
        {
            table.Add(sample);
            note.Add(sample);
        }, ct);
        return new ReportExchanges(
            question.From, question.To, upTo, asked.Now, note.Scope, note.Write(), table.Total, table.Withheld,
            table.Rows());
    }

    public void Dispose() => _one.Dispose();

    private Outcome<AskedReport> Ask(ReportRequest request, bool exchanges)
    {
        var now = clock.GetUtcNow().ToMilliseconds();
        if (!ReportQuestion.Read(request.Parameters, exchanges, now).Try(out var question, out var refusal))
        {
            return refusal;
        }
        var may = new FigureReader(request.Reader, rulebook.Regimes, question.Filter);
        return may.Check() is { } no ? no : new AskedReport(question, may, now);
    }

    /// <summary>
    /// Gives every sample that is asked for and may be read, newest exchange first, as of the position that it returns.
    /// </summary>
    private async Task<long> ScanAsync(AskedReport asked, Action<Sample> take, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            // What is appended from here on is left out, however long reading takes: the figures are those of one
            // position.
            var upTo = await store.HeadAsync(ct);
            var feed = asked.May.OwnFeedHoldsAll ? asked.May.Reader : null;
            var question = new HistoryQuestion(feed, asked.Question.From, asked.Question.To);
            for (var before = upTo + 1; ;)
            {
                var page = await store.ReadHistoriesAsync(question, before, Page, ct);
                foreach (var sample in page.SelectMany(history => SamplesOf(history, asked, upTo)))
                {
                    take(sample);
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

    private IEnumerable<Sample> SamplesOf(IReadOnlyList<StoredEntry> history, AskedReport asked, long upTo)
    {
        // The opening fact alone rules most out: the others are then not even parsed.
        if (history.Any(e => !e.IsSound)
            || history[0].Entry.Fact is not Accepted opening || !MayCount(opening, asked.Question.Filter)
            || StreamHistory.FoldExchange([.. history.TakeWhile(e => e.Position <= upTo)]) is not { } state)
        {
            return [];
        }
        return Samples.Of(state, rulebook.Regimes).Where(s => asked.May.Reads(s) && asked.Question.Takes(s));
    }

    private static bool MayCount(Accepted opening, ReportQuery filter) =>
        (filter.Status ?? opening.Status) == opening.Status
        && (filter.Regime ?? opening.Regime.Id) == opening.Regime.Id
        && (filter.Kind ?? opening.Opening.Kind) == opening.Opening.Kind
        && (filter.Precedence ?? opening.Precedence) == opening.Precedence;

    private sealed record AskedReport(ReportQuestion Question, FigureReader May, DateTimeOffset Now);
}
