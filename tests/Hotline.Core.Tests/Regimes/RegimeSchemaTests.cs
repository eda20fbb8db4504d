using Hotline.Testing;

namespace Hotline.Core.Tests.Regimes;

/// <summary>
/// What an editor is told of regime files is what the hub reads. Whoever changes it on purpose runs ops/contract and
/// looks at the difference.
/// </summary>
public sealed class RegimeSchemaTests
{
    [Fact]
    public void The_committed_schema_is_what_the_reader_reads() =>
        Committed.Is("config/regimes/regime.schema.json", RegimeSchema.Make());
}
