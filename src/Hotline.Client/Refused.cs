using System.Globalization;
using System.Text.RegularExpressions;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>
/// Ends a stream that a refusal ended: the only place where a refusal travels as an exception, because a stream has no
/// result.
/// </summary>
/// <param name="refusal">Why.</param>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.ToString())
{
    /// <summary>Why the hub, or this program, said no.</summary>
    public Refusal Refusal { get; } = refusal;
}

/// <summary>Reads refusals back from what carriers make of them.</summary>
internal static partial class Refusals
{
    /// <summary>
    /// Finds <c>NUMBER name: sentence</c> at the end of a hub error. The text carries no class; it is that of the
    /// number where callers decide by it, else <see cref="RefusalClass.Malformed"/>. Whoever must tell "not allowed"
    /// from "not now" asks by HTTP.
    /// </summary>
    public static Refusal? Parse(string? text) =>
        text is not null && Form().Match(text) is { Success: true } match
            ? Of(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value,
                match.Groups[3].Value)
            : null;

    /// <summary>A refusal from problem details, whose status says the class.</summary>
    public static Refusal From(Problem problem) => new(problem.Number, problem.Title, problem.Status switch
    {
        401 => RefusalClass.Unauthenticated,
        403 => RefusalClass.Forbidden,
        404 => RefusalClass.NotFound,
        409 => RefusalClass.Conflict,
        413 => RefusalClass.TooLarge,
        429 => RefusalClass.TooMany,
        503 => RefusalClass.Unavailable,
        _ => RefusalClass.Malformed,
    }, problem.Detail);

    private static Refusal Of(int number, string name, string detail) => new(number, name, number switch
    {
        1002 or 1017 => RefusalClass.TooLarge,
        1021 or 1022 or 1301 => RefusalClass.Unauthenticated,
        1023 => RefusalClass.Forbidden,
        >= 1100 and < 1200 => RefusalClass.Unauthenticated,
        2001 => RefusalClass.Conflict,
        2010 => RefusalClass.NotFound,
        >= 2201 and < 2220 => RefusalClass.Forbidden,
        4002 or 4003 or 4040 or 4041 or 4042 => RefusalClass.TooMany,
        4004 => RefusalClass.Unauthenticated,
        (>= 3001 and < 3010) or 4005 or 4010 => RefusalClass.Unavailable,
        _ => RefusalClass.Malformed,
    }, detail);

    [GeneratedRegex(@"(?:^|\s)([1-9][0-9]{3}) ([a-z][a-z0-9-]*): (.+)$", RegexOptions.Singleline)]
    private static partial Regex Form();
}
