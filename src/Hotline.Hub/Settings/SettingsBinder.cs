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
        var properties = target.GetType().GetProperties().Where(p => p.CanWrite)
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (child.Key.StartsWith('$'))
            {
                continue;
            }
            if (!properties.TryGetValue(child.Key, out var property))
            {
                var allowed = string.Join(", ", properties.Keys.Select(Camel));
                faults.Add(SettingErrors.NoSuch(Shown(child.Path), allowed).ToString());
            }
            else if (child.Value is { Length: > 0 } && IsMade(property.PropertyType))
            {
                faults.Add(SettingErrors.NotASection(
                    Shown(child.Path), child.Value, Part(property.PropertyType)).ToString());
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

    /// <summary>A name as it stands in the file.</summary>
    internal static string Camel(string name) =>
        name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];

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

    private static void BindValue(
        IConfigurationSection section, PropertyInfo property, object target, List<string> faults)
    {
        var text = section.Value ?? string.Join(',', section.GetChildren().Select(c => c.Value));
        if (SettingValue.Parse(text, property.PropertyType) is not { } value)
        {
            faults.Add(SettingErrors.NotRead(
                Shown(section.Path), text, SettingValue.Expected(property.PropertyType)).ToString());
        }
        else if (property.GetCustomAttribute<BetweenAttribute>() is { } range && !range.Holds(value))
        {
            faults.Add(SettingErrors.OutOfRange(
                Shown(section.Path), text, range.Minimum, range.Maximum).ToString());
        }
        else
        {
            property.SetValue(target, value);
        }
    }

    /// <summary>True when it has settings of its own instead of a value.</summary>
    private static bool IsMade(Type type) => IsSection(type) || ListItem(type) is not null;

    private static string Part(Type type) => ListItem(type) is { } item
        ? $"0.{Part(item)}" : Camel(type.GetProperties().First(p => p.CanWrite).Name);

    private static bool IsSection(Type type) => type.IsClass && type != typeof(string);

    /// <summary>What a list is of, when it is one of sections.</summary>
    private static Type? ListItem(Type type)
    {
        var form = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return (form == typeof(List<>) || form == typeof(IReadOnlyList<>)) && type.GetGenericArguments() is [var item]
            && IsSection(item) ? item : null;
    }

    private static string Shown(string path) => string.Join('.', path.Split(':').Select(Camel));
}
