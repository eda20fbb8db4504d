using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
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
public sealed record RungReached(Rung Rung, DateTimeOffset At, long Position, Carrier Carrier, string? By, bool Late, bool Implied);

/// <summary>A window of one addressee.</summary>
/// <param name="Window">Which.</param>
/// <param name="Due">When it ends: the first moment that is too late.</param>
/// <param name="Basis">Where its number comes from.</param>
/// <param name="State">What became of it; leaves <see cref="WindowState.Open"/> once and never returns.</param>
/// <param name="At">When it left open.</param>
/// <param name="Outage">The hub's outage, when it lapsed in one.</param>
public sealed record WindowRun(Window Window, DateTimeOffset Due, Basis Basis, WindowState State, DateTimeOffset? At, Outage? Outage);

/// <summary>A step of one addressee's ladder.</summary>
/// <param name="Step">What.</param>
/// <param name="Window">For silence in which window.</param>
/// <param name="Due">When it is due.</param>
/// <param name="At">When it was taken; null while it was not.</param>
/// <param name="Position">The entry that says so.</param>
/// <param name="Promised">True when it reminds the addressee of its own "answer expected by"; false when the regime planned it.</param>
public sealed record StepRun(EscalationStep Step, Window Window, DateTimeOffset Due, DateTimeOffset? At, long? Position, bool Promised = false);

/// <summary>What became of a mail.</summary>
public enum MailState
{
    /// <summary>Not yet taken by a relay; it is tried when it is due.</summary>
    Owed,

    /// <summary>A relay took it. Nobody need have read it.</summary>
    Sent,

    /// <summary>A relay took it, and it came back.</summary>
    Bounced,

    /// <summary>It will not be tried again: a dead letter.</summary>
    Dead,
}

/// <summary>A mail on one addressee's account.</summary>
/// <param name="Told">The participant it goes to.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="State">What became of it.</param>
/// <param name="At">When it got there.</param>
/// <param name="Due">When it is tried (again), while owed.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="Reason">The last failure.</param>
/// <param name="Step">The step that ordered it; of a reply's, mail.</param>
/// <param name="Window">For silence in which window it was ordered; of several, the last on the ladder. Of a reply's, without meaning.</param>
/// <param name="Ordered">When it was ordered: with the point of contact it says which mail this is, however often it is tried.</param>
/// <param name="Reply">The reply that it holds; null when it holds the opening message.</param>
public sealed record MailRun(
    string Told, string Poc, MailState State, DateTimeOffset At, DateTimeOffset Due, int Attempts, string? Reason,
    EscalationStep Step, Window Window, DateTimeOffset Ordered, MessageId? Reply = null);

/// <summary>How an exchange stands for one addressee.</summary>
/// <param name="Participant">Which.</param>
/// <param name="Role">Action or info.</param>
/// <param name="Rungs">Rungs reached, lowest first; accepted is always there.</param>
/// <param name="Windows">Its windows.</param>
/// <param name="Steps">Its ladder, by due time.</param>
/// <param name="Mail">Its mails: of the opening message one a point of contact, and those of replies.</param>
/// <param name="ExpectBy">When it last said an answer can be expected. A promise: it moves no window.</param>
public sealed record Addressee(
    string Participant, AddresseeRole Role, ImmutableArray<RungReached> Rungs, ImmutableArray<WindowRun> Windows,
    ImmutableArray<StepRun> Steps, ImmutableArray<MailRun> Mail, DateTimeOffset? ExpectBy)
{
    /// <summary>The highest rung reached.</summary>
    public Rung Rung => Rungs[^1].Rung;

    /// <summary>True while what the window expects has not come, whether or not the window has lapsed.</summary>
    public bool SilentIn(Window window) => Rung < window.Expects();

    /// <summary>True when the window ran for this addressee and lapsed: whatever it waits for is late from now on.</summary>
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

    /// <summary>
    /// True while nobody there has done what a mail asks for: it is worth sending. A mail is for a person, so a program's word does not make it needless.
    /// One that tells of a reply asks for nothing, and always is.
    /// </summary>
    public bool Awaits(MailRun mail) => mail.Reply is not null || Rung < (mail.Window == Window.Response ? Rung.Answered : Rung.Acknowledged);

    /// <summary>The mail to a point of contact, or null.</summary>
    /// <param name="told">The participant.</param>
    /// <param name="poc">The point of contact there.</param>
    /// <param name="reply">The reply that it holds; null for the one that holds the opening message.</param>
    public MailRun? MailTo(string told, string poc, MessageId? reply = null) => Mail.FirstOrDefault(m => m.Told == told && m.Poc == poc && m.Reply == reply);
}

/// <summary>A signed reply on record.</summary>
/// <param name="Header">The message.</param>
/// <param name="At">The hub's time.</param>
/// <param name="Position">Its entry.</param>
/// <param name="Late">True when its window had lapsed.</param>
/// <param name="ExpectBy">Of an acknowledgement.</param>
public sealed record ActOnRecord(MessageHeader Header, DateTimeOffset At, long Position, bool Late, DateTimeOffset? ExpectBy);

/// <summary>
/// An initiating message and all that followed from it: nothing but the fold of its journal entries (<see cref="ExchangeFold"/>), so that
/// whoever has the entries has the state.
/// </summary>
/// <param name="Opening">The fact that opened it.</param>
/// <param name="At">The hub's time of acceptance.</param>
/// <param name="Position">The entry that opened it.</param>
/// <param name="Addressees">One each, action before info.</param>
/// <param name="Acts">Signed replies, in order.</param>
/// <param name="Ending">The act that withdrew or closed it; null while it is open.</param>
public sealed record Exchange(
    Accepted Opening, DateTimeOffset At, long Position, ImmutableArray<Addressee> Addressees, ImmutableArray<ActOnRecord> Acts, ActOnRecord? Ending)
{
    /// <summary>Its id.</summary>
    public MessageId Id => Opening.Exchange;

    /// <summary>The participant that opened it.</summary>
    public string From => Opening.Opening.From;

    /// <summary>Everybody that the opening message names.</summary>
    public IEnumerable<string> Parties => [From, .. Opening.Opening.To, .. Opening.Opening.Cc];

    /// <summary>The addressee of that code, or null.</summary>
    public Addressee? Addressee(string participant) => Addressees.FirstOrDefault(a => a.Participant == participant);
}

/// <summary>What windows wait for.</summary>
public static class Windows
{
    /// <summary>The rung that meets the window.</summary>
    public static Rung Expects(this Window window) => window switch
    {
        Window.Delivery => Rung.Delivered,
        Window.Acknowledgement => Rung.Acknowledged,
        Window.Response => Rung.Answered,
    };

    /// <summary>The window whose lapse makes the rung late; null for rungs that nobody waits for.</summary>
    public static Window? Waiting(this Rung rung) => rung switch
    {
        Rung.Accepted or Rung.Carried => null,
        Rung.Delivered or Rung.Displayed => Window.Delivery,
        Rung.Acknowledged => Window.Acknowledgement,
        Rung.Answered => Window.Response,
    };
}
