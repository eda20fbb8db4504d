using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Regimes;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>Something that somebody, or the clock, wants of one exchange.</summary>
/// <param name="Exchange">Its id.</param>
public abstract record Command(MessageId Exchange);

/// <summary>A signed message came in. Whoever decides has looked its id up in the journal: the same id twice never gets here.</summary>
/// <param name="Envelope">The message; its signature is checked.</param>
/// <param name="Carrier">How it came.</param>
public sealed record Submit(SignedEnvelope Envelope, Carrier Carrier) : Command(Envelope.Envelope.Exchange);

/// <summary>A live carrier handed the opening message over to an addressee's program.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whom.</param>
/// <param name="Poc">Which point of contact there.</param>
/// <param name="Carrier">By what.</param>
public sealed record Carry(MessageId Exchange, string Addressee, string Poc, Carrier Carrier) : Command(Exchange);

/// <summary>An addressee's program says that the opening message was delivered or displayed.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose program.</param>
/// <param name="Poc">Which point of contact's.</param>
/// <param name="Rung"><see cref="Rung.Delivered"/> or <see cref="Rung.Displayed"/>.</param>
/// <param name="Carrier">How it said so.</param>
public sealed record Confirm(MessageId Exchange, string Addressee, string Poc, Rung Rung, Carrier Carrier) : Command(Exchange);

/// <summary>Time has passed: settle whatever is due.</summary>
/// <param name="Exchange">The exchange.</param>
public sealed record Fire(MessageId Exchange) : Command(Exchange);

/// <summary>A relay took a mail that was owed.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">On whose account it was sent.</param>
/// <param name="Told">The participant it goes to.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Relay">The relay's name.</param>
/// <param name="Reply">The reply that it holds; null when it holds the opening message.</param>
public sealed record MailSent(MessageId Exchange, string Addressee, string Told, string Poc, string Relay, MessageId? Reply = null) : Command(Exchange);

/// <summary>No relay took a mail that was owed.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">On whose account it was sent.</param>
/// <param name="Told">The participant it goes to.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Final">True when trying again is useless.</param>
/// <param name="Reason">Why, without addresses, at most 200 characters.</param>
/// <param name="Reply">As in <see cref="MailSent"/>.</param>
public sealed record MailFailed(MessageId Exchange, string Addressee, string Told, string Poc, bool Final, string Reason, MessageId? Reply = null) : Command(Exchange);

/// <summary>A mail came back.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">On whose account it was sent.</param>
/// <param name="Told">The participant it went to.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Ordered">When the mail was ordered: a mail that a later step ordered has not come back with it.</param>
/// <param name="Code">Enhanced status code, such as 5.1.1.</param>
/// <param name="Reply">As in <see cref="MailSent"/>.</param>
public sealed record MailReturned(MessageId Exchange, string Addressee, string Told, string Poc, DateTimeOffset Ordered, string Code, MessageId? Reply = null) : Command(Exchange);

/// <summary>Limits of the rules.</summary>
/// <param name="FutureSkew">By how much a message may claim to be made after the hub's time. Default 5 minutes.</param>
/// <param name="MaximumAge">How old a message may claim to be. Default 7 days.</param>
/// <param name="LongestPromise">How far ahead "answer expected by" may lie. Default 366 days.</param>
/// <param name="MailRetries">When a mail that no relay took is tried again; after the last it is a dead letter.</param>
public sealed record RuleLimits(TimeSpan FutureSkew, TimeSpan MaximumAge, TimeSpan LongestPromise, IReadOnlyList<TimeSpan> MailRetries)
{
    /// <summary>The defaults.</summary>
    public static RuleLimits Default { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromDays(7), TimeSpan.FromDays(366),
        [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6)]);
}

/// <summary>Everything besides the state that a decision depends on.</summary>
/// <param name="Now">The hub's time, in whole milliseconds.</param>
/// <param name="Directory">Who is who.</param>
/// <param name="Regimes">The rules.</param>
/// <param name="Outage">The last time that the hub was away; null when it never was.</param>
/// <param name="Limits">Limits.</param>
public sealed record Circumstances(DateTimeOffset Now, Directory.Directory Directory, RegimeBook Regimes, Outage? Outage, RuleLimits Limits);
