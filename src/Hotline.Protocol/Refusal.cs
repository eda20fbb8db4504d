using System.Diagnostics.CodeAnalysis;

namespace Hotline.Protocol;

/// <summary>
/// What kind of refusal this is; each carrier maps it to its own code (HTTP status, MQTT reason code).
/// </summary>
public enum RefusalClass
{
    /// <summary>The bytes are not what they claim to be; sending them again changes nothing.</summary>
    Malformed,

    /// <summary>Nobody is known by these credentials, or their signature, audience or time does not hold.</summary>
    Unauthenticated,

    /// <summary>The caller is known, and may not do this.</summary>
    Forbidden,

    /// <summary>What the call names does not exist, or not for this caller.</summary>
    NotFound,

    /// <summary>The call contradicts what is already on record.</summary>
    Conflict,

    /// <summary>More bytes, members or depth than the limit allows.</summary>
    TooLarge,

    /// <summary>More calls than the limit allows; try again later.</summary>
    TooMany,

    /// <summary>The hub cannot do it now (stopping, store not writable); the same bytes may be sent again.</summary>
    Unavailable,
}

/// <summary>
/// An expected "no": a stable number, a stable name, and a sentence that tells the user what to do.
/// Numbers: 10xx envelope, 11xx token, 12xx keys, 20xx rules of the exchange, 21xx regime, 22xx directory, 23xx
/// reports, 30xx journal, 40xx hub and access, 50xx mail. A number is never given a second meaning.
/// </summary>
/// <param name="Number">Stable number, 1000 to 9999.</param>
/// <param name="Name">Stable name in kebab case.</param>
/// <param name="Class">What kind of refusal it is.</param>
/// <param name="Detail">One or two sentences for a person: what is wrong and what to do. Never holds a secret.</param>
public sealed record Refusal(int Number, string Name, RefusalClass Class, string Detail)
{
    /// <summary>When the same bytes are worth another try; null when nobody can say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The form that goes to logs, reason strings and terminals: <c>1021 bad-signature: …</c>.</summary>
    public override string ToString() => $"{Number} {Name}: {Detail}";
}

/// <summary>Either a value or a <see cref="Protocol.Refusal"/>, never both.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
public readonly struct Outcome<T> : IEquatable<Outcome<T>>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>Why not; null on success.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True when there is a value.</summary>
    public bool Ok => Refusal is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The outcome is a refusal.</exception>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException(Refusal.ToString());

    /// <summary>Takes the outcome apart in one step.</summary>
    /// <param name="value">The value, when true is returned.</param>
    /// <param name="refusal">The refusal, when false is returned.</param>
    public bool Try([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (_value, Refusal);
        return refusal is null;
    }

    /// <summary>A success.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <inheritdoc/>
    public bool Equals(Outcome<T> other) =>
        Equals(Refusal, other.Refusal) && EqualityComparer<T?>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Outcome<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, Refusal);

    /// <summary>Same value or same refusal.</summary>
    public static bool operator ==(Outcome<T> left, Outcome<T> right) => left.Equals(right);

    /// <summary>Not the same.</summary>
    public static bool operator !=(Outcome<T> left, Outcome<T> right) => !left.Equals(right);
}
