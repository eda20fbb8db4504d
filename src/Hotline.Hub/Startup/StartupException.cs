namespace Hotline.Hub.Startup;

/// <summary>The hub cannot start; the message names everything that stands in the way.</summary>
public sealed class StartupException(IEnumerable<string> faults) : Exception(string.Join(Environment.NewLine, faults));
