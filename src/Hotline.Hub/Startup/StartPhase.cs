namespace Hotline.Hub.Startup;

/// <summary>
/// Whether the host is starting. What keeps it from starting is thrown to whoever starts it, who says it in a sentence;
/// the host's own log line of it, with a stack trace, would come before that and help nobody.
/// </summary>
internal sealed class StartPhase
{
    /// <summary>The category under which the host itself logs.</summary>
    public const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile bool _runs;

    /// <summary>Whether a line of the host's own is written.</summary>
    public bool Lets(LogLevel level) => level >= LogLevel.Warning && !_runs;

    /// <summary>From now until it is disposed.</summary>
    public IDisposable Enter()
    {
        _runs = true;
        return new Leaving(this);
    }

    private sealed class Leaving(StartPhase phase) : IDisposable
    {
        public void Dispose() => phase._runs = false;
    }
}
