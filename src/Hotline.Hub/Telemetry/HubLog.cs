namespace Hotline.Hub.Telemetry;

/// <summary>
/// Log events of the hub itself: 1000 to 1099. No tokens, subjects, contents or mail addresses; where somebody calls
/// from stands in the security log alone (1011).
/// </summary>
internal static partial class HubLog
{
    [LoggerMessage(1000, LogLevel.Information, "Hub {HubId} runs, version {Version}, journal at position {Head}")]
    public static partial void Started(ILogger log, string hubId, string version, long head);

    [LoggerMessage(1001, LogLevel.Warning,
        "The hub was away from {From} to {To}; windows that ended in that time are recorded with this outage")]
    public static partial void WasAway(ILogger log, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(1002, LogLevel.Information, "Hub is stopping: {Reason}")]
    public static partial void Stopping(ILogger log, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Directory replaced: {Participants} participants")]
    public static partial void DirectoryReplaced(ILogger log, int participants);

    [LoggerMessage(1004, LogLevel.Error,
        "directory.json was changed but is not accepted; the old one stays in force. {Faults}")]
    public static partial void DirectoryRefused(ILogger log, string faults);

    [LoggerMessage(1005, LogLevel.Information, "Key {Fingerprint} now speaks for {Participant}/{Poc}: {Why}")]
    public static partial void KeyAdded(ILogger log, string fingerprint, string participant, string poc, string why);

    [LoggerMessage(1006, LogLevel.Information, "A new text of regime {Regime} is in force: {Digest}")]
    public static partial void RegimeAdopted(ILogger log, string regime, string digest);

    [LoggerMessage(1007, LogLevel.Warning,
        "An earlier text of regime {Regime} is not readable any more: {Digest}; what ran under it names no source")]
    public static partial void RegimeUnreadable(ILogger log, string regime, string digest);

    [LoggerMessage(1008, LogLevel.Information,
        "Key {Fingerprint} asked for {Participant}/{Poc} and was rejected by {Administrator}")]
    public static partial void KeyRejected(
        ILogger log, string fingerprint, string participant, string poc, string administrator);

    [LoggerMessage(1009, LogLevel.Warning, "{Path} is no profile any more; it was left as it is")]
    public static partial void ProfileUnreadable(ILogger log, string path);

    [LoggerMessage(1014, LogLevel.Warning,
        "Others on this machine may read {File}, which holds what is secret. Run: chmod go= '{File}'")]
    public static partial void Open(ILogger log, string file);

    [LoggerMessage(1010, LogLevel.Information, "Refused {Number} {Name} by {Carrier} for {Seat}")]
    public static partial void Refused(ILogger log, int number, string name, string carrier, string seat);

    [LoggerMessage(EventId = 1011, Message = "Refused {Number} {Name} by {Door} from {Address} for {Seat}")]
    public static partial void RefusedFrom(
        ILogger log, LogLevel level, int number, string name, string door, object address, string seat);

    [LoggerMessage(1012, LogLevel.Warning, "{Count} more refusals of the minute before are not listed")]
    public static partial void RefusedUnlisted(ILogger log, int count);

    [LoggerMessage(1020, LogLevel.Error, "The clock could not fire what is due; it tries again")]
    public static partial void ClockFailed(ILogger log, Exception exception);

    [LoggerMessage(1021, LogLevel.Warning, "Fired {Count} due rows, the latest {Late} late")]
    public static partial void FiredLate(ILogger log, int count, TimeSpan late);

    [LoggerMessage(1022, LogLevel.Error,
        "{Count} due rows belong to exchanges of which nothing can be told, and wait: {Why}")]
    public static partial void ExchangesDamaged(ILogger log, int count, string why);

    [LoggerMessage(1023, LogLevel.Information, "There is room on the disk of the data directory again: {Said}")]
    public static partial void DiskEnough(ILogger log, string said);

    [LoggerMessage(1024, LogLevel.Warning, "The disk of the data directory fills up: {Said}")]
    public static partial void DiskLow(ILogger log, string said);

    [LoggerMessage(1025, LogLevel.Critical, "THE DISK of the data directory is NEARLY FULL: {Said}")]
    public static partial void DiskShort(ILogger log, string said);

    [LoggerMessage(1026, LogLevel.Warning,
        "The end could not be put on record, so the next start will take it for a crash: {Why}")]
    public static partial void EndNotRecorded(ILogger log, string why);

    [LoggerMessage(1030, LogLevel.Error, "A call failed unexpectedly")]
    public static partial void CallFailed(ILogger log, Exception exception);

    [LoggerMessage(1040, LogLevel.Error,
        "ALARM: the high-water mark {Path} cannot be written; it stays at {Position}, and a journal that is rolled "
        + "back beyond that will not be noticed")]
    public static partial void MarkNotWritten(ILogger log, string path, long position, Exception failure);

    [LoggerMessage(1041, LogLevel.Information, "The high-water mark is written again: {Position}")]
    public static partial void MarkWrittenAgain(ILogger log, long position);

    [LoggerMessage(1042, LogLevel.Error,
        "ALARM: MQTT session {Session} had read to position {Position} of a journal that was rolled back since; it is "
        + "begun anew and reads again after {Again}")]
    public static partial void SessionReadsAgain(ILogger log, string session, long position, long again);

    [LoggerMessage(1050, LogLevel.Information, "A reader by {Carrier}, {Seat}, was cut to its cursor: {Why}")]
    public static partial void ReaderCut(ILogger log, string carrier, string seat, string why);
}
