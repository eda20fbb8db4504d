using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

/// <summary>
/// The schema of regime files has its structure and its limits by hand, and its words from the contract: ops/contract
/// writes them in, in the contract's order.
/// </summary>
public sealed class RegimeSchemaTests
{
    private static readonly string Committed =
        Path.Combine(Checkout.Root, "config", "regimes", "regime.schema.json");

    // One line where a person wrote one: the words are written into the text, not the text anew.
    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly (string[] Path, IEnumerable<string> Words)[] Places =
    [
        (["$defs", "window", "enum"], Names<Window>()),
        (["$defs", "windowRow", "properties", "precedence", "items", "enum"], Names<Precedence>()),
        (["$defs", "step", "properties", "step", "enum"], Names<EscalationStep>()),
        (["$defs", "basis", "properties", "kind", "enum"], Names<BasisKind>()),
        (["properties", "statuses", "items", "enum"], Names<Status>()),
        (["properties", "figures", "enum"], Names<Figures>()),
    ];

    [Fact]
    public void Its_words_are_the_contract_s()
    {
        if (Environment.GetEnvironmentVariable("HOTLINE_APPROVE") == "1")
        {
            Approve();
        }
        Assert.All(Places, place => Assert.Equal(place.Words, Texts(At(place.Path))));
        Assert.Equal(OpeningKinds(), At("properties", "kinds", "properties").EnumerateObject().Select(k => k.Name));
    }

    [Fact]
    public void It_has_no_words_that_are_not_the_contract_s() => Assert.Equal(Places.Length, CountOf(At(), "enum"));

    private static void Approve()
    {
        var text = File.ReadAllText(Committed);
        foreach (var (path, words) in Places)
        {
            text = text.Replace(List(Texts(At(path))), List(words), StringComparison.Ordinal);
        }
        var kinds = At("properties", "kinds", "properties").EnumerateObject().Select(k => k.Name).ToList();
        text = text.Replace(Members(kinds), Members(OpeningKinds()), StringComparison.Ordinal);
        File.WriteAllText(Committed, text);
    }

    private static string List(IEnumerable<string> words) =>
        new JsonArray([.. words.Select(w => (JsonNode)w)]).ToJsonString(OneLine)
            .Replace("\",\"", "\", \"", StringComparison.Ordinal);

    private static string Members(IEnumerable<string> kinds) => string.Join(
        ",\n        ", kinds.Select(kind => $"\"{kind}\": {{ \"$ref\": \"#/$defs/windows\" }}"));

    private static IEnumerable<string> OpeningKinds() =>
        Enum.GetValues<Kind>().Where(kind => kind.Opens()).Select(kind => kind.Wire());

    private static IEnumerable<string> Names<T>() where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => value.Wire());

    private static List<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(w => w.GetString()!)];

    private static JsonElement At(params string[] path) => path.Aggregate(
        JsonElement.Parse(File.ReadAllBytes(Committed)), (at, name) => at.GetProperty(name));

    private static int CountOf(JsonElement at, string name) => at.ValueKind switch
    {
        JsonValueKind.Object => at.EnumerateObject().Sum(m => (m.NameEquals(name) ? 1 : 0) + CountOf(m.Value, name)),
        JsonValueKind.Array => at.EnumerateArray().Sum(item => CountOf(item, name)),
        JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number
            or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => 0,
    };
}
