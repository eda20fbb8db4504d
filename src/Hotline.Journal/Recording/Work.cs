using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Protocol;

namespace Hotline.Journal;

/// <summary>Something to be written: a command, or a fact about the hub itself. Neither, when the store is only to be looked at.</summary>
internal sealed class Work
{
    private readonly TaskCompletionSource<Outcome<Recorded>>? _waiter;

    public Work(Command command, bool awaited) : this(awaited) => Command = command;

    public Work(Fact fact) : this(awaited: true) => Fact = fact;

    public Work() : this(awaited: true)
    {
    }

    private Work(bool awaited) =>
        _waiter = awaited ? new TaskCompletionSource<Outcome<Recorded>>(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    public Command? Command { get; }

    public Fact? Fact { get; }

    public string Name => (Command as object ?? Fact)?.GetType().Name ?? "look";

    /// <summary>False when nobody waits: then no proof is made either.</summary>
    public bool Awaited => _waiter is not null;

    public Task<Outcome<Recorded>> Task => _waiter!.Task;

    public void Answer(Outcome<Recorded> outcome) => _waiter?.TrySetResult(outcome);
}

/// <summary>What is written in one commit.</summary>
/// <param name="Work">Commands and facts, in the order in which they came.</param>
/// <param name="Cursors">Readers' places.</param>
/// <param name="Beat">True when the hub is to say that it is alive.</param>
internal sealed record Pile(IReadOnlyList<Work> Work, IReadOnlyDictionary<string, Cursor?> Cursors, bool Beat);
