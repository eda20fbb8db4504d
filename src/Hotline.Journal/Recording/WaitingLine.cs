using Hotline.Core.Streams;

namespace Hotline.Journal;

/// <summary>
/// Commands that wait, in the order in which they came, bounded by number and by what they hold. Whoever uses it holds
/// the lock.
/// </summary>
/// <param name="options">How many, and how much.</param>
internal sealed class WaitingLine(RecorderOptions options)
{
    private readonly Queue<QueuedCommand> _commands = [];
    private long _characters;

    public int Count => _commands.Count;

    /// <summary>Adds a command; false when those that may be refused before it leave it no room.</summary>
    public bool TryAdd(QueuedCommand command)
    {
        var (of, size) = (command.Command.Rank, command.Command.Size);
        if (_commands.Count >= Share(options.Capacity, of)
            || (_commands.Count > 0 && _characters + size > Share(options.CapacityCharacters, of)))
        {
            return false;
        }
        _commands.Enqueue(command);
        _characters += size;
        return true;
    }

    /// <summary>Moves the first of them to a batch, until it holds so many or so much more; one at least.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="upTo">How many it may hold then.</param>
    /// <param name="characters">How much it may take; what was taken is subtracted.</param>
    public void Move(List<QueuedCommand> batch, int upTo, ref long characters)
    {
        while (batch.Count < upTo && _commands.TryPeek(out var next)
            && (batch.Count == 0 || next.Command.Size <= characters))
        {
            batch.Add(_commands.Dequeue());
            characters -= next.Command.Size;
            _characters -= next.Command.Size;
        }
    }

    /// <summary>What of a limit is there for those of a turn: precedence is refused last.</summary>
    private static long Share(long limit, Rank of) => of switch
    {
        Rank.Hub => long.MaxValue,
        Rank.Flash => limit,
        Rank.Immediate => limit,
        Rank.Priority => (3 * limit + 3) / 4,
        Rank.Routine => (limit + 1) / 2,
    };
}
