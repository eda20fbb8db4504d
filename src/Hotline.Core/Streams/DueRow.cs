using Hotline.Protocol;

namespace Hotline.Core.Streams;

/// <summary>
/// Something of a stream that must happen at a time though nobody acts; a row in the store while it is pending.
/// </summary>
/// <param name="Kind">Whose it is to do: <see cref="DueKinds.Clock"/>, or a sender of notices.</param>
/// <param name="Key">Which of the stream's rows of that kind; empty when there is only one.</param>
/// <param name="At">When.</param>
public sealed record DueRow(string Kind, string Key, DateTimeOffset At);

/// <summary>Kinds of due rows.</summary>
public static class DueKinds
{
    /// <summary>Windows and steps: the clock fires them.</summary>
    public const string Clock = "clock";

    private const string Notices = "notice/";

    /// <summary>
    /// Notices by one means about exchanges of one precedence: its sender sends them, so that one that is urgent never
    /// queues behind those that are not.
    /// </summary>
    public static string Notice(string means, Precedence precedence) => precedence switch
    {
        Precedence.Flash => $"{Notices}{means}/flash",
        Precedence.Immediate => $"{Notices}{means}/immediate",
        Precedence.Priority => $"{Notices}{means}/priority",

        // As earlier versions wrote all of them: what they left behind is sent as well.
        Precedence.Routine => Notices + means,
    };
}
