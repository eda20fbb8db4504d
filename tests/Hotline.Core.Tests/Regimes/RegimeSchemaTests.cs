using System.Text.Encodings.Web;
using System.Text.Json;
using Hotline.Testing;

namespace Hotline.Core.Tests.Regimes;

/// <summary>
/// What an editor is told of regime files is what the hub reads. Whoever changes it on purpose runs ops/contract and
/// looks at the difference.
/// </summary>
public sealed class RegimeSchemaTests
{
    private static readonly string Committed =
        Path.Combine(Checkout.Root, "config", "regimes", "regime.schema.json");

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_committed_schema_is_what_the_reader_reads()
    {
        var made = RegimeSchema.Make().ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("HOTLINE_APPROVE") == "1")
        {
            File.WriteAllText(Committed, made);
        }
        Assert.Equal(File.ReadAllText(Committed), made);
    }
}
