using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract.Facts;

/// <summary>A fact about one exchange.</summary>
/// <param name="Exchange">Its id, which is that of the message that opened it.</param>
public abstract record ExchangeFact(MessageId Exchange) : Fact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public sealed override StreamId Stream => StreamId.Exchange(Exchange);

    /// <summary>Asks a visitor what it makes of this fact.</summary>
    public abstract T Accept<T>(IExchangeFactVisitor<T> visitor);

    /// <inheritdoc/>
    public sealed override T Accept<T>(IFactVisitor<T> visitor) => Accept((IExchangeFactVisitor<T>)visitor);
}

/// <summary>Somebody who has an answer for every fact about an exchange.</summary>
/// <typeparam name="T">The answer.</typeparam>
public interface IExchangeFactVisitor<out T>
{
    /// <summary>An exchange opened.</summary>
    T Visit(Accepted fact);

    /// <summary>A live carrier handed the opening message over.</summary>
    T Visit(Carried fact);

    /// <summary>A program has verified and stored it.</summary>
    T Visit(Delivered fact);

    /// <summary>A program has shown it.</summary>
    T Visit(Displayed fact);

    /// <summary>An addressee acknowledged.</summary>
    T Visit(Acknowledged fact);

    /// <summary>An addressee answered.</summary>
    T Visit(Answered fact);

    /// <summary>The opening side took it back.</summary>
    T Visit(Withdrawn fact);

    /// <summary>The opening side needs nothing more.</summary>
    T Visit(Closed fact);

    /// <summary>A window opened later.</summary>
    T Visit(WindowOpened fact);

    /// <summary>A window's end was moved.</summary>
    T Visit(WindowRevised fact);

    /// <summary>A window ended unmet.</summary>
    T Visit(Lapsed fact);

    /// <summary>A step of the ladder was taken.</summary>
    T Visit(Escalated fact);

    /// <summary>A notice about the opening message was ordered.</summary>
    T Visit(NoticeOrdered fact);

    /// <summary>A notice about a reply was ordered.</summary>
    T Visit(ReplyNoticeOrdered fact);

    /// <summary>A notice went out.</summary>
    T Visit(NoticeSent fact);

    /// <summary>A notice did not go out this time.</summary>
    T Visit(NoticeDeferred fact);

    /// <summary>A notice will never go out.</summary>
    T Visit(NoticeDead fact);

    /// <summary>A notice came back.</summary>
    T Visit(NoticeReturned fact);
}

/// <summary>A message opened an exchange: it is on disk and its windows run.</summary>
/// <param name="Exchange">The exchange, which has the message's id.</param>
/// <param name="Opening">The message.</param>
/// <param name="Regime">The rules it runs under, and the text of them that was in force.</param>
/// <param name="Coordinator">The participant that watches its times; null when the regime names none.</param>
/// <param name="Status">Actual, exercise or test.</param>
/// <param name="Tlp">How it may be shared.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="Asked">What is asked of each addressee, action before info.</param>
public sealed record Accepted(
    MessageId Exchange, MessageHeader Opening, RegimeRef Regime, string? Coordinator, Status Status, Tlp Tlp,
    Carrier Carrier,
    ImmutableArray<Asked> Asked) : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override MessageHeader Message => Opening;

    /// <summary>Its speed of service.</summary>
    [JsonIgnore]
    public Precedence Precedence => Opening.Precedence;

    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>
/// A live carrier handed the opening message over to one addressee's program, or to a broker that keeps it for those
/// programs.
/// </summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whom.</param>
/// <param name="Carrier">By which carrier.</param>
/// <param name="Poc">
/// Which point of contact there; of a bridge, the bridge's name: who reads there, only the broker knows.
/// </param>
public sealed record Carried(MessageId Exchange, string Addressee, Carrier Carrier, string Poc) : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>The addressee's program says it has verified and stored the opening envelope.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose program.</param>
/// <param name="Poc">Which point of contact's.</param>
/// <param name="Carrier">How it said so.</param>
/// <param name="Late">True when the delivery window had lapsed.</param>
public sealed record Delivered(
    MessageId Exchange, string Addressee, string Poc, Carrier Carrier, bool Late) : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>The addressee's program says the opening message was shown on a screen.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">Whose program.</param>
/// <param name="Poc">Which point of contact's.</param>
/// <param name="Carrier">How it said so.</param>
/// <param name="Late">True when the delivery window had lapsed.</param>
public sealed record Displayed(
    MessageId Exchange, string Addressee, string Poc, Carrier Carrier, bool Late) : ExchangeFact(Exchange)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A signed reply of an addressee or of the opening side.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed message.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="After">
/// Set when the exchange had been withdrawn or closed before: the act counts as record only.
/// </param>
public abstract record Act(
    MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool After) : ExchangeFact(Exchange)
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
public sealed record Acknowledged(
    MessageId Exchange, MessageHeader Reply, Carrier Carrier, DateTimeOffset? ExpectBy, bool Late, bool After)
    : Act(Exchange, Reply, Carrier, After)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>An addressee answered.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed response.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="Late">True when the response window had lapsed.</param>
/// <param name="After">As in <see cref="Act"/>.</param>
public sealed record Answered(MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool Late, bool After)
    : Act(Exchange, Reply, Carrier, After)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>The opening side took its message back; windows still open end.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed withdrawal.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="After">As in <see cref="Act"/>.</param>
public sealed record Withdrawn(MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool After)
    : Act(Exchange, Reply, Carrier, After)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>The opening side needs nothing more; windows still open end.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Reply">The signed closure.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="After">As in <see cref="Act"/>.</param>
public sealed record Closed(MessageId Exchange, MessageHeader Reply, Carrier Carrier, bool After)
    : Act(Exchange, Reply, Carrier, After)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}
