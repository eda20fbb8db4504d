using System.Text.Json.Serialization;

namespace Hotline.Contract.Facts;

/// <summary>A fact about one regime.</summary>
/// <param name="Regime">Its id.</param>
public abstract record RegimeFact(string Regime) : Fact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public sealed override StreamId Stream => StreamId.Regime(Regime);

    /// <summary>Asks a visitor what it makes of this fact.</summary>
    public abstract T Accept<T>(IRegimeFactVisitor<T> visitor);

    /// <inheritdoc/>
    public sealed override T Accept<T>(IFactVisitor<T> visitor) => Accept((IRegimeFactVisitor<T>)visitor);
}

/// <summary>Somebody who has an answer for every fact about a regime.</summary>
/// <typeparam name="T">The answer.</typeparam>
public interface IRegimeFactVisitor<out T>
{
    /// <summary>A text came into force.</summary>
    T Visit(RegimeAdopted fact);
}

/// <summary>
/// A regime's text came into force: exchanges that open from here on run under it and name it by its digest.
/// </summary>
/// <param name="Regime">The regime.</param>
/// <param name="Digest">SHA-256 of the text, base64url.</param>
/// <param name="Text">The regime file, exactly as it was read.</param>
public sealed record RegimeAdopted(string Regime, string Digest, string Text) : RegimeFact(Regime)
{
    /// <inheritdoc/>
    public override T Accept<T>(IRegimeFactVisitor<T> visitor) => visitor.Visit(this);
}
