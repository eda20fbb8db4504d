using System.Text.Json.Nodes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Http;

/// <summary>
/// docs/api/openapi.json is what the hub gives; whoever changes it on purpose runs these tests with HOTLINE_APPROVE=1
/// and looks at the difference. Its shapes are those of docs/api/wire.json.
/// </summary>
public sealed class ApiDocumentTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Fact]
    public async Task The_committed_document_is_what_the_hub_gives() =>
        Committed.Is("docs/api/openapi.json", await DocumentAsync());

    [Fact]
    public async Task Every_shape_of_the_contract_is_there_as_it_is()
    {
        var given = (await DocumentAsync())["components"]!["schemas"]!.AsObject();
        var wire = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "api", "wire.json"));
        var contract = JsonNode.Parse(wire)!["components"]!["schemas"]!.AsObject();
        foreach (var (name, schema) in contract)
        {
            Assert.Equal(Names(schema!, "properties"), Names(given[name]!, "properties"));
            Assert.Equal(Texts(schema!, "required"), Texts(given[name]!, "required"));
            Assert.Equal(Texts(schema!, "enum"), Texts(given[name]!, "enum"));
        }
    }

    [Fact]
    public async Task Every_refusal_has_a_number()
    {
        var problem = (await DocumentAsync())["components"]!["schemas"]!["ProblemDetails"]!;
        Assert.Equal(["type", "title", "status", "detail", "number"], Texts(problem, "required"));
    }

    /// <summary>The document, without the address that this one hub happens to listen on.</summary>
    private async Task<JsonObject> DocumentAsync()
    {
        var (_, body, _) = await Actor("xa-officer").CallAsync(HttpMethod.Get, "/openapi/v1.json", token: null);
        var document = JsonNode.Parse(body)!.AsObject();
        document.Remove("servers");
        return document;
    }

    private static IEnumerable<string> Names(JsonNode schema, string member) =>
        (schema[member]?.AsObject() ?? []).Select(m => m.Key).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Texts(JsonNode schema, string member) =>
        (schema[member]?.AsArray() ?? []).Select(n => n!.GetValue<string>());
}
