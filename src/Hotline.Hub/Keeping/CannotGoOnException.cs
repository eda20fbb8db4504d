namespace Hotline.Hub.Keeping;

/// <summary>
/// A service of the hub cannot do its work any more, and trying again would change nothing: the hub ends with this
/// sentence and an exit code other than 0. Every other exception of a service is a fault that may pass.
/// </summary>
/// <param name="sentence">What is wrong, and what the operator is to do.</param>
public sealed class CannotGoOnException(string sentence) : Exception(sentence);
