using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Commands;

/// <summary>
/// Options whose values are words of the field; a wrong one is a usage error that lists the right ones.
/// </summary>
internal static partial class Choices
{
    /// <summary>A wire name of an enum.</summary>
    public static Option<T?> Word<T>(
        string name, string description, Func<T, bool>? among = null) where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Where(v => among is null || among(v)).Select(v => v.Wire()).ToArray();
        return new Option<T?>(name)
        {
            Description = $"{description} One of: {string.Join(", ", words)}.",
            HelpName = name.TrimStart('-').ToUpperInvariant(),
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (words.Contains(text) && WireEnum<T>.TryParse(text, out var value))
                {
                    return value;
                }
                result.AddError($"{name} '{text}' is not one of: {string.Join(", ", words)}.");
                return null;
            },
        };
    }

    /// <summary>Participants, given once or several times, or with commas.</summary>
    public static Option<string[]> Participants(string name, string description, bool required) => new(name)
    {
        Description = description,
        HelpName = "XB",
        Required = required,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = required ? null! : _ => [],
        CustomParser = result =>
        {
            var all = result.Tokens.SelectMany(t => t.Value.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
            if (all.FirstOrDefault(p => !Names.IsParticipant(p)) is { } wrong)
            {
                result.AddError($"{name} '{wrong}' is not a participant such as XB.");
            }
            return all;
        },
    };

    /// <summary>A message id.</summary>
    public static Argument<MessageId> Id(string description) => new("ID")
    {
        Description = description,
        CustomParser = result =>
        {
            if (!MessageId.TryParse(result.Tokens.Single().Value, out var id))
            {
                result.AddError(
                    $"'{result.Tokens.Single().Value}' is not a message id such as "
                    + "01890a5d-ac96-774b-bcce-b302099a8057.");
            }
            return id;
        },
    };

    /// <summary>
    /// A length of time: <c>90s</c>, <c>5m</c>, <c>12h</c>, <c>2d</c>, or several together: <c>1h30m</c>.
    /// </summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length > 20 || Duration().Match(text) is not { Success: true } match)
        {
            return false;
        }
        foreach (var (unit, length) in new[] { ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)),
            ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)) })
        {
            if (match.Groups[unit] is { Success: true } group)
            {
                duration += int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) * length;
            }
        }
        return duration > TimeSpan.Zero;
    }

    [GeneratedRegex("^(?:(?<d>[0-9]{1,4})d)?(?:(?<h>[0-9]{1,5})h)?(?:(?<m>[0-9]{1,6})m)?(?:(?<s>[0-9]{1,7})s)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();
}
