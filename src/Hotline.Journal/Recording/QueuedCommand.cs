using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>A command that waits to be decided.</summary>
internal sealed class QueuedCommand(Command command, bool awaited)
{
    private readonly TaskCompletionSource<Outcome<Recorded>>? _waiter =
        awaited
        ? new TaskCompletionSource<Outcome<Recorded>>(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    public Command Command => command;

    /// <summary>Its place among all that came; the queue gives it.</summary>
    public long Number { get; set; }

    /// <summary>What it is called in logs.</summary>
    public string Name => command.GetType().Name;

    /// <summary>False when nobody waits: then no proof is made either.</summary>
    public bool Awaited => _waiter is not null;

    public Task<Outcome<Recorded>> Answered => _waiter!.Task;

    public void Answer(Outcome<Recorded> outcome) => _waiter?.TrySetResult(outcome);
}

/// <summary>What is written in one commit.</summary>
/// <param name="Commands">In the order in which they came.</param>
/// <param name="Cursors">Readers' places.</param>
/// <param name="Beat">True when the hub is to say that it is alive.</param>
/// <param name="Look">Somebody who waits until entries of other hubs have been read; null for nobody.</param>
internal sealed record WaitingBatch(
    IReadOnlyList<QueuedCommand> Commands, IReadOnlyDictionary<string, Func<Cursor?>> Cursors, bool Beat,
    TaskCompletionSource? Look)
{
    /// <summary>True when there is something that might have to be written.</summary>
    public bool Writes => Commands.Count > 0 || Cursors.Count > 0 || Beat;
}
