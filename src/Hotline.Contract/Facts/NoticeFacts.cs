using System.Text.Json.Serialization;
using Hotline.Protocol;

namespace Hotline.Contract.Facts;

/// <summary>
/// Which notice: somebody is told, by some means, of one message. There is only one of each at a time.
/// </summary>
/// <param name="Means">By what: <see cref="Means.Mail"/>, or another name that a sender answers to.</param>
/// <param name="Addressee">
/// The addressee on whose account somebody is told: who is silent, or to whose part of the exchange the reply belongs.
/// </param>
/// <param name="Told">The participant told: the addressee, the opening side or the coordinator.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Message">The message that is told of: the opening one, or a reply.</param>
public sealed record NoticeKey(string Means, string Addressee, string Told, string Poc, MessageId Message)
{
    /// <summary>Whom it goes to, for people: <c>XC/officer</c>, never an address.</summary>
    [JsonIgnore]
    public string To => $"{Told}/{Poc}";
}

/// <summary>Names of means.</summary>
public static class Means
{
    /// <summary>E-mail, with the signed envelope.</summary>
    public const string Mail = "mail";
}

/// <summary>A fact about telling somebody.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
public abstract record NoticeFact(MessageId Exchange, NoticeKey Notice) : ExchangeFact(Exchange);

/// <summary>Somebody is to be told of the opening message, because an addressee is silent.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Step">The step that orders it.</param>
/// <param name="Window">For silence in which window.</param>
public sealed record NoticeOrdered(
    MessageId Exchange, NoticeKey Notice, EscalationStep Step, Window Window) : NoticeFact(Exchange, Notice)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>
/// Somebody who reads the exchange by this means is to be told of a reply. Follows the entry of the reply.
/// </summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
public sealed record ReplyNoticeOrdered(MessageId Exchange, NoticeKey Notice) : NoticeFact(Exchange, Notice)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A relay took a notice. Nobody need have read it.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Relay">Who took it, by its name in the settings.</param>
/// <param name="Carried">
/// Set when that carried the opening message to the addressee itself: by which carrier.
/// </param>
public sealed record NoticeSent(
    MessageId Exchange, NoticeKey Notice, string Relay, Carrier? Carried = null) : NoticeFact(Exchange, Notice)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>Nobody took a notice this time; it is owed again later.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Attempt">How often it has been tried, from 1.</param>
/// <param name="Reason">What was said last, without addresses; at most 200 characters.</param>
/// <param name="RetryAt">When it is tried again.</param>
public sealed record NoticeDeferred(
    MessageId Exchange, NoticeKey Notice, int Attempt, string Reason, DateTimeOffset RetryAt)
    : NoticeFact(Exchange, Notice)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A notice will not be tried again: a dead letter, and an alarm for the operator.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Attempt">How often it was tried.</param>
/// <param name="Reason">What was said last, without addresses; at most 200 characters.</param>
public sealed record NoticeDead(
    MessageId Exchange, NoticeKey Notice, int Attempt, string Reason) : NoticeFact(Exchange, Notice)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>
/// A notice that a relay had taken came back undeliverable. One about the opening message moves the ladder on; it
/// acknowledges nothing.
/// </summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Notice">Which notice.</param>
/// <param name="Code">The code of the report, such as the enhanced status 5.1.1 of a mail.</param>
public sealed record NoticeReturned(MessageId Exchange, NoticeKey Notice, string Code) : NoticeFact(Exchange, Notice)
{
    /// <inheritdoc/>
    public override T Accept<T>(IExchangeFactVisitor<T> visitor) => visitor.Visit(this);
}
