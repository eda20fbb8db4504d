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
public sealed record ReportRequest(string Reader, IEnumerable<KeyValuePair<string, string>> Parameters)
{
    /// <summary>Told how far it is before each page; null when nobody wants to know.</summary>
    public Func<ReportProgress, CancellationToken, Task>? Progress { get; init; }
}

/// <summary>
/// Response times, computed from the journal when somebody asks; nothing is kept. It reads a page at a time beside the
/// writer, which never waits for it. So many reports are made at a time, a page of each in turn, so that together they
/// take no more of the processor than one; beyond, they are refused (2305, 2306). A caller who leaves ends his report.
/// It says what it could not count.
/// </summary>
/// <param name="store">The journal.</param>
/// <param name="rulebook">What numbers come from.</param>
/// <param name="places">How many at a time.</param>
/// <param name="clock">The hub's time.</param>
public sealed class ReportReader(
    IJournalStore store, Rulebook rulebook, ReportPlaces places, TimeProvider clock) : IDisposable
{
    private const int Page = 64;
    private const int UsualLimit = 500;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>The figures.</summary>
    /// <param name="request">Who asks, and what.</param>
    /// <param name="ct">Gives up.</param>
    public Task<Outcome<Report>> ReportAsync(ReportRequest request, CancellationToken ct) =>
        OneOfManyAsync(request, () => MakeReportAsync(request, ct), ct);

    /// <summary>The windows that figures come from, newest exchange first.</summary>
    /// <param name="request">Who asks, and what.</param>
    /// <param name="whole">True when no limit means all there is, not the usual page.</param>
    /// <param name="ct">Gives up.</param>
    public Task<Outcome<ReportExchanges>> ExchangesAsync(ReportRequest request, bool whole, CancellationToken ct) =>
        OneOfManyAsync(request, () => MakeExchangesAsync(request, whole, ct), ct);

    public void Dispose() => _turn.Dispose();

    private async Task<Outcome<T>> OneOfManyAsync<T>(
        ReportRequest request, Func<Task<Outcome<T>>> make, CancellationToken ct)
    {
        if (!(await places.EnterAsync(request.Reader, ct)).Try(out var entered, out var refusal))
        {
            return refusal;
        }
        using var place = entered;
        return await make();
    }

    private async Task<Outcome<Report>> MakeReportAsync(ReportRequest request, CancellationToken ct)
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
            question.From, question.To, question.By, upTo, asked.Now, note.Scope, note.Write(asked.LeftOut.Write()),
            table.Rows())
        {
            LeftOut = asked.LeftOut.Write(),
        };
    }

    private async Task<Outcome<ReportExchanges>> MakeExchangesAsync(
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
            question.From, question.To, upTo, asked.Now, note.Scope, note.Write(asked.LeftOut.Write()), table.Total,
            table.Withheld, table.Rows())
        {
            LeftOut = asked.LeftOut.Write(),
        };
    }

    private Outcome<AskedReport> Ask(ReportRequest request, bool exchanges)
    {
        var now = clock.GetUtcNow().ToMilliseconds();
        if (!ReportQuestion.Read(request.Parameters, exchanges, now).Try(out var question, out var refusal))
        {
            return refusal;
        }
        var may = new FigureReader(request.Reader, rulebook.Regimes, question.Filter);
        return may.Check() is { } no ? no
            : new AskedReport(question, may, now, new LeftOutTable(may, question)) { Progress = request.Progress };
    }

    /// <summary>
    /// Gives every sample that is asked for and may be read, newest exchange first, as of the position that it returns.
    /// </summary>
    private async Task<long> ScanAsync(AskedReport asked, Action<Sample> take, CancellationToken ct)
    {
        // What is appended from here on is left out, however long reading takes: the figures are those of one position.
        var upTo = await store.HeadAsync(ct);
        var feed = asked.May.OwnFeedHoldsAll ? asked.May.Reader : null;
        var question = new HistoryQuestion(feed, asked.Question.From, asked.Question.To);
        for (var before = upTo + 1; before > 0;)
        {
            await asked.TellAsync(ct);
            before = await PageAsync(question, asked, (before, upTo), take, ct);
        }
        return upTo;
    }

    /// <summary>One page, when it is this report's turn.</summary>
    /// <returns>Where the next one begins; 0 when there is none.</returns>
    private async Task<long> PageAsync(
        HistoryQuestion question, AskedReport asked, (long Before, long UpTo) range, Action<Sample> take,
        CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            var page = await store.ReadHistoriesAsync(question, range.Before, Page, ct);
            foreach (var history in page)
            {
                ct.ThrowIfCancellationRequested();
                asked.HaveRead(history[0]);
                foreach (var sample in SamplesOf(history, asked, range.UpTo))
                {
                    take(sample);
                }
            }
            await Task.Yield();
            return page.Count < Page ? 0 : page[^1][0].Position;
        }
        finally
        {
            _turn.Release();
        }
    }

    private IEnumerable<Sample> SamplesOf(IReadOnlyList<StoredEntry> history, AskedReport asked, long upTo)
    {
        var told = history.TakeWhile(e => e.Position <= upTo).ToList();
        var opening = told is [{ IsSound: true } first, ..] ? first.Entry.Fact as Accepted : null;
        // The opening fact alone rules most out: the others are then not even parsed.
        if (opening is not null && !asked.Question.MayTake(opening))
        {
            return [];
        }
        if (told.Find(e => !e.IsSound) is { } damaged)
        {
            asked.LeftOut.Add(damaged.Position, opening);
            return [];
        }
        if (opening is null || StreamHistory.FoldExchange(told) is not { } state)
        {
            return [];
        }
        return Samples.Of(state, rulebook.Regimes).Where(s => asked.May.Reads(s) && asked.Question.Takes(s));
    }

    private sealed record AskedReport(
        ReportQuestion Question, FigureReader May, DateTimeOffset Now, LeftOutTable LeftOut)
    {
        private int _read;
        private DateTimeOffset _backTo = Question.To < Now ? Question.To : Now;

        public Func<ReportProgress, CancellationToken, Task>? Progress { get; init; }

        /// <summary>Of a damaged one nobody knows when it was.</summary>
        public void HaveRead(StoredEntry opening)
        {
            _read++;
            if (opening.IsSound && opening.Entry.At is var at && at < _backTo)
            {
                _backTo = at;
            }
        }

        public Task TellAsync(CancellationToken ct) => Progress is null ? Task.CompletedTask : Progress(
            new ReportProgress(_read, Question.From, _backTo, Question.To < Now ? Question.To : Now), ct);
    }
}
