using System.Collections.Immutable;
using System.Globalization;

namespace Hotline.Hub.Settings;

/// <summary>One value of a setting, from its written form.</summary>
internal static class SettingValue
{
    private const StringSplitOptions Items = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly Dictionary<Type, Written> Types = new()
    {
        [typeof(string)] = new("text", text => text),
        [typeof(int)] = new("a whole number",
            text => int.TryParse(text, NumberStyles.Integer, Invariant, out var number) ? number : null),
        [typeof(double)] = new("a number",
            text => double.TryParse(text, NumberStyles.Float, Invariant, out var number) && double.IsFinite(number)
                ? number : null),
        [typeof(bool)] = new("true or false", text => bool.TryParse(text, out var flag) ? flag : null),
        [typeof(TimeSpan)] = new("a time span such as 00:05:00 (hours:minutes:seconds) or 1.00:00:00 (a day)",
            text => TimeSpan.TryParse(text, Invariant, out var span) ? span : null),
        [typeof(ImmutableArray<string>)] = new("a list of names separated by commas", text => Names(text)),
        [typeof(ImmutableArray<TimeSpan>)] = new("a list of time spans such as 00:00:30,00:02:00", text => Spans(text)),
    };

    /// <summary>The value; null when the text is none of the type.</summary>
    public static object? Parse(string text, Type type) => type.IsEnum ? Member(text, type) : Types[type].Parse(text);

    /// <summary>What is expected, for people.</summary>
    public static string Expected(Type type) => type.IsEnum
        ? "one of " + string.Join(", ", Enum.GetNames(type).Select(SettingsBinder.Camel)) : Types[type].Expected;

    private static object? Member(string text, Type type) =>
        Enum.TryParse(type, text, ignoreCase: true, out var member) && Enum.IsDefined(type, member) ? member : null;

    private static ImmutableArray<string>? Names(string text) => [.. text.Split(',', Items)];

    private static ImmutableArray<TimeSpan>? Spans(string text)
    {
        var spans = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var item in text.Split(',', Items))
        {
            if (!TimeSpan.TryParse(item, Invariant, out var span) || span <= TimeSpan.Zero)
            {
                return null;
            }
            spans.Add(span);
        }
        return spans.ToImmutable();
    }

    private sealed record Written(string Expected, Func<string, object?> Parse);
}
