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

    /// <summary>Notices by one means: its sender sends them.</summary>
    public static string Notice(string means) => Notices + means;
}
