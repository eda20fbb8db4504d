using System.Text.Json;
using System.Text.RegularExpressions;
using Hotline.Console.Tests.Rig;
using Hotline.Testing;

namespace Hotline.Console.Tests.Screens;

/// <summary>The console's catalogues and vocabulary, as the sources have them.</summary>
public static partial class Languages
{
    /// <summary>
    /// English sentences that are said otherwise in the language: none of them may be seen while it is spoken.
    /// </summary>
    public static IReadOnlySet<string> ForeignEnglish(string language)
    {
        var (english, own) = (Read("en"), Read(language));
        return english.Where(e => own.TryGetValue(e.Key, out var said) && said != e.Value && !Placeholder()
            .IsMatch(e.Value)).Select(e => e.Value).Where(v => v.Length > 2).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Every text, label and placeholder that stands in the page.</summary>
    public static Task<string[]> SaidAsync(OfficerWindow window) => window.Page.EvaluateAsync<string[]>(
        """
        () => {
          const said = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            if (node.nodeType === Node.TEXT_NODE) { if (!node.parentElement.closest('noscript, [lang=en]')) said.push(node.data.trim()); }
            else for (const name of ['aria-label', 'placeholder', 'title', 'alt']) if (node.hasAttribute(name)) said.push(node.getAttribute(name).trim());
          }
          return said.filter((text) => text !== '');
        }
        """);

    private static Dictionary<string, string> Read(string language)
    {
        using var sentences = Parsed(language);
        using var vocabulary = Parsed("vocabulary");
        return sentences.RootElement.EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.String)
            .Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!))
            .Concat(vocabulary.RootElement.EnumerateObject()
                .Select(p => KeyValuePair.Create(p.Name, p.Value.GetProperty(language).GetString()!)))
            .ToDictionary();
    }

    private static JsonDocument Parsed(string name) => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(Checkout.Root, "src", "Hotline.Console", "src", "i18n", name + ".json")));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
