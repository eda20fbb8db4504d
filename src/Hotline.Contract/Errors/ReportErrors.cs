using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Contract.Errors;

/// <summary>Refusals of the reports: 2301 to 2319.</summary>
public static class ReportErrors
{
    /// <summary>A time that is none, or a period that ends before it begins.</summary>
    public static Refusal BadPeriod(string why) => new(2301, "bad-report-period", RefusalClass.Malformed,
        $"{why} 'from' is the first moment of the period, 'to' the first after it; each is a time such as "
            + "2026-11-01T00:00:00Z or a date such as 2026-11-01.");

    /// <summary>A parameter that is none, or stands there twice.</summary>
    public static Refusal BadParameter(
        string name, IEnumerable<string> known) => new(2302, "bad-report-parameter", RefusalClass.Malformed,
        $"'{EnvelopeErrors.Show(name)}' is not a parameter of this report, or stands there twice. It takes, each once: "
            + $"{string.Join(", ", known)}.");

    /// <summary>A value that its parameter does not take.</summary>
    public static Refusal BadValue(
        string name, string value, string allowed) => new(2303, "bad-report-value", RefusalClass.Malformed,
        $"{name} does not take '{EnvelopeErrors.Show(value)}'; it takes {allowed}.");

    /// <summary>Figures that are not the reader's to see.</summary>
    public static Refusal NotYourFigures(string participant) => new(2304, "not-your-figures", RefusalClass.Forbidden,
        $"The response times of {participant} are for {participant} itself and for the coordinator of the regime, "
            + "unless the regime opens its figures to all. Leave participant out for your own.");

    /// <summary>More reports at a time than the hub makes.</summary>
    public static Refusal TooManyReports(int limit, TimeSpan pause) => new(
        2305, "too-many-reports", RefusalClass.TooMany,
        $"The hub is making {limit} reports already. Ask again in {pause.TotalSeconds:0} seconds; a shorter period is "
        + "made sooner.");

    /// <summary>More reports at a time than one participant may ask for.</summary>
    public static Refusal TooManyOfYours(int limit, TimeSpan pause) => new(
        2306, "too-many-reports-of-yours", RefusalClass.TooMany,
        $"{limit} reports are made for this participant, and as many wait for these. Ask again in "
        + $"{pause.TotalSeconds:0} seconds; a shorter period is made sooner.");
}
