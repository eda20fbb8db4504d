using System.Text.Json.Serialization;

namespace Hotline.Contract.Facts;

/// <summary>
/// One thing that happened, as the journal remembers it. Facts hold who, to whom, which kind and when, and digests;
/// never a subject and never content, so that a coordinator may read them.
/// </summary>
/// <remarks>
/// Whoever does something with facts is a visitor: a new fact does not build before every fold, audience, feed and
/// screen has said what it means there.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Carried), "carried")]
[JsonDerivedType(typeof(Delivered), "delivered")]
[JsonDerivedType(typeof(Displayed), "displayed")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(Withdrawn), "withdrawn")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(WindowOpened), "window-opened")]
[JsonDerivedType(typeof(WindowRevised), "window-revised")]
[JsonDerivedType(typeof(Lapsed), "lapsed")]
[JsonDerivedType(typeof(Escalated), "escalated")]
[JsonDerivedType(typeof(NoticeOrdered), "notice-ordered")]
[JsonDerivedType(typeof(ReplyNoticeOrdered), "reply-notice-ordered")]
[JsonDerivedType(typeof(NoticeSent), "notice-sent")]
[JsonDerivedType(typeof(NoticeDeferred), "notice-deferred")]
[JsonDerivedType(typeof(NoticeDead), "notice-dead")]
[JsonDerivedType(typeof(NoticeReturned), "notice-returned")]
[JsonDerivedType(typeof(RegimeAdopted), "regime-adopted")]
[JsonDerivedType(typeof(KeyAdmitted), "key-admitted")]
[JsonDerivedType(typeof(KeyRemoved), "key-removed")]
[JsonDerivedType(typeof(HubStarted), "hub-started")]
[JsonDerivedType(typeof(HubStopped), "hub-stopped")]
[JsonDerivedType(typeof(JournalRecovered), "journal-recovered")]
public abstract record Fact
{
    /// <summary>The stream that the fact belongs to.</summary>
    [JsonIgnore]
    public abstract StreamId Stream { get; }

    /// <summary>The signed message whose acceptance this fact records; null for all others.</summary>
    [JsonIgnore]
    public virtual MessageHeader? Message => null;

    /// <summary>Asks a visitor what it makes of this fact.</summary>
    public abstract T Accept<T>(IFactVisitor<T> visitor);
}

/// <summary>Somebody who has an answer for every fact.</summary>
/// <typeparam name="T">The answer.</typeparam>
public interface IFactVisitor<out T>
    : IExchangeFactVisitor<T>, IRegimeFactVisitor<T>, IDirectoryFactVisitor<T>, IHubFactVisitor<T>
{
    /// <summary>A fact that this program does not know.</summary>
    T Visit(ForeignFact fact);
}

/// <summary>
/// A fact that this program does not name: of a newer program, which only a reader meets and never a journal's owner,
/// or of a sort of stream that somebody adds.
/// </summary>
public abstract record ForeignFact : Fact
{
    /// <summary>Its name on the wire.</summary>
    [JsonIgnore]
    public abstract string TypeName { get; }

    /// <inheritdoc/>
    public sealed override T Accept<T>(IFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>What a reader has of a fact of a newer program.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="In">The stream, as far as it can be told.</param>
public sealed record UnknownFact(string Name, StreamId In) : ForeignFact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string TypeName => Name;

    /// <inheritdoc/>
    [JsonIgnore]
    public override StreamId Stream => In;
}
