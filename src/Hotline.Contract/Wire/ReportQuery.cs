using System.Collections.Immutable;
using System.Globalization;
using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>Names of the query parameters of the reports.</summary>
public static class ReportParameters
{
    /// <summary>Beginning of the period, a time (or a date, midnight UTC); exchanges accepted then or later.</summary>
    public const string From = "from";

    /// <summary>End of the period; exchanges accepted before it.</summary>
    public const string To = "to";

    /// <summary><see cref="ReportGroup"/>s with commas; empty for one row a status and window.</summary>
    public const string By = "by";

    /// <summary>A <see cref="Protocol.Status"/>.</summary>
    public const string Status = "status";

    /// <summary>A regime's id.</summary>
    public const string Regime = "regime";

    /// <summary>A <see cref="Protocol.Kind"/> that opens an exchange.</summary>
    public const string Kind = "kind";

    /// <summary>A <see cref="Protocol.Precedence"/>.</summary>
    public const string Precedence = "precedence";

    /// <summary>An addressee.</summary>
    public const string Participant = "participant";

    /// <summary>The <see cref="Contract.Carrier"/> by which the act came, or <see cref="NoCarrier"/>.</summary>
    public const string Carrier = "carrier";

    /// <summary>Value of <see cref="Carrier"/>: only windows without act.</summary>
    public const string NoCarrier = "none";

    /// <summary>A <see cref="Contract.Window"/>.</summary>
    public const string Window = "window";

    /// <summary>A <see cref="Timeliness"/>; of the list of exchanges.</summary>
    public const string Outcome = "outcome";

    /// <summary>
    /// <c>true</c>: acts after the first escalation step; <c>false</c>: acts before it; of the list of exchanges.
    /// </summary>
    public const string AfterEscalation = "afterEscalation";

    /// <summary>Most rows; of the list of exchanges.</summary>
    public const string Limit = "limit";

    /// <summary><c>json</c> (default) or <c>csv</c>.</summary>
    public const string Format = "format";

    /// <summary><c>true</c>: the answer is <see cref="ReportLine"/>s, which say how far it is.</summary>
    public const string Progress = "progress";
}

/// <summary>What a report is asked; what is null is not asked for in particular.</summary>
public sealed record ReportQuery
{
    /// <summary>Most rows of a list of exchanges.</summary>
    public const int LargestLimit = 100_000;

    /// <summary>Beginning of the period, inclusive. Default: of the month that the end lies in.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End of the period, exclusive. Default: now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>What rows are told apart by; default participant; empty: by nothing but status and window.</summary>
    public ImmutableArray<ReportGroup>? By { get; init; }

    /// <summary>Only this status.</summary>
    public Status? Status { get; init; }

    /// <summary>Only this regime.</summary>
    public string? Regime { get; init; }

    /// <summary>Only this kind of opening message.</summary>
    public Kind? Kind { get; init; }

    /// <summary>Only this precedence.</summary>
    public Precedence? Precedence { get; init; }

    /// <summary>Only this addressee.</summary>
    public string? Participant { get; init; }

    /// <summary>Only acts that came by this carrier.</summary>
    public Carrier? Carrier { get; init; }

    /// <summary>Only windows without act: those that <see cref="Carrier"/> can never choose.</summary>
    public bool WithoutAct { get; init; }

    /// <summary>Only this window.</summary>
    public Window? Window { get; init; }

    /// <summary>Only windows of this outcome.</summary>
    public Timeliness? Outcome { get; init; }

    /// <summary>Only acts after (true) or before (false) the first escalation step.</summary>
    public bool? AfterEscalation { get; init; }

    /// <summary>Most rows of a list, 1 to <see cref="LargestLimit"/>.</summary>
    public int? Limit { get; init; }

    /// <summary>The query parameters, in fixed order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters()
    {
        (string Name, string? Value)[] all =
        [
            (ReportParameters.From, From is { } from ? Instant.Write(from) : null),
            (ReportParameters.To, To is { } to ? Instant.Write(to) : null),
            (ReportParameters.By, By is { } by ? string.Join(',', by.Select(g => g.Wire())) : null),
            (ReportParameters.Status, Status?.Wire()),
            (ReportParameters.Regime, Regime),
            (ReportParameters.Kind, Kind?.Wire()),
            (ReportParameters.Precedence, Precedence?.Wire()),
            (ReportParameters.Participant, Participant),
            (ReportParameters.Carrier, WithoutAct ? ReportParameters.NoCarrier : Carrier?.Wire()),
            (ReportParameters.Window, Window?.Wire()),
            (ReportParameters.Outcome, Outcome?.Wire()),
            (ReportParameters.AfterEscalation,
                AfterEscalation switch { null => null, true => "true", false => "false" }),
            (ReportParameters.Limit, Limit?.ToString(CultureInfo.InvariantCulture)),
        ];
        return from p in all where p.Value is not null select KeyValuePair.Create(p.Name, p.Value);
    }

    /// <summary>The query string, without its question mark.</summary>
    public string Write() => string.Join('&', Parameters().Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
}
