using Hotline.Protocol;

namespace Hotline.Client;

/// <summary>The line is gone, or never came about. What was under way may or may not have been done.</summary>
/// <param name="reason">A sentence for a person.</param>
/// <param name="refusal">What the hub said when it ended the line; null when it said nothing.</param>
internal sealed class LineLostException(string reason, Refusal? refusal = null) : Exception(reason)
{
    public Refusal? Refusal { get; } = refusal;
}

/// <summary>The hub answered one call with an error.</summary>
/// <param name="text">The hub's text.</param>
internal sealed class CallRefusedException(string text) : Exception(text)
{
    public Refusal Refusal { get; } = Refusals.Parse(
        text) ?? ClientErrors.NotUnderstood(text.EndsWith('.') ? text : text + ".");
}
