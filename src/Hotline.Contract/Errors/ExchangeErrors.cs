using Hotline.Protocol;

namespace Hotline.Contract.Errors;

/// <summary>Refusals of the rules of an exchange: 2001 to 2049.</summary>
public static class ExchangeErrors
{
    /// <summary>An id may be used once.</summary>
    public static Refusal IdTaken(MessageId id) => new(
        2001, "id-taken", RefusalClass.Conflict,
        $"The message id {id} is already on record with other bytes. Nothing was changed; give the new "
        + "message a new id.");

    /// <summary>An addressee is not in the directory.</summary>
    public static Refusal UnknownAddressee(string code) => new(
        2002, "unknown-addressee", RefusalClass.NotFound,
        $"There is no participant '{code}' in the directory. See 'hotline directory'.");

    /// <summary>Claims to be made in the future.</summary>
    public static Refusal FromTheFuture(
        DateTimeOffset created, DateTimeOffset now) => new(2003, "from-the-future", RefusalClass.Malformed,
        $"The message says it was made at {Instant.Write(created)}; the hub's time is {Instant.Write(now)}. Check your "
        + "clock and sign it anew.");

    /// <summary>Claims to be made long ago.</summary>
    public static Refusal TooOld(DateTimeOffset created) => new(
        2004, "too-old", RefusalClass.Malformed,
        $"The message says it was made at {Instant.Write(created)}, too long ago to open or answer anything now. If it "
        + "still holds, sign it anew.");

    /// <summary>
    /// No such exchange, or not for this caller: the same answer, so that nobody learns of others' exchanges.
    /// </summary>
    public static Refusal NoSuchExchange(MessageId id) => new(
        2010, "no-such-exchange", RefusalClass.NotFound,
        $"There is no exchange {id} to which you are a party. See 'hotline list'.");

    /// <summary>A reply under other rules than its exchange.</summary>
    public static Refusal OtherRules(string member) => new(
        2011, "other-rules", RefusalClass.Conflict,
        $"The reply's {member} is not that of its exchange. Copy {member} from the opening message.");

    /// <summary>Replies to nothing on record.</summary>
    public static Refusal NoSuchMessage(MessageId id) => new(
        2012, "no-such-message", RefusalClass.NotFound,
        $"The exchange has no message {id} to reply to. Set inReplyTo to the opening message or to one "
        + "of its replies.");

    /// <summary>Acknowledged or answered by somebody who was not addressed.</summary>
    public static Refusal NotAddressed(Kind kind) => new(
        2013, "not-addressed", RefusalClass.Forbidden,
        $"Only an addressee of the exchange may send a message of kind {kind.Wire()}, and it must be addressed to the "
        + "side that opened it.");

    /// <summary>Withdrawn or closed by somebody else, or not told to all.</summary>
    public static Refusal NotTheOpener(Kind kind) => new(
        2014, "not-the-opener", RefusalClass.Forbidden,
        $"Only the side that opened the exchange may send a message of kind {kind.Wire()}, and it must go to "
        + "all addressees.");

    /// <summary>A promise in the past or too far ahead.</summary>
    public static Refusal BadPromise(DateTimeOffset latest) => new(
        2015, "bad-expect-by", RefusalClass.Malformed,
        $"expectBy must be later than now and not after {Instant.Write(latest)}.");

    /// <summary>This kind is not answered.</summary>
    public static Refusal NotAnswered(Kind kind) => new(
        2016, "not-answered", RefusalClass.Conflict,
        $"A message of kind {kind.Wire()} is acknowledged, not answered. Send an acknowledgement without expectBy.");

    /// <summary>A reply to somebody who is not a party.</summary>
    public static Refusal Stranger(string code) => new(
        2017, "stranger", RefusalClass.Forbidden,
        $"{code} is not a party to this exchange. Address parties only; to bring in {code}, open a new exchange "
        + "with inReplyTo.");

    /// <summary>Only delivered and displayed are a program's to say.</summary>
    public static Refusal NotConfirmable(Rung rung) => new(
        2018, "not-confirmable", RefusalClass.Malformed,
        $"A program confirms delivered or displayed, not {rung.Wire()}. To acknowledge, sign an acknowledgement.");

    /// <summary>Who is only informed answers nothing.</summary>
    public static Refusal ForInformation() => new(2019, "for-information", RefusalClass.Conflict,
        "The message was sent to you for information: no answer is expected of you. Acknowledge it, without expectBy, "
            + "or open an exchange of your own.");

    /// <summary>An act that would say what is on record already.</summary>
    public static Refusal SaidAlready() => new(2020, "said-already", RefusalClass.Conflict,
        "Your participant has acknowledged or answered this already. Acknowledge again only to promise another time.");

    /// <summary>Nothing is awaited any more.</summary>
    public static Refusal Ended(Kind by) => new(2021, "exchange-ended", RefusalClass.Conflict,
        $"The exchange has ended by a {by.Wire()}: nothing is awaited any more. What is sent now is on record only.");

    /// <summary>A party has as many replies in an exchange as everybody can be asked to read.</summary>
    public static Refusal TooManyReplies(int most, MessageId exchange) => new(
        2022, "too-many-replies", RefusalClass.Conflict,
        $"This exchange holds {most} signed replies of your participant, as many as it takes of one. Go on in a new "
        + $"exchange with inReplyTo {exchange}. A first acknowledgement, a first answer and its ending are still "
        + "taken.");

    /// <summary>A party's replies in an exchange are as large as everybody can be asked to read.</summary>
    public static Refusal TooMuchReplied(long most, MessageId exchange) => new(
        2023, "too-much-replied", RefusalClass.Conflict,
        $"With this reply, those of your participant in this exchange would be larger than the {most} bytes that it "
        + $"takes of one. Send less, or go on in a new exchange with inReplyTo {exchange}. A first acknowledgement, a "
        + "first answer and its ending are still taken.");
}
