using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Hotline.Hub.Settings;

/// <summary>
/// The form of <c>hotline.json</c>: of what type each value is. Configuration knows texts only, so it would take null
/// for nothing, an object for an empty text and a list for one value, and say nothing.
/// </summary>
internal static class SettingsForm
{
    private static readonly JsonDocumentOptions AsConfiguration =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>
    /// Every value of a wrong type and every setting that is given twice, with its path. What is no JSON at all is
    /// configuration's to say.
    /// </summary>
    public static IReadOnlyList<string> Faults(string file) =>
        [.. Found(file).Select(fault => SettingErrors.NotAccepted(fault).ToString())];

    private static List<string> Found(string file)
    {
        var faults = new List<string>();
        if (!File.Exists(file))
        {
            return faults;
        }
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), AsConfiguration);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                Section(document.RootElement, typeof(HubSettings), "", faults);
            }
        }
        catch (JsonException)
        {
            // Configuration says what and where.
        }
        catch (InvalidOperationException)
        {
            // What the JSON reader says of an escape such as \ud800 in a name.
            faults.Add("hotline.json: a name holds half of a surrogate pair.");
        }
        return faults;
    }

    /// <summary>
    /// Names that are no setting are the binder's to say, apart from those that configuration takes for a path.
    /// </summary>
    private static void Section(JsonElement section, Type type, string path, List<string> faults)
    {
        var properties = type.GetProperties().Where(p => p.CanWrite)
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in section.EnumerateObject())
        {
            if (!given.Add(member.Name))
            {
                faults.Add($"{path}{SettingsBinder.Camel(member.Name)}: it is given twice. Leave one of them.");
            }
            if (member.Name.Contains(':', StringComparison.Ordinal))
            {
                faults.Add($"{path}{member.Name}: a name holds no colon. Write sections as objects.");
            }
            else if (properties.TryGetValue(member.Name, out var property))
            {
                Value(member.Value, property.PropertyType, path + SettingsBinder.Camel(member.Name), faults);
            }
            else if (member.Name == "$schema")
            {
                Value(member.Value, typeof(string), path + member.Name, faults);
            }
        }
    }

    private static void Value(JsonElement value, Type type, string path, List<string> faults)
    {
        var (form, holds) = Form(type, value.ValueKind);
        if (!holds)
        {
            faults.Add($"{path}: {Shown(value)} is not accepted; allowed: {form}. Left out, its default holds.");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            Section(value, type, path + ".", faults);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var (item, i) = (type.GetGenericArguments()[0], 0);
            foreach (var one in value.EnumerateArray())
            {
                Value(one, item, string.Create(CultureInfo.InvariantCulture, $"{path}.{i++}"), faults);
            }
        }
    }

    /// <summary>Numbers and truths may stand in quotes, and lists of words in one text, as elsewhere.</summary>
    private static (string Form, bool Holds) Form(Type type, JsonValueKind kind)
    {
        if (type == typeof(string) || type == typeof(TimeSpan) || type.IsEnum)
        {
            return ("a text", kind == JsonValueKind.String);
        }
        if (type == typeof(bool))
        {
            return ("true or false", kind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.String);
        }
        if (type == typeof(int) || type == typeof(double))
        {
            return ("a number", kind is JsonValueKind.Number or JsonValueKind.String);
        }
        if (!typeof(IEnumerable).IsAssignableFrom(type))
        {
            return ("an object", kind == JsonValueKind.Object);
        }
        return type.GetGenericArguments()[0] is { IsClass: true } item && item != typeof(string)
            ? ("a list of objects", kind == JsonValueKind.Array)
            : ("a list of texts", kind is JsonValueKind.Array or JsonValueKind.String);
    }

    /// <summary>What sort of value it is, never the value: it may be a password.</summary>
    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
    };
}
