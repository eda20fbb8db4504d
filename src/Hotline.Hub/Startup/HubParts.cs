using Hotline.Hub.Settings;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Protocol.Keys;

namespace Hotline.Hub.Startup;

/// <summary>What a hub is made of, and lets go of in the end.</summary>
internal sealed record HubParts
{
    public required string Data { get; init; }

    public required SigningKey Key { get; init; }

    public required IJournalStore Store { get; init; }

    public required Recorder Recorder { get; init; }

    public required ListeningAddresses Addresses { get; init; }

    public required WebApplication App { get; init; }

    public required SettingsReading Reading { get; init; }

    public required StartPhase Start { get; init; }

    /// <summary>One for everybody, from the first word to the last: closed when all else is.</summary>
    public required ILoggerFactory Logs { get; init; }

    public required OtlpExport? Telemetry { get; init; }
}
