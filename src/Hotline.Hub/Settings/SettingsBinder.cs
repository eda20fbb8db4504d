using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Hotline.Hub.Settings;

/// <summary>
/// Fills a settings object from configuration and says everything that is wrong with it at once: unknown keys, values
/// that do not parse, values out of range.
/// </summary>
public static class SettingsBinder
{
    /// <summary>Binds a section onto <paramref name="target"/>.</summary>
    /// <param name="section">The configuration.</param>
    /// <param name="target">
    /// An object of simple properties, arrays of simple values, lists of objects, and nested objects.
    /// </param>
    /// <param name="faults">Receives one sentence a fault, with key, value and what is allowed.</param>
    public static void Bind(IConfiguration section, object target, List<string> faults)
    {
        var properties = target.GetType().GetProperties().Where(p => p.CanWrite).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (child.Key.StartsWith('$'))
            {
                continue;
            }
            if (!properties.TryGetValue(child.Key, out var property))
            {
                faults.Add($"{Shown(child.Path)}: no such setting; allowed here: {string.Join(", ", properties.Keys.Select(Camel))}.");
            }
            else if (IsSection(property.PropertyType))
            {
                Bind(child, property.GetValue(target)!, faults);
            }
            else if (ListItem(property.PropertyType) is { } item)
            {
                property.SetValue(target, BindList(child, item, faults));
            }
            else
            {
                BindValue(child, property, target, faults);
            }
        }
    }

    private static object BindList(IConfigurationSection section, Type item, List<string> faults)
    {
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        foreach (var child in section.GetChildren())
        {
            var element = Activator.CreateInstance(item)!;
            Bind(child, element, faults);
            list.Add(element);
        }
        return list;
    }

    private static void BindValue(IConfigurationSection section, PropertyInfo property, object target, List<string> faults)
    {
        var text = section.Value ?? string.Join(',', section.GetChildren().Select(c => c.Value));
        if (!TryParse(text, property.PropertyType, out var value))
        {
            faults.Add($"{Shown(section.Path)}: '{text}' is not {Expected(property.PropertyType)}.");
        }
        else if (property.GetCustomAttribute<BetweenAttribute>() is { } range && (range.Minimum.CompareTo(value) > 0 || range.Maximum.CompareTo(value) < 0))
        {
            faults.Add($"{Shown(section.Path)}: '{text}' is out of range; allowed: {range.Minimum} to {range.Maximum}.");
        }
        else
        {
            property.SetValue(target, value);
        }
    }

    private static bool TryParse(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(string))
        {
            value = text;
        }
        else if (type == typeof(int) && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
        }
        else if (type == typeof(double) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
        {
            value = real;
        }
        else if (type == typeof(bool) && bool.TryParse(text, out var flag))
        {
            value = flag;
        }
        else if (type == typeof(TimeSpan) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span))
        {
            value = span;
        }
        else if (type.IsEnum && Enum.TryParse(type, text, ignoreCase: true, out var member) && Enum.IsDefined(type, member!))
        {
            value = member;
        }
        else if (type == typeof(ImmutableArray<TimeSpan>))
        {
            var spans = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(t => TimeSpan.TryParse(t, CultureInfo.InvariantCulture, out var s) && s > TimeSpan.Zero ? s : (TimeSpan?)null).ToList();
            value = spans.Contains(null) ? null : spans.Select(s => s!.Value).ToImmutableArray();
        }
        return value is not null;
    }

    private static string Expected(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time span such as 00:05:00 (hours:minutes:seconds) or 1.00:00:00 (a day)"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(Camel))
        : "a list of time spans such as 00:00:30,00:02:00";

    private static bool IsSection(Type type) => type.IsClass && type != typeof(string);

    private static Type? ListItem(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(List<>) || open == typeof(IReadOnlyList<>)) && IsSection(type.GetGenericArguments()[0]) ? type.GetGenericArguments()[0] : null;

    private static string Shown(string path) => string.Join('.', path.Split(':').Select(Camel));

    private static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
