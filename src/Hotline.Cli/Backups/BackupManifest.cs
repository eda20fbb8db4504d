using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Cli.Backups;

/// <summary>What is in a backup: <c>backup.json</c>, written last, so that an unfinished one has none.</summary>
/// <param name="Version">Of this form: 1.</param>
/// <param name="At">When the backup was made.</param>
/// <param name="Hub">The hub's id.</param>
/// <param name="Position">The journal's last position in it.</param>
/// <param name="LastAt">When that was recorded; null for an empty journal.</param>
/// <param name="Root">Root of the tree of its entries, computed from their bytes.</param>
/// <param name="Checkpoint">The same, signed by the hub's key.</param>
/// <param name="Files">Every other file, with its digest.</param>
internal sealed record BackupManifest(
    int Version, DateTimeOffset At, string Hub, long Position, DateTimeOffset? LastAt, string Root, string Checkpoint,
    ImmutableArray<BackupFile> Files)
{
    /// <summary>Its name in the backup.</summary>
    public const string FileName = "backup.json";

    /// <summary>The form that this program writes and reads.</summary>
    public const int Known = 1;
}

/// <summary>A file of a backup.</summary>
/// <param name="Path">Below the backup's directory, with forward slashes.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Digest of its bytes, hex.</param>
internal sealed record BackupFile(string Path, long Length, string Sha256);

/// <summary>How a manifest is written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
