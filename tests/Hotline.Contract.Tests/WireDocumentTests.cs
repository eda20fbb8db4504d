using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

/// <summary>
/// Shapes and words stand once, in C#; everybody else reads docs/api/wire.json, from which the console's types are
/// made. Whoever changes them on purpose runs ops/contract and looks at the difference.
/// </summary>
public sealed class WireDocumentTests
{
    [Fact]
    public void The_committed_document_is_what_the_code_gives() =>
        Committed.Is("docs/api/wire.json", WireDocument.Make());

    [Fact]
    public void Every_fact_has_what_its_fullest_sample_writes_and_needs_what_its_least_writes()
    {
        var schemas = WireDocument.Make()["components"]!["schemas"]!.AsObject();
        foreach (var type in Facts())
        {
            var schema = schemas[type.Name]!;
            Assert.Equal(Written(type, most: true), schema["properties"]!.AsObject().Select(p => p.Key));
            Assert.Equal(Written(type, most: false), Texts(schema["required"]));
        }
    }

    [Fact]
    public void Every_word_is_said_as_the_code_says_it() =>
        Assert.Equal(WireEnum<Kind>.All.Split(", "),
            Texts(WireDocument.Make()["components"]!["schemas"]!["Kind"]!["enum"]));

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(n => n!.GetValue<string>());

    private static IEnumerable<Type> Facts() => typeof(Fact).Assembly.GetExportedTypes()
        .Where(t => !t.IsAbstract && typeof(Fact).IsAssignableFrom(t) && !typeof(ForeignFact).IsAssignableFrom(t));

    private static IEnumerable<string> Written(Type type, bool most) =>
        JsonSerializer.SerializeToElement((Fact)FilledRecord.Of(type, most), FactJson.Default.Fact)
            .EnumerateObject().Select(p => p.Name);
}
