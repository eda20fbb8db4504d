using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Exchanges;

/// <summary>Something that somebody wants of one exchange.</summary>
/// <param name="Exchange">Its id.</param>
public abstract record ExchangeCommand(MessageId Exchange) : Command(StreamId.Exchange(Exchange));

/// <summary>
/// A signed message came in. Whoever decides has looked its id up in the journal: the same id twice never gets here.
/// </summary>
/// <param name="Envelope">The message; its signature is checked.</param>
/// <param name="Carrier">How it came.</param>
public sealed record Submit(SignedEnvelope Envelope, Carrier Carrier) : ExchangeCommand(Envelope.Envelope.Exchange)
{
    /// <inheritdoc/>
    public override SignedEnvelope Message => Envelope;

    /// <inheritdoc/>
    public override Rank Rank => Envelope.Envelope switch
    {
        { Precedence: Precedence.Flash } => Rank.Flash,
        { Precedence: Precedence.Immediate } => Rank.Immediate,
        { Kind: Kind.Acknowledgement or Kind.Withdrawal or Kind.Closure } => Rank.Immediate,
        { Precedence: Precedence.Priority } => Rank.Priority,
        _ => Rank.Routine,
    };

    /// <inheritdoc/>
    public override int Size => Envelope.Compact.Length;
}

/// <summary>A live carrier handed the opening message over to an addressee's program.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whom.</param>
/// <param name="Poc">Which point of contact there.</param>
/// <param name="Carrier">By what.</param>
public sealed record Carry(
    MessageId Exchange, string Addressee, string Poc, Carrier Carrier) : ExchangeCommand(Exchange)
{
    /// <inheritdoc/>
    public override Rank Rank => Rank.Routine;
}

/// <summary>An addressee's program says that the opening message was delivered or displayed.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose program.</param>
/// <param name="Poc">Which point of contact's.</param>
/// <param name="Rung"><see cref="Rung.Delivered"/> or <see cref="Rung.Displayed"/>.</param>
/// <param name="Carrier">How it said so.</param>
public sealed record Confirm(
    MessageId Exchange, string Addressee, string Poc, Rung Rung, Carrier Carrier) : ExchangeCommand(Exchange)
{
    /// <inheritdoc/>
    public override Rank Rank => Rank.Immediate;
}

/// <summary>A relay took a notice that was owed.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Relay">The relay's name.</param>
public sealed record TellSent(MessageId Exchange, NoticeKey Notice, string Relay) : ExchangeCommand(Exchange);

/// <summary>Nobody took a notice that was owed.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Final">True when trying again is useless.</param>
/// <param name="Reason">Why, without addresses, at most 200 characters.</param>
public sealed record TellFailed(
    MessageId Exchange, NoticeKey Notice, bool Final, string Reason) : ExchangeCommand(Exchange);

/// <summary>A notice came back.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Ordered">When it was ordered: one that a later step ordered has not come back with it.</param>
/// <param name="Code">The report's code, such as 5.1.1.</param>
public sealed record TellReturned(
    MessageId Exchange, NoticeKey Notice, DateTimeOffset Ordered, string Code) : ExchangeCommand(Exchange)
{
    /// <inheritdoc/>
    public override Rank Rank => Rank.Immediate;
}
