using System.Text.Json.Serialization;
using Hotline.Protocol.Keys;

namespace Hotline.Contract.Facts;

/// <summary>A fact about one participant's entries in the directory.</summary>
/// <param name="Participant">Whose.</param>
public abstract record DirectoryFact(string Participant) : Fact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public sealed override StreamId Stream => StreamId.Directory(Participant);

    /// <summary>Asks a visitor what it makes of this fact.</summary>
    public abstract T Accept<T>(IDirectoryFactVisitor<T> visitor);

    /// <inheritdoc/>
    public sealed override T Accept<T>(IFactVisitor<T> visitor) => Accept((IDirectoryFactVisitor<T>)visitor);
}

/// <summary>Somebody who has an answer for every fact about the directory.</summary>
/// <typeparam name="T">The answer.</typeparam>
public interface IDirectoryFactVisitor<out T>
{
    /// <summary>A key may speak from here on.</summary>
    T Visit(KeyAdmitted fact);

    /// <summary>A key speaks no more.</summary>
    T Visit(KeyRemoved fact);
}

/// <summary>
/// A key speaks for a point of contact from this entry on. What it signs is accepted only after it, so whoever has the
/// journal has every key that its messages are checked with.
/// </summary>
/// <param name="Participant">The participant.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Role">What the point of contact is for, as of now.</param>
/// <param name="Title">What people call it, as of now.</param>
/// <param name="Key">The public key.</param>
public sealed record KeyAdmitted(
    string Participant, string Poc, PocRole Role, string Title, Jwk Key) : DirectoryFact(Participant)
{
    /// <inheritdoc/>
    public override T Accept<T>(IDirectoryFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>
/// A key speaks for a point of contact no more. What was accepted before this entry stays signed by it.
/// </summary>
/// <param name="Participant">The participant.</param>
/// <param name="Poc">The point of contact there.</param>
/// <param name="Key">The key's thumbprint.</param>
public sealed record KeyRemoved(string Participant, string Poc, string Key) : DirectoryFact(Participant)
{
    /// <inheritdoc/>
    public override T Accept<T>(IDirectoryFactVisitor<T> visitor) => visitor.Visit(this);
}
