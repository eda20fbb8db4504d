using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Tests.Settings;

/// <summary>
/// The schema of <c>config/hotline.json</c>, for editors: keys, types, ranges and defaults as the settings' classes
/// have them, and what their comments say.
/// </summary>
internal static partial class SettingsSchema
{
    private static readonly Dictionary<string, string> Comments = XDocument
        .Load(Path.ChangeExtension(typeof(HubSettings).Assembly.Location, ".xml")).Descendants("member")
        .Where(m => m.Element("summary") is not null)
        .ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")!), StringComparer.Ordinal);

    /// <summary>The document.</summary>
    public static JsonObject Make()
    {
        var root = Section(typeof(HubSettings), new HubSettings());
        ((JsonObject)root["properties"]!).Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "Hotline settings");
        root.Insert(2, "description", Comments[$"T:{typeof(HubSettings).FullName}"]);
        root.Add("$defs", new JsonObject
        {
            ["span"] = new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = @"^([0-9]+\.)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?$",
            },
        });
        return root;
    }

    private static JsonObject Section(Type type, object defaults) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(type.GetProperties().Where(p => p.CanWrite).Select(property =>
            KeyValuePair.Create(Camel(property.Name), (JsonNode?)Setting(property, defaults)))),
    };

    private static JsonObject Setting(PropertyInfo property, object holder)
    {
        var value = property.GetValue(holder);
        var schema = Shape(property.PropertyType, value);
        var says = Comments.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")
            ?? Comments.GetValueOrDefault($"T:{property.PropertyType.FullName}");
        if (says is not null)
        {
            schema.Insert(0, "description", says);
        }
        if (property.GetCustomAttribute<BetweenAttribute>() is { } range)
        {
            if (range.Minimum is int)
            {
                schema["minimum"] = (int)range.Minimum;
                schema["maximum"] = (int)range.Maximum;
            }
            else
            {
                schema["description"] = $"{says} {range.Minimum} to {range.Maximum}.".Trim();
            }
        }
        if (Default(value) is { } given)
        {
            schema["default"] = given;
        }
        return schema;
    }

    private static JsonObject Shape(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => new JsonObject { ["type"] = "string" },
        var t when t == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        var t when t == typeof(int) => new JsonObject { ["type"] = "integer" },
        var t when t == typeof(double) => new JsonObject { ["type"] = "number" },
        var t when t == typeof(TimeSpan) => new JsonObject { ["$ref"] = "#/$defs/span" },
        { IsEnum: true } t => new JsonObject
        {
            ["enum"] = new JsonArray([.. Enum.GetNames(t).Select(n => (JsonNode)Camel(n))]),
        },
        var t when Item(t) is { } item => new JsonObject
        {
            ["type"] = "array",
            ["items"] = Shape(item, item.IsClass && item != typeof(string) ? Activator.CreateInstance(item) : null),
        },
        var t => Section(t, value ?? Activator.CreateInstance(t)!),
    };

    private static Type? Item(Type type) => type == typeof(string) ? null
        : type.IsGenericType && type.GetGenericArguments() is [var item] && typeof(IEnumerable).IsAssignableFrom(type)
        ? item : type.GetElementType();

    private static JsonNode? Default(object? value) => value switch
    {
        string text => text,
        bool truth => truth,
        int number => number,
        double number => number,
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Enum word => Camel(word.ToString()),
        _ => null,
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Plain(XElement said) => Gap().Replace(string.Concat(said.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Camel(see.Attribute("cref")!.Value.Split('.', ':')[^1]),
        XElement element => element.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();
}
