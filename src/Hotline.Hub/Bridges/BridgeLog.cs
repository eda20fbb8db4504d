namespace Hotline.Hub.Bridges;

/// <summary>
/// Log events of bridges to others' brokers: 4000 to 4029. No user, password, host, subject or content.
/// </summary>
internal static partial class BridgeLog
{
    [LoggerMessage(4000, LogLevel.Information, "Bridge {Bridge} is connected; session kept: {Kept}")]
    public static partial void Connected(ILogger log, string bridge, bool kept);

    [LoggerMessage(4001, LogLevel.Warning, "Bridge {Bridge} is down: {Reason}; it connects again in {Pause}")]
    public static partial void Down(ILogger log, string bridge, string reason, TimeSpan pause);

    [LoggerMessage(4002, LogLevel.Warning,
        "The broker of bridge {Bridge} has forgotten our session: what waited there for us may be lost")]
    public static partial void SessionLost(ILogger log, string bridge);

    [LoggerMessage(4003, LogLevel.Error,
        "ALARM: the canary of bridge {Bridge} did not come back; nobody knows what crosses it")]
    public static partial void CanaryLost(ILogger log, string bridge);

    [LoggerMessage(4004, LogLevel.Information, "The canary of bridge {Bridge} comes back again")]
    public static partial void CanaryBack(ILogger log, string bridge);

    [LoggerMessage(4005, LogLevel.Warning,
        "Bridge {Bridge} holds what {Participant} is sent at position {Position}: {Reason}")]
    public static partial void Held(ILogger log, string bridge, string participant, long position, string reason);

    [LoggerMessage(4006, LogLevel.Information, "Bridge {Bridge} sends to {Participant} again")]
    public static partial void Released(ILogger log, string bridge, string participant);

    [LoggerMessage(4007, LogLevel.Warning,
        "Bridge {Bridge} left out what stands at position {Position} for {Participant}: the broker takes no packet so "
        + "large")]
    public static partial void TooLarge(ILogger log, string bridge, string participant, long position);

    [LoggerMessage(4008, LogLevel.Information, "Refused {Number} {Name} at bridge {Bridge} for {Participant}")]
    public static partial void Refused(ILogger log, int number, string name, string bridge, string participant);

    [LoggerMessage(4009, LogLevel.Information, "Bridge {Bridge} passed over a message: {Why}")]
    public static partial void PassedOver(ILogger log, string bridge, string why);

    [LoggerMessage(4010, LogLevel.Warning, "The broker of bridge {Bridge} did not take an answer: {Reason}")]
    public static partial void Unanswered(ILogger log, string bridge, string reason);

    [LoggerMessage(4011, LogLevel.Warning,
        "The journal does not take what came by bridge {Bridge} ({Number} {Name}); it waits at the broker")]
    public static partial void JournalAway(ILogger log, string bridge, int number, string name);

    [LoggerMessage(4012, LogLevel.Error, "Bridge {Bridge} failed unexpectedly")]
    public static partial void Failed(ILogger log, string bridge, Exception exception);

    [LoggerMessage(4013, LogLevel.Error,
        "ALARM: bridge {Bridge} had handed over what {Participant} is sent up to position {Position} of a journal that "
        + "was rolled back since; it hands over again what comes after {Again}")]
    public static partial void ReadsAgain(
        ILogger log, string bridge, string participant, long position, long again);
}
