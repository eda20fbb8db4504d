using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Exchanges;

/// <summary>A rung that an addressee has reached; recorded once and never taken back.</summary>
/// <param name="Rung">Which.</param>
/// <param name="At">The hub's time.</param>
/// <param name="Position">The entry that says so.</param>
/// <param name="Carrier">How.</param>
/// <param name="By">Which point of contact; null for accepted.</param>
/// <param name="Late">True when its window had lapsed.</param>
/// <param name="Implied">True when only a higher rung says so.</param>
public sealed record RungReached(
    Rung Rung, DateTimeOffset At, long Position, Carrier Carrier, string? By, bool Late, bool Implied);

/// <summary>A window of one addressee.</summary>
/// <param name="Window">Which.</param>
/// <param name="Start">When it began.</param>
/// <param name="Due">When it ends: the first moment that is too late.</param>
/// <param name="Basis">Where its number comes from: the name of a basis in the exchange's regime text.</param>
/// <param name="State">What became of it; leaves <see cref="WindowState.Open"/> once and never returns.</param>
/// <param name="At">When it left open.</param>
/// <param name="Outage">The hub's outage, when it lapsed in one.</param>
public sealed record WindowRun(
    Window Window, DateTimeOffset Start, DateTimeOffset Due, string Basis, WindowState State, DateTimeOffset? At,
    Outage? Outage);

/// <summary>A step of one addressee's ladder.</summary>
/// <param name="Step">What.</param>
/// <param name="Window">For silence in which window.</param>
/// <param name="Due">When it is due.</param>
/// <param name="At">When it was taken; null while it was not.</param>
/// <param name="Position">The entry that says so.</param>
/// <param name="Promised">
/// True when it reminds the addressee of its own "answer expected by"; false when the regime planned it.
/// </param>
public sealed record StepRun(
    EscalationStep Step, Window Window, DateTimeOffset Due, DateTimeOffset? At, long? Position, bool Promised = false);

/// <summary>How an exchange stands for one addressee.</summary>
/// <param name="Participant">Which.</param>
/// <param name="Role">Action or info.</param>
/// <param name="Rungs">Rungs reached, lowest first; accepted is always there.</param>
/// <param name="Windows">Its windows.</param>
/// <param name="Steps">Its ladder, by due time.</param>
/// <param name="Notices">
/// Who is told on its account: of the opening message once a point of contact and means, and of replies.
/// </param>
/// <param name="ExpectBy">When it last said an answer can be expected. A promise: it moves no window.</param>
public sealed record Addressee(
    string Participant, AddresseeRole Role, ImmutableArray<RungReached> Rungs, ImmutableArray<WindowRun> Windows,
    ImmutableArray<StepRun> Steps, NoticeList Notices, DateTimeOffset? ExpectBy)
{
    /// <summary>The highest rung reached.</summary>
    public Rung Rung => Rungs[^1].Rung;

    /// <summary>True while what the window expects has not come, whether or not the window has lapsed.</summary>
    public bool SilentIn(Window window) => Rung < window.Expects();

    /// <summary>
    /// True when the window ran for this addressee and lapsed: whatever it waits for is late from now on.
    /// </summary>
    public bool LapsedIn(Window window)
    {
        foreach (var run in Windows)
        {
            if (run.Window == window)
            {
                return run.State == WindowState.Lapsed;
            }
        }
        return false;
    }

    /// <summary>The notice of that key, or null.</summary>
    public Notice? Notice(NoticeKey key) => Notices.Find(key);
}

/// <summary>A signed reply on record.</summary>
/// <param name="Header">The message.</param>
/// <param name="At">The hub's time.</param>
/// <param name="Position">Its entry.</param>
/// <param name="Late">True when its window had lapsed.</param>
/// <param name="ExpectBy">Of an acknowledgement.</param>
public sealed record ActOnRecord(
    MessageHeader Header, DateTimeOffset At, long Position, bool Late, DateTimeOffset? ExpectBy);

/// <summary>How much one party has on record in an exchange.</summary>
/// <param name="Participant">Which.</param>
/// <param name="Acts">Signed replies.</param>
/// <param name="Bytes">
/// Their envelopes together; those of which the journal does not say how large they are count nothing.
/// </param>
public sealed record Said(string Participant, int Acts, long Bytes);

/// <summary>
/// An initiating message and all that followed from it: nothing but the fold of its journal entries
/// (<see cref="ExchangeFold"/>), so that whoever has the entries has the state.
/// </summary>
/// <param name="Opening">The fact that opened it.</param>
/// <param name="At">The hub's time of acceptance.</param>
/// <param name="Position">The entry that opened it.</param>
/// <param name="Addressees">One each, action before info.</param>
/// <param name="Acts">Signed replies, in order.</param>
/// <param name="Ending">The act that withdrew or closed it; null while it is open.</param>
public sealed record Exchange(
    Accepted Opening, DateTimeOffset At, long Position, ImmutableArray<Addressee> Addressees,
    ImmutableList<ActOnRecord> Acts, ActOnRecord? Ending)
    : StreamState
{
    /// <summary>What each party has on record in it beside the opening message; none of who has said nothing.</summary>
    public ImmutableArray<Said> Said { get; init; } = [];

    /// <summary>Its id.</summary>
    public MessageId Id => Opening.Exchange;

    /// <summary>The participant that opened it.</summary>
    public string From => Opening.Opening.From;

    /// <summary>Everybody that the opening message names.</summary>
    public IEnumerable<string> Parties => [From, .. Opening.Opening.To, .. Opening.Opening.Cc];

    /// <summary>What that party has on record in it beside the opening message.</summary>
    public Said SaidBy(string participant) =>
        Said.FirstOrDefault(s => s.Participant == participant) ?? new Said(participant, 0, 0);

    /// <summary>The addressee of that code, or null.</summary>
    public Addressee? Addressee(string participant) => Addressees.FirstOrDefault(a => a.Participant == participant);
}
