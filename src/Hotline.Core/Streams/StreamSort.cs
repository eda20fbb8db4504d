using System.Collections.Immutable;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Core.Streams;

/// <summary>What is known of one stream: the fold of its entries.</summary>
public abstract record StreamState;

/// <summary>One sort of stream: its rules and its fold. Pure. The journal knows streams by this alone.</summary>
public abstract class StreamSort
{
    /// <summary>The sort's name, as in <see cref="StreamId.Sort"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Facts of this sort that are not of the contract, each with its name on the wire; mostly none.</summary>
    public virtual ImmutableArray<(Type Fact, string Name)> ForeignFacts => [];

    /// <summary>The state after one more entry.</summary>
    /// <param name="state">The state before; null before the first entry.</param>
    /// <param name="entry">The entry, of this stream.</param>
    public abstract StreamState? Apply(StreamState? state, Entry entry);

    /// <summary>Decides.</summary>
    /// <param name="state">The stream; null when there is none of that id.</param>
    /// <param name="command">What is wanted.</param>
    /// <param name="now">Everything else that counts.</param>
    /// <returns>The facts to journal, in order, possibly none; or why not. A refusal journals nothing.</returns>
    public abstract Outcome<ImmutableArray<Fact>> Decide(StreamState? state, Command command, Circumstances now);

    /// <summary>Every row that is pending.</summary>
    public abstract ImmutableArray<DueRow> Due(StreamState state);

    /// <summary>What an entry does to what is stored beside it.</summary>
    /// <param name="before">The state before it; null before the first.</param>
    /// <param name="after">The state after it.</param>
    /// <param name="entry">The entry.</param>
    public abstract Projection Project(StreamState? before, StreamState after, Entry entry);

    /// <summary>
    /// Whose turn it is: participants, each once. Whoever's turn begins or ends with an entry reads that entry.
    /// </summary>
    public virtual ImmutableArray<string> Turns(StreamState state) => [];

    /// <summary>
    /// True when a stream can be told from the entries that are left where one is damaged: what the missing one said is
    /// said again, or is no loss. False when acts and windows hang on every one of them.
    /// </summary>
    public virtual bool BearsGaps => false;

    /// <summary>True when somebody who joined may read an entry that stands earlier in the stream.</summary>
    /// <param name="state">The state with which he joined.</param>
    /// <param name="entry">An earlier entry.</param>
    /// <param name="participant">Who joined.</param>
    public virtual bool MayRead(StreamState state, Entry entry, string participant) => true;
}

/// <summary>A sort of stream whose state is of one type.</summary>
/// <typeparam name="TState">The fold of its entries.</typeparam>
public abstract class StreamSort<TState> : StreamSort where TState : StreamState
{
    /// <inheritdoc/>
    public sealed override StreamState? Apply(StreamState? state, Entry entry) => Apply((TState?)state, entry);

    /// <inheritdoc/>
    public sealed override Outcome<ImmutableArray<Fact>> Decide(
        StreamState? state, Command command, Circumstances now) =>
        Decide((TState?)state, command, now);

    /// <inheritdoc/>
    public sealed override ImmutableArray<DueRow> Due(StreamState state) => Due((TState)state);

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> Turns(StreamState state) => Turns((TState)state);

    /// <inheritdoc/>
    public sealed override Projection Project(StreamState? before, StreamState after, Entry entry) =>
        Project((TState?)before, (TState)after, entry);

    /// <inheritdoc cref="StreamSort.Apply(StreamState?, Entry)"/>
    protected abstract TState? Apply(TState? state, Entry entry);

    /// <inheritdoc cref="StreamSort.Decide(StreamState?, Command, Circumstances)"/>
    protected abstract Outcome<ImmutableArray<Fact>> Decide(TState? state, Command command, Circumstances now);

    /// <inheritdoc cref="StreamSort.Due(StreamState)"/>
    protected abstract ImmutableArray<DueRow> Due(TState state);

    /// <inheritdoc cref="StreamSort.Turns(StreamState)"/>
    protected virtual ImmutableArray<string> Turns(TState state) => [];

    /// <inheritdoc cref="StreamSort.Project(StreamState?, StreamState, Entry)"/>
    protected abstract Projection Project(TState? before, TState after, Entry entry);
}
