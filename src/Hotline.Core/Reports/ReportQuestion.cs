using System.Collections.Immutable;
using System.Globalization;
using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Reports;

/// <summary>What a report is asked, complete.</summary>
/// <param name="From">Beginning of the period, inclusive.</param>
/// <param name="To">Its end, exclusive; later than <paramref name="From"/>.</param>
/// <param name="By">What rows are told apart by, each once.</param>
/// <param name="Filter">Everything else.</param>
public sealed record ReportQuestion(
    DateTimeOffset From, DateTimeOffset To, ImmutableArray<ReportGroup> By, ReportQuery Filter)
{
    private static readonly string[] OfRows =
    [
        ReportParameters.From, ReportParameters.To, ReportParameters.By, ReportParameters.Status,
        ReportParameters.Regime, ReportParameters.Kind,
        ReportParameters.Precedence, ReportParameters.Participant, ReportParameters.Carrier, ReportParameters.Window,
        ReportParameters.Format, ReportParameters.Progress,
    ];

    private static readonly string[] OfExchanges = [
        .. OfRows, ReportParameters.Outcome, ReportParameters.AfterEscalation, ReportParameters.Limit];

    /// <summary>Reads the query parameters. Refusals 2301 to 2303.</summary>
    /// <param name="parameters">As they came.</param>
    /// <param name="exchanges">True for the list of exchanges, which takes more of them.</param>
    /// <param name="now">The hub's time, the end of a period that names none.</param>
    public static Outcome<ReportQuestion> Read(
        IEnumerable<KeyValuePair<string, string>> parameters, bool exchanges, DateTimeOffset now)
    {
        var known = exchanges ? OfExchanges : OfRows;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            if (!known.Contains(name) || !values.TryAdd(name, value))
            {
                return ReportErrors.BadParameter(name, known);
            }
        }
        var reading = new Reading(values);
        var carrier = values.GetValueOrDefault(ReportParameters.Carrier);
        var query = new ReportQuery
        {
            From = reading.Time(ReportParameters.From),
            To = reading.Time(ReportParameters.To),
            By = reading.Groups(),
            Status = reading.Word<Status>(ReportParameters.Status),
            Regime = reading.Name(ReportParameters.Regime, "a regime such as exercise", text => Names.IsName(text)),
            Kind = reading.Word<Kind>(ReportParameters.Kind),
            Precedence = reading.Word<Precedence>(ReportParameters.Precedence),
            Participant = reading.Name(
                ReportParameters.Participant, "a participant such as XB", text => Names.IsParticipant(text)),
            WithoutAct = carrier == ReportParameters.NoCarrier,
            Carrier = carrier == ReportParameters.NoCarrier ? null : reading.Word<Carrier>(
                ReportParameters.Carrier, $", {ReportParameters.NoCarrier}"),
            Window = reading.Word<Window>(ReportParameters.Window),
            Outcome = reading.Word<Timeliness>(ReportParameters.Outcome),
            AfterEscalation = reading.Truth(ReportParameters.AfterEscalation),
            Limit = reading.Limit(),
        };
        return reading.Refusal is { } refusal ? refusal : Complete(query, now);
    }

    /// <summary>The question with its defaults: the current month so far, by participant. Refusal 2301.</summary>
    public static Outcome<ReportQuestion> Complete(ReportQuery query, DateTimeOffset now)
    {
        var to = (query.To ?? now).ToMilliseconds();
        var last = to > DateTimeOffset.MinValue ? to.AddMilliseconds(-1) : to;
        var from = query.From?.ToMilliseconds() ?? new DateTimeOffset(last.Year, last.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return from < to ? new ReportQuestion(from, to, query.By ?? [ReportGroup.Participant], query)
            : ReportErrors.BadPeriod($"The period from {Instant.Write(from)} to {Instant.Write(to)} holds no time.");
    }

    /// <summary>
    /// True when a sample is asked for. The period is the exchange's, which <see cref="TakesPeriod"/> looks at.
    /// </summary>
    public bool Takes(Sample s) =>
        (Filter.Status is null || Filter.Status == s.Status)
        && (Filter.Regime is null || Filter.Regime == s.Regime)
        && (Filter.Kind is null || Filter.Kind == s.Kind)
        && (Filter.Precedence is null || Filter.Precedence == s.Precedence)
        && (Filter.Participant is null || Filter.Participant == s.Addressee)
        && (Filter.Carrier is null || Filter.Carrier == s.Carrier)
        && (!Filter.WithoutAct || s.Carrier is null)
        && (Filter.Window is null || Filter.Window == s.Window)
        && (Filter.Outcome is null || Filter.Outcome == s.Outcome)
        && (Filter.AfterEscalation is null || (s.Acted && Filter.AfterEscalation == s.AfterEscalation));

    /// <summary>
    /// False when what opened an exchange rules all its samples out: the rest of it need not be looked at.
    /// </summary>
    public bool MayTake(Accepted opening) =>
        (Filter.Status ?? opening.Status) == opening.Status
        && (Filter.Regime ?? opening.Regime.Id) == opening.Regime.Id
        && (Filter.Kind ?? opening.Opening.Kind) == opening.Opening.Kind
        && (Filter.Precedence ?? opening.Precedence) == opening.Precedence
        && (Filter.Participant is not { } asked || FigureReader.IsAsked(opening, asked));

    /// <summary>True when exchanges accepted at that time belong to the period.</summary>
    public bool TakesPeriod(DateTimeOffset acceptedAt) => From <= acceptedAt && acceptedAt < To;

    /// <summary>Takes values one by one; the first that is wrong is the refusal.</summary>
    private sealed class Reading(Dictionary<string, string> values)
    {
        private static readonly string[] Dates = ["yyyy-MM-dd"];

        public Refusal? Refusal { get; private set; }

        public DateTimeOffset? Time(string name)
        {
            if (!values.TryGetValue(name, out var text))
            {
                return null;
            }
            if (Instant.TryParse(text, out var time)
                || DateTimeOffset.TryParseExact(
                    text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            {
                return time;
            }
            Refusal ??= ReportErrors.BadPeriod($"{name} is not a time.");
            return null;
        }

        public T? Word<T>(string name, string more = "") where T : struct, Enum
        {
            if (!values.TryGetValue(name, out var text))
            {
                return null;
            }
            return WireEnum<T>.TryParse(text, out var value)
                ? value : Refuse<T?>(name, text, "one of " + WireEnum<T>.All + more);
        }

        public string? Name(string name, string allowed, Func<string, bool> holds) =>
            !values.TryGetValue(name, out var text) || holds(text) ? text : Refuse<string>(name, text, allowed);

        public bool? Truth(string name) => values.GetValueOrDefault(name) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            var text => Refuse<bool?>(name, text, "true or false"),
        };

        public int? Limit()
        {
            if (!values.TryGetValue(ReportParameters.Limit, out var text))
            {
                return null;
            }
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                && limit is >= 1 and <= ReportQuery.LargestLimit
                ? limit : Refuse<int?>(
                    ReportParameters.Limit, text, FormattableString.Invariant($"1 to {ReportQuery.LargestLimit}"));
        }

        public ImmutableArray<ReportGroup>? Groups()
        {
            if (!values.TryGetValue(ReportParameters.By, out var text))
            {
                return null;
            }
            var groups = ImmutableArray.CreateBuilder<ReportGroup>();
            foreach (var word in text.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!WireEnum<ReportGroup>.TryParse(word, out var group) || groups.Contains(group))
                {
                    Refuse<int>(
                        ReportParameters.By, text, $"any of {WireEnum<ReportGroup>.All}, each once, with commas");
                    break;
                }
                groups.Add(group);
            }
            return groups.ToImmutable();
        }

        private T? Refuse<T>(string name, string value, string allowed)
        {
            Refusal ??= ReportErrors.BadValue(name, value, allowed);
            return default;
        }
    }
}
