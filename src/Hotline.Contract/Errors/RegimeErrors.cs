using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals about regimes: 2101 to 2119.</summary>
public static class RegimeErrors
{
    /// <summary>No such regime here.</summary>
    public static Refusal Unknown(string id, IEnumerable<string> known) =>
        new(2101, "unknown-regime", RefusalClass.NotFound,
            $"This hub has no regime '{id}'. It has: {string.Join(", ", known)}.");

    /// <summary>The kind is not one of the regime's.</summary>
    public static Refusal KindNotInRegime(Kind kind, string regime) =>
        new(2102, "kind-not-in-regime", RefusalClass.Forbidden,
            $"The regime '{regime}' does not carry messages of kind {kind.Wire()}.");

    /// <summary>Exercise and real traffic are never mixed.</summary>
    public static Refusal StatusNotInRegime(
        Status status, string regime, IEnumerable<Status> carried) =>
        new(2103, "status-not-in-regime", RefusalClass.Forbidden,
            $"The regime '{regime}' carries only messages of status "
            + $"{string.Join(", ", carried.Select(s => s.Wire()))}, not {status.Wire()}.");

    /// <summary>A hub whose data directory is an exercise's carries nothing real, under no regime.</summary>
    public static Refusal ActualInExercise() =>
        new(2104, "actual-in-exercise", RefusalClass.Forbidden,
            "This hub is an exercise and takes nothing of status actual, whatever its regime. Give status exercise or "
            + "test; what is real goes to the real hub.");
}
