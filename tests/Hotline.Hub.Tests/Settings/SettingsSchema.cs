using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Hotline.Hub.Settings;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Settings;

/// <summary>
/// The schema of <c>config/hotline.json</c>, for editors: keys, types, ranges and defaults as the settings' classes
/// have them, and what their comments say.
/// </summary>
internal static class SettingsSchema
{
    private static readonly DocComments Comments = new(typeof(HubSettings).Assembly);

    /// <summary>The document.</summary>
    public static JsonObject Make()
    {
        var root = Section(typeof(HubSettings), new HubSettings());
        ((JsonObject)root["properties"]!).Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "Hotline settings");
        root.Insert(2, "description", Comments.Summary($"T:{typeof(HubSettings).FullName}"));
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
            KeyValuePair.Create(DocComments.CamelCase(property.Name), (JsonNode?)Setting(property, defaults)))),
    };

    private static JsonObject Setting(PropertyInfo property, object holder)
    {
        var value = property.GetValue(holder);
        var schema = Shape(property.PropertyType, value);
        var says = Comments.Summary($"P:{property.DeclaringType!.FullName}.{property.Name}")
            ?? Comments.Summary($"T:{property.PropertyType.FullName}");
        if (says is not null)
        {
            schema.Insert(0, "description", says);
        }
        if (property.GetCustomAttribute<BetweenAttribute>() is { } range)
        {
            if (range.Minimum is not TimeSpan)
            {
                (schema["minimum"], schema["maximum"]) = (Default(range.Minimum), Default(range.Maximum));
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
            ["enum"] = new JsonArray([.. Enum.GetNames(t).Select(n => (JsonNode)DocComments.CamelCase(n))]),
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
        Enum word => DocComments.CamelCase(word.ToString()),
        _ => null,
    };
}
