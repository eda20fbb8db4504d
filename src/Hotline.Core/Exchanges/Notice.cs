using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>Somebody who is, was or will be told of a message by some means.</summary>
/// <param name="Key">Which notice.</param>
/// <param name="Ordered">
/// When it was ordered: with the key it says which notice this is, however often it is tried.
/// </param>
public abstract record Notice(NoticeKey Key, DateTimeOffset Ordered)
{
    /// <summary>What became of it.</summary>
    public NoticeState State { get; init; } = NoticeState.Owed;

    /// <summary>When it got there.</summary>
    public DateTimeOffset At { get; init; } = Ordered;

    /// <summary>When it is tried (again), while owed.</summary>
    public DateTimeOffset Due { get; init; } = Ordered;

    /// <summary>How often it failed.</summary>
    public int Attempts { get; init; }

    /// <summary>The last failure.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// What became of it, for whoever looks: one that is owed and not wanted any more is never sent.
    /// </summary>
    /// <param name="rung">How far its addressee has come.</param>
    /// <param name="ended">True when the exchange has been withdrawn or closed.</param>
    public NoticeState StateAt(Rung rung, bool ended) =>
        State == NoticeState.Owed && !IsWanted(rung, ended) ? NoticeState.Unneeded : State;

    /// <summary>True while it is worth sending.</summary>
    /// <param name="rung">How far its addressee has come.</param>
    /// <param name="ended">True when the exchange has been withdrawn or closed.</param>
    public abstract bool IsWanted(Rung rung, bool ended);
}

/// <summary>Tells of the opening message, because an addressee is silent.</summary>
/// <param name="Key">Which notice.</param>
/// <param name="Ordered">When it was ordered.</param>
/// <param name="Step">The step that ordered it.</param>
/// <param name="Window">For silence in which window; of several, the last on the ladder.</param>
public sealed record OpeningNotice(
    NoticeKey Key, DateTimeOffset Ordered, EscalationStep Step, Window Window) : Notice(Key, Ordered)
{
    /// <inheritdoc/>
    public override bool IsWanted(Rung rung, bool ended) => !ended && rung < Window.Quiets();
}

/// <summary>Tells of a reply. It asks for nothing, and so is always wanted.</summary>
/// <param name="Key">Which notice.</param>
/// <param name="Ordered">When it was ordered.</param>
public sealed record ReplyNotice(NoticeKey Key, DateTimeOffset Ordered) : Notice(Key, Ordered)
{
    /// <summary>The reply.</summary>
    public MessageId Reply => Key.Message;

    /// <inheritdoc/>
    public override bool IsWanted(Rung rung, bool ended) => true;
}
