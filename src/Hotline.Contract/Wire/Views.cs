using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;

namespace Hotline.Contract.Wire;

/// <summary>A program's word that a message reached it.</summary>
/// <param name="Message">The message that opened the exchange.</param>
/// <param name="Rung"><c>delivered</c>: verified and stored. <c>displayed</c>: shown on a screen. Nothing else.</param>
public sealed record Confirmation(MessageId Message, Rung Rung);

/// <summary>A rung that an addressee has reached.</summary>
/// <param name="Rung">Which.</param>
/// <param name="At">The hub's time.</param>
/// <param name="Position">The journal entry that says so.</param>
/// <param name="Carrier">How.</param>
/// <param name="By">Which point of contact; null for <c>accepted</c>.</param>
/// <param name="Late">True when the window that it belongs to had lapsed.</param>
/// <param name="Implied">True when a higher rung was reached first and this one never on its own.</param>
public sealed record RungView(
    Rung Rung, DateTimeOffset At, long Position, Carrier Carrier, string? By, bool Late, bool Implied);

/// <summary>A window of one addressee.</summary>
/// <param name="Window">Which.</param>
/// <param name="Opened">When it began.</param>
/// <param name="Due">When it ends.</param>
/// <param name="State">What became of it.</param>
/// <param name="At">When it was met, lapsed or ended; null while open. For a lapse: when the hub noticed.</param>
/// <param name="Basis">Where its number comes from.</param>
/// <param name="Outage">The hub's outage, when it lapsed in one.</param>
public sealed record WindowView(
    Window Window, DateTimeOffset Opened, DateTimeOffset Due, WindowState State, DateTimeOffset? At, Basis Basis,
    Outage? Outage);

/// <summary>A notice that was or is owed.</summary>
/// <param name="Means">By what somebody is told, such as <c>mail</c>.</param>
/// <param name="To">Participant and point of contact, <c>XC/officer</c>.</param>
/// <param name="State">What became of it.</param>
/// <param name="At">When it got there.</param>
/// <param name="Due">Of one that is owed: when it is tried next.</param>
/// <param name="Attempts">How often it was tried without success.</param>
/// <param name="Reason">The last failure.</param>
/// <param name="Reply">The reply that it tells of; null when it tells of the opening message.</param>
public sealed record NoticeView(
    string Means, string To, NoticeState State, DateTimeOffset At, DateTimeOffset? Due, int Attempts, string? Reason,
    MessageId? Reply = null);

/// <summary>A step of the ladder that was taken or is still to come.</summary>
/// <param name="Step">What.</param>
/// <param name="Window">For which window.</param>
/// <param name="Due">When it is or was due.</param>
/// <param name="At">When it was taken; null while to come.</param>
/// <param name="Position">The journal entry that says so; null while to come.</param>
public sealed record StepView(
    EscalationStep Step, Window Window, DateTimeOffset Due, DateTimeOffset? At, long? Position);

/// <summary>A signed reply on record.</summary>
/// <param name="Message">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="From">Who sent it.</param>
/// <param name="Sender">The point of contact that signed.</param>
/// <param name="At">The hub's time of acceptance.</param>
/// <param name="Position">Its entry.</param>
/// <param name="Late">True when its window had lapsed.</param>
/// <param name="ExpectBy">Of an acknowledgement: when it says an answer can be expected.</param>
public sealed record ActView(
    MessageId Message, Kind Kind, string From, string Sender, DateTimeOffset At, long Position, bool Late,
    DateTimeOffset? ExpectBy);

/// <summary>How an exchange stands for one addressee.</summary>
/// <param name="Participant">Which.</param>
/// <param name="Role">Action or info.</param>
/// <param name="Rung">The highest rung reached.</param>
/// <param name="Rungs">Every rung reached, lowest first.</param>
/// <param name="Windows">Its windows.</param>
/// <param name="Steps">The escalation ladder: taken steps and those to come.</param>
/// <param name="Notices">Who was told on its account, and how.</param>
/// <param name="ExpectBy">When it said an answer can be expected.</param>
public sealed record AddresseeView(
    string Participant, AddresseeRole Role, Rung Rung, ImmutableArray<RungView> Rungs,
    ImmutableArray<WindowView> Windows,
    ImmutableArray<StepView> Steps, ImmutableArray<NoticeView> Notices, DateTimeOffset? ExpectBy);

/// <summary>Something that is awaited of somebody.</summary>
/// <param name="Of">Of whom.</param>
/// <param name="What">What.</param>
/// <param name="About">
/// The addressee whose window it concerns: the same as <paramref name="Of"/>, or who is silent when a coordinator is to
/// reach somebody.
/// </param>
/// <param name="Window">The window.</param>
/// <param name="Due">When it ends or ended.</param>
/// <param name="Lapsed">True when it ended unmet; the act still counts, as late.</param>
public sealed record AwaitedView(string Of, Awaited What, string About, Window Window, DateTimeOffset Due, bool Lapsed);

/// <summary>Whether an act is open to the reader.</summary>
/// <param name="Act">Which.</param>
/// <param name="Open">True when he may do it now and it says something new.</param>
/// <param name="Number">Of one that is not open: the number of the refusal that it would meet.</param>
/// <param name="Why">Of one that is not open: why, in a sentence.</param>
public sealed record MayView(OpenAct Act, bool Open, int? Number = null, string? Why = null);

/// <summary>An exchange as one reader may see it.</summary>
/// <param name="Id">Its id: that of the message that opened it.</param>
/// <param name="Regime">Its rules.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Precedence">Speed of service.</param>
/// <param name="Status">Actual, exercise or test.</param>
/// <param name="Tlp">How it may be shared.</param>
/// <param name="From">Who opened it.</param>
/// <param name="Sender">The point of contact that signed.</param>
/// <param name="State">Whether it goes on.</param>
/// <param name="Created">The sender's claim of when it was made.</param>
/// <param name="AcceptedAt">The hub's time of acceptance.</param>
/// <param name="Position">The entry that opened it.</param>
/// <param name="Addressees">
/// How it stands for each; an addressee sees only itself, the opening side and the coordinator see all.
/// </param>
/// <param name="Acts">Every signed reply that the reader may know of.</param>
/// <param name="Turn">Whose turn it is, for the reader.</param>
/// <param name="Awaits">
/// What is awaited of whom, as far as the reader may know: his own turn first, then by time.
/// </param>
/// <param name="May">What the reader may do now, each act once; one that is not open says why.</param>
/// <param name="HubTime">The hub's time of this view: the one by which "due in" is counted.</param>
/// <param name="Envelope">The opening envelope; null in lists and for coordinators.</param>
public sealed record ExchangeView(
    MessageId Id, string Regime, Kind Kind, Precedence Precedence, Status Status, Tlp Tlp, string From, string Sender,
    ExchangeState State,
    DateTimeOffset Created, DateTimeOffset AcceptedAt, long Position, ImmutableArray<AddresseeView> Addressees,
    ImmutableArray<ActView> Acts,
    Turn Turn, ImmutableArray<AwaitedView> Awaits, ImmutableArray<MayView> May, DateTimeOffset HubTime,
    string? Envelope = null);

/// <summary>A list of exchanges.</summary>
/// <param name="Exchanges">Newest first.</param>
/// <param name="HubTime">The hub's time.</param>
/// <param name="Next">
/// Where to go on, as <c>before</c>: there may be more, also after a page that holds fewer than were asked for, or
/// none; null when this is the end.
/// </param>
public sealed record ExchangeList(
    ImmutableArray<ExchangeView> Exchanges, DateTimeOffset HubTime, long? Next = null)
{
    /// <summary>
    /// Positions of damaged entries for whose sake an exchange of the reader's is not in the list; null, as mostly,
    /// for none. The hub's operator has an alarm.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? Damaged { get; init; }
}

/// <summary>Who a hub is.</summary>
/// <param name="Id">Thumbprint of its key; the audience of tokens.</param>
/// <param name="Key">Its public key.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Time">The hub's time.</param>
/// <param name="Head">The journal's last position.</param>
/// <param name="Syncs">How often the store has made something durable since the hub started.</param>
/// <param name="Exercise">
/// True when all that this hub keeps is an exercise: it takes nothing of status <c>actual</c>. Where it is false
/// nothing may go out as an exercise, or under its rules, unless somebody says so.
/// </param>
/// <param name="Epoch">The journal's epoch; null in its first.</param>
/// <param name="Recoveries">How the journal's later epochs began, in order; null when there is none.</param>
public sealed record HubView(
    string Id, Jwk Key, string Version, DateTimeOffset Time, long Head, long Syncs = 0, bool Exercise = false,
    DateTimeOffset? Epoch = null, ImmutableArray<Recovery>? Recoveries = null);

/// <summary>A window's length under a regime.</summary>
/// <param name="Window">Which.</param>
/// <param name="Precedence">For which precedence.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Basis">Where the number comes from.</param>
public sealed record RegimeWindow(Window Window, Precedence Precedence, double Seconds, Basis Basis);

/// <summary>A step of a regime's ladder.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Window">For silence in which window.</param>
/// <param name="At">When, as a share of the window's length.</param>
public sealed record RegimeStep(EscalationStep Step, Window Window, double At);

/// <summary>A regime as others see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Note">What must be said wherever its windows are shown.</param>
/// <param name="Coordinator">The participant that watches its times.</param>
/// <param name="Statuses">Which statuses may run under it.</param>
/// <param name="Windows">Every window for every precedence.</param>
/// <param name="Kinds">Which windows run for which opening kind.</param>
/// <param name="Escalation">The ladder.</param>
/// <param name="EscalationBasis">Where the ladder comes from.</param>
/// <param name="Figures">Whose response times a participant reads under it: the operator's choice.</param>
public sealed record RegimeView(
    string Id, string Title, string Note, string? Coordinator, ImmutableArray<Status> Statuses,
    ImmutableArray<RegimeWindow> Windows,
    ImmutableDictionary<Kind, ImmutableArray<Window>> Kinds, ImmutableArray<RegimeStep> Escalation,
    Basis EscalationBasis, Figures Figures = Figures.Own);

/// <summary>All regimes of a hub.</summary>
/// <param name="Regimes">By id.</param>
public sealed record RegimeList(ImmutableArray<RegimeView> Regimes);

/// <summary>
/// Problem details (RFC 9457) as the hub writes them: <c>title</c> is the refusal's name, <c>number</c> its number.
/// </summary>
/// <param name="Type">A URN of the number, <c>urn:hotline:error:1021</c>.</param>
/// <param name="Title">The refusal's name.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The sentence.</param>
/// <param name="Number">The refusal's number.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, int Number);

/// <summary>How everything above is written: camel case, nulls left out, times in UTC with milliseconds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(FeedPage))]
[JsonSerializable(typeof(FeedItem))]
[JsonSerializable(typeof(Confirmation))]
[JsonSerializable(typeof(BrokerAnswer))]
[JsonSerializable(typeof(ExchangeView))]
[JsonSerializable(typeof(ExchangeList))]
[JsonSerializable(typeof(HubView))]
[JsonSerializable(typeof(DirectoryView))]
[JsonSerializable(typeof(RegimeList))]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(ReportLine))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(PlanQuestion))]
[JsonSerializable(typeof(PlanView))]
[JsonSerializable(typeof(ExerciseView))]
[JsonSerializable(typeof(SeatClaim))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyRequestList))]
[JsonSerializable(typeof(KeyApproval))]
[JsonSerializable(typeof(DesksView))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
public sealed partial class WireJson : JsonSerializerContext;
