using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Hotline.Testing;

/// <summary>One value of a file of JSON replaced by another.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.pocs[0].keys</c>.</param>
/// <param name="Value">What stands there now, as JSON.</param>
/// <param name="Text">The file with it.</param>
public sealed record TypingError(string Path, string Value, string Text)
{
    /// <summary>The file's bytes.</summary>
    public byte[] Utf8 => Encoding.UTF8.GetBytes(Text);

    /// <summary>For a failing test.</summary>
    public override string ToString() => $"{Path} = {Value}";
}

/// <summary>
/// Every typing error of a sort in a file: each object, list and text of it in turn is null, or of another type.
/// </summary>
public static class TypingErrors
{
    /// <summary>All of them for a file.</summary>
    /// <param name="json">The file.</param>
    public static IEnumerable<TypingError> Of(string json)
    {
        foreach (var (path, value) in Places("$", JsonNode.Parse(json)))
        {
            string[] wrong = value switch
            {
                JsonObject => ["null", "[]", "\"text\"", "7"],
                JsonArray => ["null", "{}", "[null]", "7", "true"],
                _ => ["null", "{}", "[]", "7", "true"],
            };
            foreach (var other in wrong)
            {
                yield return new TypingError(path, other, With(json, path, other));
            }
        }
    }

    private static IEnumerable<(string Path, JsonNode Value)> Places(string path, JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Places($"{path}.{m.Key}", m.Value)).Prepend((path, members)),
        JsonArray items => items
            .SelectMany((item, i) => Places(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item))
            .Prepend((path, items)),
        JsonValue value when value.TryGetValue<string>(out _) => [(path, value)],
        _ => [],
    };

    private static string With(string json, string path, string other)
    {
        var root = JsonNode.Parse(json)!;
        if (path == "$")
        {
            return other;
        }
        var place = Places("$", root).Single(p => p.Path == path).Value;
        place.ReplaceWith(JsonNode.Parse(other));
        return root.ToJsonString();
    }
}
