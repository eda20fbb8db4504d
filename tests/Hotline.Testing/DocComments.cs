using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hotline.Testing;

/// <summary>What the sources' own comments say, as plain sentences.</summary>
public sealed partial class DocComments
{
    private readonly Dictionary<string, XElement> _members;

    /// <summary>Those of assemblies that are built with their documentation.</summary>
    public DocComments(params IEnumerable<Assembly> assemblies) => _members = assemblies
        .SelectMany(a => XDocument.Load(Path.ChangeExtension(a.Location, ".xml")).Descendants("member"))
        .ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>
    /// The summary of a member by its documentation id, such as <c>T:Namespace.Type</c>; null for none.
    /// </summary>
    public string? Summary(string id) => Plain(_members.GetValueOrDefault(id)?.Element("summary"));

    /// <summary>What is said of a parameter, by its name in any case; null for nothing.</summary>
    public string? Parameter(string id, string name) => Plain(_members.GetValueOrDefault(id)?.Elements("param")
        .FirstOrDefault(p => string.Equals(p.Attribute("name")!.Value, name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A name as it stands in JSON.</summary>
    public static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string? Plain(XElement? said) =>
        said is null ? null : Gap().Replace(string.Concat(said.Nodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Named(see.Attribute("cref")!.Value),
        XElement { Name.LocalName: "paramref" } named => CamelCase(named.Attribute("name")!.Value),
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    /// <summary>A property is named as it is written in JSON, all else as in C#.</summary>
    private static string Named(string id) =>
        id.StartsWith("P:", StringComparison.Ordinal) ? CamelCase(id.Split('.')[^1]) : id.Split('.', ':')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();
}
