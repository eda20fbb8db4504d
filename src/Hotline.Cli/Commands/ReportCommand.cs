using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary><c>report</c>: how fast desks acknowledge and answer.</summary>
internal static class ReportCommand
{
    public static Command Create(Shared shared)
    {
        var asked = new Asked();
        var csv = new Option<bool>("--csv") { Description = "Print the hub's CSV (RFC 4180) instead of a table." };
        var exchanges =
            new Option<bool>("--exchanges") { Description = "List the exchanges that the figures come from." };
        var command = new Command("report",
            "Response times of a period: met, late, lapsed, and how long it took. Your own, or everybody's where "
            + "you coordinate.") { exchanges, csv };
        asked.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(csv) && result.GetValue<bool>("--json"))
            {
                result.AddError("Choose one of --csv and --json.");
            }
            if (!result.GetValue(exchanges) && asked.OfExchanges.Any(o => result.GetResult(o) is { Implicit: false }))
            {
                result.AddError($"{string.Join(", ", asked.OfExchanges.Select(o => o.Name))} go with --exchanges.");
            }
        });
        shared.AtDesk(command, (desk, parsed, stop) =>
        {
            var (query, list) = (asked.Query(parsed), parsed.GetValue(exchanges));
            return parsed.GetValue(csv) ? CsvAsync(shared, desk, query, list, stop)
                : list ? ExchangesAsync(shared, desk, query, shared.Json(parsed), stop)
                : RowsAsync(shared, desk, query, shared.Json(parsed), stop);
        });
        return command;
    }

    /// <summary>Waits for a report, with a last line on the terminal that says how far it is.</summary>
    private static async Task<Outcome<T>> WaitAsync<T>(
        Shared shared, Func<Action<ReportProgress>, Task<Outcome<T>>> ask) where T : class
    {
        var status = new StatusLine(shared.World, shared.Screen);
        try
        {
            return await ask(far => status.Set(FormattableString.Invariant(
                $"reading: back to {far.BackTo.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {far.Exchanges} exchanges, ")
                + FormattableString.Invariant($"{Math.Floor(far.Share() * 100)} % of the period · Ctrl-C ends it"),
                alarm: false));
        }
        finally
        {
            status.Clear();
        }
    }

    private static async Task<Refusal?> CsvAsync(
        Shared shared, OpenDesk desk, ReportQuery query, bool exchanges, CancellationToken stop)
    {
        if (!(await WaitAsync(shared, far => desk.Api.ReportCsvAsync(query, exchanges, far, stop)))
            .Try(out var csv, out var refusal))
        {
            return refusal;
        }
        await shared.World.Out.WriteAsync(csv);
        return null;
    }

    private static async Task<Refusal?> RowsAsync(
        Shared shared, OpenDesk desk, ReportQuery query, bool json, CancellationToken stop)
    {
        if (!(await WaitAsync(shared, far => desk.Api.ReportAsync(query, far, stop)))
            .Try(out var report, out var refusal))
        {
            return refusal;
        }
        if (json)
        {
            shared.Print(JsonSerializer.SerializeToNode(report, WireJson.Default.Report)!);
        }
        else
        {
            ReportScreen.Show(shared.Screen, report);
        }
        return null;
    }

    private static async Task<Refusal?> ExchangesAsync(
        Shared shared, OpenDesk desk, ReportQuery query, bool json, CancellationToken stop)
    {
        if (!(await WaitAsync(shared, far => desk.Api.ReportExchangesAsync(query, far, stop)))
            .Try(out var report, out var refusal))
        {
            return refusal;
        }
        if (json)
        {
            shared.Print(JsonSerializer.SerializeToNode(report, WireJson.Default.ReportExchanges)!);
        }
        else
        {
            ReportScreen.Show(shared.Screen, report);
        }
        return null;
    }

    /// <summary>What a report can be asked on the command line.</summary>
    private sealed class Asked
    {
        private readonly Option<Period?> _period = new("--period")
        {
            Description = $"Which days, UTC: {Period.Forms}. Default: this month so far.",
            HelpName = "PERIOD",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (Period.TryParse(text, out var period))
                {
                    return period;
                }
                result.AddError($"--period '{text}' is none; write {Period.Forms}.");
                return null;
            },
        };

        private readonly Option<ImmutableArray<ReportGroup>?> _by = new("--by")
        {
            Description =
                $"What rows are told apart by, with commas: {WireEnum<ReportGroup>.All}; none for nothing but status "
                + "and window. Default: participant.",
            HelpName = "BY",
            CustomParser = result => Groups(result.Tokens.Single().Value, result.AddError),
        };

        private readonly Option<Status?> _status = Choices.Word<Status>(
            "--status", "Only this status; never mixed in any case.");
        private readonly Option<string?> _regime = Name("--regime", "Only this regime.", text => Names.IsName(text));
        private readonly Option<Kind?> _kind = Choices.Word<Kind>(
            "--kind", "Only this kind of opening message.", Vocabulary.Opens);
        private readonly Option<Precedence?> _precedence = Choices.Word<Precedence>(
            "--precedence", "Only this precedence.");
        private readonly Option<string?> _participant = Name(
            "--participant", "Only this addressee.", text => Names.IsParticipant(text));
        private readonly Option<Carrier?> _carrier = Choices.Word<Carrier>("--carrier", "Only acts that came by it.");
        private readonly Option<Window?> _window = Choices.Word<Window>("--window", "Only this window.");
        private readonly Option<Timeliness?> _outcome = Choices.Word<Timeliness>(
            "--outcome", "With --exchanges: only these.");
        private readonly Option<bool?> _after = new(
            "--after-escalation") { Description = "With --exchanges: only acts after (true) or before (false) the "
            + "first escalation step." };
        private readonly Option<int?> _limit = new("--limit")
        {
            Description = "With --exchanges: most rows. Default 500; all with --csv.",
            HelpName = "N",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens.Single().Value, NumberStyles.None, CultureInfo.InvariantCulture,
                    out var limit) && limit is >= 1 and <= ReportQuery.LargestLimit)
                {
                    return limit;
                }
                result.AddError(FormattableString.Invariant($"--limit is 1 to {ReportQuery.LargestLimit}."));
                return null;
            },
        };

        public IEnumerable<Option> OfExchanges => [_outcome, _after, _limit];

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[_period, _by, _status, _regime, _kind, _precedence, _participant,
                _carrier, _window, _outcome, _after, _limit])
            {
                command.Options.Add(option);
            }
        }

        public ReportQuery Query(ParseResult parsed) => new()
        {
            From = parsed.GetValue(_period)?.From,
            To = parsed.GetValue(_period)?.To,
            By = parsed.GetValue(_by),
            Status = parsed.GetValue(_status),
            Regime = parsed.GetValue(_regime),
            Kind = parsed.GetValue(_kind),
            Precedence = parsed.GetValue(_precedence),
            Participant = parsed.GetValue(_participant),
            Carrier = parsed.GetValue(_carrier),
            Window = parsed.GetValue(_window),
            Outcome = parsed.GetValue(_outcome),
            AfterEscalation = parsed.GetValue(_after),
            Limit = parsed.GetValue(_limit),
        };

        private static ImmutableArray<ReportGroup>? Groups(string text, Action<string> wrong)
        {
            var groups = ImmutableArray.CreateBuilder<ReportGroup>();
            foreach (var word in text == "none" ? [] : text.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!WireEnum<ReportGroup>.TryParse(word, out var group) || groups.Contains(group))
                {
                    wrong($"--by '{text}' is not any of: {WireEnum<ReportGroup>.All}, each once, or none.");
                    return null;
                }
                groups.Add(group);
            }
            return groups.ToImmutable();
        }

        private static Option<string?> Name(string name, string description, Func<string, bool> holds) => new(name)
        {
            Description = description,
            HelpName = name.TrimStart('-').ToUpperInvariant(),
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (!holds(text))
                {
                    result.AddError($"{name} '{text}' is not the name of a {name.TrimStart('-')}.");
                }
                return text;
            },
        };
    }
}
