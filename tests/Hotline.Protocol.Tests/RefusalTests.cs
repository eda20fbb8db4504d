using System.Reflection;
using System.Text.RegularExpressions;
using Hotline.Testing;

namespace Hotline.Protocol.Tests;

public sealed partial class RefusalTests
{
    private static readonly List<Refusal> All = [
        .. typeof(Refusal).Assembly.GetExportedTypes().Where(t => t.Name.EndsWith("Errors", StringComparison.Ordinal))
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(m => m.ReturnType == typeof(Refusal))
        .Select(m => (Refusal)m.Invoke(null, [.. m.GetParameters().Select(p => Argument(p.ParameterType))])!)];

    [Fact]
    public void No_number_and_no_name_has_two_meanings()
    {
        Assert.Equal(All.Count, All.Select(r => r.Number).Distinct().Count());
        Assert.Equal(All.Count, All.Select(r => r.Name).Distinct().Count());
    }

    [Fact]
    public void Every_refusal_has_a_name_in_kebab_case_and_a_sentence() => Assert.All(All, r =>
    {
        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", r.Name);
        Assert.EndsWith(".", r.Detail, StringComparison.Ordinal);
    });

    [Fact]
    public void The_table_in_the_README_lists_every_refusal()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Root, "src", "Hotline.Protocol", "README.md"));

        Assert.Equal(All.Select(r => $"{r.Number} {r.Name}").Order(),
            Row().Matches(readme).Select(m => $"{m.Groups[1]} {m.Groups[2]}").Order());
    }

    [GeneratedRegex(@"^\| ([0-9]{4}) \| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static object Argument(Type type) =>
        type == typeof(string) ? "what." : type == typeof(TimeSpan) ? TimeSpan.FromMinutes(5)
        : type == typeof(DateTimeOffset)
        ? FixedMessage.Now : Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);
}
