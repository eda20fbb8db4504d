namespace Hotline.Hub.Keeping;

/// <summary>Log events of the services that run beside the doors: 1100 to 1119.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(1100, LogLevel.Error, "{Service} failed unexpectedly; it is started again in {Pause}")]
    public static partial void Failed(ILogger log, string service, TimeSpan pause, Exception exception);

    [LoggerMessage(1101, LogLevel.Critical, "{Service} cannot go on, and the hub ends: {Reason}")]
    public static partial void CannotGoOn(ILogger log, string service, string reason);
}
