using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

/// <summary>
/// The schema of regime files is written by hand, because its limits are;
/// its words are the contract's all the same, and in its order.
/// </summary>
public sealed class RegimeSchemaTests
{
    [Fact]
    public void Its_windows_are_the_contract_s() => Assert.Equal(Names<Window>(), Words("$defs", "window", "enum"));

    [Fact]
    public void Its_precedences_are_the_contract_s() =>
        Assert.Equal(Names<Precedence>(), Words("$defs", "windowRow", "properties", "precedence", "items", "enum"));

    [Fact]
    public void Its_steps_are_the_contract_s() =>
        Assert.Equal(Names<EscalationStep>(), Words("$defs", "step", "properties", "step", "enum"));

    [Fact]
    public void Its_bases_are_the_contract_s() =>
        Assert.Equal(Names<BasisKind>(), Words("$defs", "basis", "properties", "kind", "enum"));

    [Fact]
    public void Its_statuses_are_the_contract_s() =>
        Assert.Equal(Names<Status>(), Words("properties", "statuses", "items", "enum"));

    [Fact]
    public void Its_figures_are_the_contract_s() =>
        Assert.Equal(Names<Figures>(), Words("properties", "figures", "enum"));

    [Fact]
    public void Its_kinds_are_those_that_open_an_exchange() =>
        Assert.Equal(
            Enum.GetValues<Kind>().Where(kind => kind.Opens()).Select(kind => kind.Wire()),
            At("properties", "kinds", "properties").EnumerateObject().Select(kind => kind.Name));

    [Fact]
    public void It_has_no_words_that_are_not_compared_here() => Assert.Equal(6, CountOf(At(), "enum"));

    private static IEnumerable<string> Names<T>() where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => value.Wire());

    private static IEnumerable<string> Words(params string[] path) =>
        At(path).EnumerateArray().Select(word => word.GetString()!);

    private static JsonElement At(params string[] path)
    {
        var file = File.ReadAllBytes(Path.Combine(Checkout.Root, "config", "regimes", "regime.schema.json"));
        return path.Aggregate(JsonElement.Parse(file), (at, name) => at.GetProperty(name));
    }

    private static int CountOf(JsonElement at, string name) => at.ValueKind switch
    {
        JsonValueKind.Object => at.EnumerateObject().Sum(m => (m.NameEquals(name) ? 1 : 0) + CountOf(m.Value, name)),
        JsonValueKind.Array => at.EnumerateArray().Sum(item => CountOf(item, name)),
        JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number
            or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => 0,
    };
}
