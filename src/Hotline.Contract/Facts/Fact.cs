using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract.Facts;

/// <summary>
/// One thing that happened, as the journal remembers it. Facts hold who, to whom, which kind and when, and digests;
/// never a subject and never content, so that a coordinator may read them.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Carried), "carried")]
[JsonDerivedType(typeof(Mailed), "mailed")]
[JsonDerivedType(typeof(Delivered), "delivered")]
[JsonDerivedType(typeof(Displayed), "displayed")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(Withdrawn), "withdrawn")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(Lapsed), "lapsed")]
[JsonDerivedType(typeof(Escalated), "escalated")]
[JsonDerivedType(typeof(Forwarded), "forwarded")]
[JsonDerivedType(typeof(MailDeferred), "mail-deferred")]
[JsonDerivedType(typeof(MailDead), "mail-dead")]
[JsonDerivedType(typeof(Bounced), "bounced")]
[JsonDerivedType(typeof(HubStarted), "hub-started")]
[JsonDerivedType(typeof(HubStopped), "hub-stopped")]
public abstract record Fact
{
    /// <summary>The exchange that the fact belongs to; null for facts about the hub itself.</summary>
    [JsonIgnore]
    public virtual MessageId? ExchangeId => null;

    /// <summary>The signed message whose acceptance this fact records; null for all others.</summary>
    [JsonIgnore]
    public virtual MessageHeader? Message => null;
}

/// <summary>A fact about one exchange.</summary>
/// <param name="Exchange">Its id, which is that of the message that opened it.</param>
public abstract record ExchangeFact(MessageId Exchange) : Fact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override MessageId? ExchangeId => Exchange;
}

/// <summary>What the journal says of a signed message: everything but subject and content.</summary>
/// <param name="Id">Its id.</param>
/// <param name="From">The participant that sent it.</param>
/// <param name="Sender">The point of contact there.</param>
/// <param name="Key">Thumbprint of the key that signed it.</param>
/// <param name="To">Action addressees.</param>
/// <param name="Cc">Information addressees.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Precedence">Its speed of service.</param>
/// <param name="Created">The sender's claim of when it was made.</param>
/// <param name="Digest">SHA-256 of the envelope's bytes, base64url.</param>
public sealed record MessageHeader(
    MessageId Id, string From, string Sender, string Key, ImmutableArray<string> To, ImmutableArray<string> Cc,
    Kind Kind, Precedence Precedence, DateTimeOffset Created, string Digest);

/// <summary>A window as it was opened, the same for every addressee that it applies to.</summary>
/// <param name="Window">Which.</param>
/// <param name="Due">When it ends.</param>
/// <param name="Basis">Where its number comes from.</param>
public sealed record OpenedWindow(Window Window, DateTimeOffset Due, Basis Basis);

/// <summary>Where a number comes from.</summary>
/// <param name="Kind">Who set it.</param>
/// <param name="Source">Of <c>regime</c>: the place in its text. Of <c>operator-default</c>: what it is modelled on.</param>
public sealed record Basis(BasisKind Kind, string Source);

/// <summary>One step of the escalation ladder as it was planned when the exchange opened.</summary>
/// <param name="Step">What will be done.</param>
/// <param name="Window">While (or after) which window an addressee stays silent: the step is dropped once that window is met.</param>
/// <param name="Due">When.</param>
public sealed record PlannedStep(EscalationStep Step, Window Window, DateTimeOffset Due);

/// <summary>A time in which the hub was not running, as far as it can know.</summary>
/// <param name="From">The last moment it was known to be alive.</param>
/// <param name="To">When it was back.</param>
public sealed record Outage(DateTimeOffset From, DateTimeOffset To);

/// <summary>A message opened an exchange: it is on disk and its windows run.</summary>
/// <param name="Exchange">The exchange, which has the message's id.</param>
/// <param name="Opening">The message.</param>
/// <param name="Regime">The rules it runs under.</param>
/// <param name="Coordinator">The participant that watches its times; null when the regime names none.</param>
/// <param name="Status">Actual, exercise or test.</param>
/// <param name="Tlp">How it may be shared.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="Windows">The windows that run for action addressees (information addressees: only delivery).</param>
/// <param name="Plan">The escalation ladder for action addressees, by time.</param>
public sealed record Accepted(
    MessageId Exchange, MessageHeader Opening, string Regime, string? Coordinator, Status Status, Tlp Tlp, Carrier Carrier,
    ImmutableArray<OpenedWindow> Windows, ImmutableArray<PlannedStep> Plan) : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override MessageHeader Message => Opening;

    /// <summary>Its speed of service.</summary>
    [JsonIgnore]
    public Precedence Precedence => Opening.Precedence;
}

/// <summary>A live carrier handed the opening message over to one addressee's program.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whom.</param>
/// <param name="Carrier">By which carrier.</param>
/// <param name="Poc">Which point of contact there.</param>
public sealed record Carried(MessageId Exchange, string Addressee, Carrier Carrier, string Poc) : ExchangeFact(Exchange);

/// <summary>A relay took a mail. When it took the opening message to the addressee itself, that is carried.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence it was sent.</param>
/// <param name="Told">The participant it goes to: the addressee or the coordinator.</param>
/// <param name="Poc">The point of contact it goes to.</param>
/// <param name="Relay">The relay that took it, by its name in the settings.</param>
/// <param name="ReplyId">The reply that it holds; null when it holds the opening message.</param>
public sealed record Mailed(MessageId Exchange, string Addressee, string Told, string Poc, string Relay, MessageId? ReplyId = null) : ExchangeFact(Exchange);

/// <summary>The addressee's program says it has verified and stored the opening envelope.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose program.</param>
/// <param name="Poc">Which point of contact's.</param>
/// <param name="Carrier">How it said so.</param>
/// <param name="Late">True when the delivery window had lapsed.</param>
public sealed record Delivered(MessageId Exchange, string Addressee, string Poc, Carrier Carrier, bool Late) : ExchangeFact(Exchange);

/// <summary>The addressee's program says the opening message was shown on a screen.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose program.</param>
/// <param name="Poc">Which point of contact's.</param>
/// <param name="Carrier">How it said so.</param>
/// <param name="Late">True when the delivery window had lapsed.</param>
public sealed record Displayed(MessageId Exchange, string Addressee, string Poc, Carrier Carrier, bool Late) : ExchangeFact(Exchange);

/// <summary>A signed reply of an addressee or of the opening side.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed message.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="After">Set when the exchange had been withdrawn or closed before: the act counts as record only.</param>
public abstract record Act(MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool After) : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override MessageHeader Message => Reply;
}

/// <summary>An addressee acknowledged: the message was received. It does not mean agreement.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed acknowledgement.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="ExpectBy">When it says an answer can be expected; null when it does not.</param>
/// <param name="Late">True when the acknowledgement window had lapsed.</param>
/// <param name="After">As in <see cref="Act"/>.</param>
public sealed record Acknowledged(MessageId Exchange, MessageHeader Reply, Carrier Carrier, DateTimeOffset? ExpectBy, bool Late, bool After)
    : Act(Exchange, Reply, Carrier, After);

/// <summary>An addressee answered.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed response.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="Late">True when the response window had lapsed.</param>
/// <param name="After">As in <see cref="Act"/>.</param>
public sealed record Answered(MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool Late, bool After)
    : Act(Exchange, Reply, Carrier, After);

/// <summary>The opening side took its message back; windows still open end.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed withdrawal.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="After">As in <see cref="Act"/>.</param>
public sealed record Withdrawn(MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool After) : Act(Exchange, Reply, Carrier, After);

/// <summary>The opening side needs nothing more; windows still open end.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed closure.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="After">As in <see cref="Act"/>.</param>
public sealed record Closed(MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool After) : Act(Exchange, Reply, Carrier, After);

/// <summary>A window ended unmet. A fact, not an error.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose.</param>
/// <param name="Window">Which.</param>
/// <param name="Due">When it ended; the entry's own time says when that was noticed.</param>
/// <param name="Outage">Set when the hub was down at <paramref name="Due"/>.</param>
public sealed record Lapsed(MessageId Exchange, string Addressee, Window Window, DateTimeOffset Due, Outage? Outage = null) : ExchangeFact(Exchange);

/// <summary>A step of the escalation ladder was taken for a silent addressee.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Who is silent.</param>
/// <param name="Step">What was done.</param>
/// <param name="Window">The window it concerns.</param>
/// <param name="Due">When it was due; equal to the time of the entry when a bounce brought it forward.</param>
/// <param name="Told">The participant told: the addressee itself, or the coordinator.</param>
/// <param name="Mail">Points of contact of <paramref name="Told"/> to whom a mail is now owed.</param>
/// <param name="Outage">Set when the hub was down at <paramref name="Due"/>.</param>
public sealed record Escalated(
    MessageId Exchange, string Addressee, EscalationStep Step, Window Window, DateTimeOffset Due, string Told, ImmutableArray<string> Mail, Outage? Outage = null)
    : ExchangeFact(Exchange);

/// <summary>A reply is owed by mail as well, to a side that reads the exchange by mail. Follows the entry of the reply.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee whose part of the exchange it belongs to: who sent it, or, when the opening side did, who is told.</param>
/// <param name="ReplyId">The reply.</param>
/// <param name="Told">The participant that it goes to.</param>
/// <param name="Mail">Points of contact of <paramref name="Told"/> to whom a mail is now owed.</param>
public sealed record Forwarded(MessageId Exchange, string Addressee, MessageId ReplyId, string Told, ImmutableArray<string> Mail) : ExchangeFact(Exchange);

/// <summary>No relay took a mail this time; it is owed again later.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence the mail is sent.</param>
/// <param name="Told">The participant it goes to.</param>
/// <param name="Poc">The point of contact it goes to.</param>
/// <param name="Attempt">How often it has been tried, from 1.</param>
/// <param name="Reason">What the last relay said, without addresses; at most 200 characters.</param>
/// <param name="RetryAt">When it is tried again.</param>
/// <param name="ReplyId">As in <see cref="Mailed"/>.</param>
public sealed record MailDeferred(
    MessageId Exchange, string Addressee, string Told, string Poc, int Attempt, string Reason, DateTimeOffset RetryAt, MessageId? ReplyId = null) : ExchangeFact(Exchange);

/// <summary>A mail will not be tried again: a dead letter, and an alarm for the operator.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence the mail was sent.</param>
/// <param name="Told">The participant it was for.</param>
/// <param name="Poc">The point of contact it was for.</param>
/// <param name="Attempt">How often it was tried.</param>
/// <param name="Reason">What the last relay said, without addresses; at most 200 characters.</param>
/// <param name="ReplyId">As in <see cref="Mailed"/>.</param>
public sealed record MailDead(MessageId Exchange, string Addressee, string Told, string Poc, int Attempt, string Reason, MessageId? ReplyId = null) : ExchangeFact(Exchange);

/// <summary>A mail that a relay had taken came back undeliverable. Moves the ladder on; acknowledges nothing.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee for whose silence the mail was sent.</param>
/// <param name="Told">The participant it was for.</param>
/// <param name="Poc">The point of contact it was for.</param>
/// <param name="Code">The enhanced status code of the report, such as 5.1.1.</param>
/// <param name="ReplyId">As in <see cref="Mailed"/>. A reply that comes back moves nothing on.</param>
public sealed record Bounced(MessageId Exchange, string Addressee, string Told, string Poc, string Code, MessageId? ReplyId = null) : ExchangeFact(Exchange);

/// <summary>The hub began to run.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Outage">How long it had been away; null on the first start.</param>
/// <param name="Clean">True when it had been stopped in order.</param>
public sealed record HubStarted(string Version, Outage? Outage, bool Clean) : Fact;

/// <summary>The hub is being stopped in order.</summary>
/// <param name="Reason">Why, in a word.</param>
public sealed record HubStopped(string Reason) : Fact;
