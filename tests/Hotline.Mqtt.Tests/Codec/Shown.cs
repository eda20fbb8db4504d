using System.Collections;
using System.Globalization;
using System.Text;

namespace Hotline.Mqtt.Tests.Codec;

/// <summary>Everything public of a packet as text, so that two packets can be compared by value.</summary>
internal static class Shown
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        IEnumerable many => "[" + string.Join(", ", many.Cast<object?>().Select(Of)) + "]",
        IFormattable simple => simple.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Fields(value),
    };

    private static string Fields(object value)
    {
        var text = new StringBuilder(value.GetType().Name).Append('(');
        foreach (var property in value.GetType()
            .GetProperties().Where(p => p.GetMethod!.IsPublic && !p.GetMethod.IsStatic))
            text.Append(property.Name).Append('=').Append(Of(property.GetValue(value))).Append(' ');
        return text.Append(')').ToString();
    }
}
