using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Contract.Tests;

/// <summary>What the sources' own comments say of the types that travel, as plain sentences.</summary>
internal sealed partial class TypeWords
{
    private readonly Dictionary<string, XElement> _members = new[] { typeof(Fact), typeof(Kind) }
        .SelectMany(t => XDocument.Load(Path.ChangeExtension(t.Assembly.Location, ".xml")).Descendants("member"))
        .ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>The summary of a type.</summary>
    public string? Of(Type type) => Plain(_members.GetValueOrDefault($"T:{type.FullName}")?.Element("summary"));

    /// <summary>The summary of an enum's value.</summary>
    public string? OfField(Type type, string field) =>
        Plain(_members.GetValueOrDefault($"F:{type.FullName}.{field}")?.Element("summary"));

    /// <summary>What is said of a record's member, by its name in C# or on the wire.</summary>
    public string? OfMember(Type type, string name) =>
        Plain(_members.GetValueOrDefault($"T:{type.FullName}")?.Elements("param")
            .FirstOrDefault(p => string.Equals(p.Attribute("name")!.Value, name, StringComparison.OrdinalIgnoreCase)));

    private static string? Plain(XElement? said) =>
        said is null ? null : Gap().Replace(string.Concat(said.Nodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.', ':')[^1],
        XElement { Name.LocalName: "paramref" } named => CamelCase(named.Attribute("name")!.Value),
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();
}
