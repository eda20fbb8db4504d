using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using Hotline.Contract.Facts;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

/// <summary>
/// The journal is for ever: what an entry looks like may grow, and may not change. The approved file is the wire;
/// whoever changes it on purpose runs these tests with HOTLINE_APPROVE=1 and looks at the difference.
/// </summary>
public sealed class FactApprovalTests
{
    private const string Approved = "tests/Hotline.Contract.Tests/facts.approved.jsonl";

    [Fact]
    public void Entries_are_written_as_approved() =>
        Committed.Is(Approved, string.Concat(Entries().Select(e => Encoding.UTF8.GetString(e.ToJson()) + "\n")));

    [Fact]
    public void Approved_entries_are_read_back_to_the_same_bytes() =>
        Assert.All(File.ReadAllLines(Path.Combine(Checkout.Root, Approved)), line => Assert.Equal(
            line, Encoding.UTF8.GetString(Entry.FromJson(Encoding.UTF8.GetBytes(line)).ToJson())));

    [Fact]
    public void Entries_of_a_later_version_with_more_members_are_read()
    {
        var line = File.ReadAllLines(Path.Combine(Checkout.Root, Approved))[0];

        Assert.Equal(line, Encoding.UTF8.GetString(
            Entry.FromJson(Encoding.UTF8.GetBytes(line.Insert(1, "\"later\":{\"a\":1},"))).ToJson()));
    }

    /// <summary>Each sort of fact twice: with everything it can hold, and with the least.</summary>
    private static IEnumerable<Entry> Entries() =>
        typeof(Fact).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType)
        .SelectMany(type => new[] { true, false }, (type, most) => (Fact)FilledRecord.Of(type, most))
        .Select((fact, index) => index % 2 == 0 ? new Entry(
            index + 2, FilledRecord.Now, index + 1, 1, fact) : new Entry(index + 2, FilledRecord.Now, fact));
}
