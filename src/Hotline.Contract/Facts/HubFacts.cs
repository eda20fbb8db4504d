using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hotline.Contract.Facts;

/// <summary>A fact about one hub.</summary>
/// <param name="Hub">Its id: thumbprint of its key.</param>
public abstract record HubFact(string Hub) : Fact
{
    /// <inheritdoc/>
    [JsonIgnore]
    public sealed override StreamId Stream => StreamId.Hub(Hub);

    /// <summary>Asks a visitor what it makes of this fact.</summary>
    public abstract T Accept<T>(IHubFactVisitor<T> visitor);

    /// <inheritdoc/>
    public sealed override T Accept<T>(IFactVisitor<T> visitor) => Accept((IHubFactVisitor<T>)visitor);
}

/// <summary>Somebody who has an answer for every fact about a hub.</summary>
/// <typeparam name="T">The answer.</typeparam>
public interface IHubFactVisitor<out T>
{
    /// <summary>It began to run.</summary>
    T Visit(HubStarted fact);

    /// <summary>It is being stopped.</summary>
    T Visit(HubStopped fact);

    /// <summary>Its journal goes on after a part of it was lost.</summary>
    T Visit(JournalRecovered fact);
}

/// <summary>A hub began to run.</summary>
/// <param name="Hub">Which.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Outage">How long no hub had run; null on the first start.</param>
/// <param name="Clean">True when it had been stopped in order.</param>
public sealed record HubStarted(string Hub, string Version, Outage? Outage, bool Clean) : HubFact(Hub)
{
    /// <inheritdoc/>
    public override T Accept<T>(IHubFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>A hub is being stopped in order.</summary>
/// <param name="Hub">Which.</param>
/// <param name="Reason">Why, in a word.</param>
public sealed record HubStopped(string Hub, string Reason) : HubFact(Hub)
{
    /// <inheritdoc/>
    public override T Accept<T>(IHubFactVisitor<T> visitor) => visitor.Visit(this);
}

/// <summary>
/// The journal goes on after a part of it was lost, or may have been, by somebody's decision. With this entry an epoch
/// begins: positions after <paramref name="Kept"/> may have been given out before, in an earlier epoch, for other
/// entries.
/// </summary>
/// <param name="Hub">Which hub goes on.</param>
/// <param name="Epoch">The epoch that begins: a time, later than every earlier one. Checkpoints of it name it.</param>
/// <param name="Kept">
/// Up to here the journal is as it was known; 0 when nobody knows how far. Readers who were further read again from
/// here.
/// </param>
/// <param name="Lost">The last position that is known to have been given out before; null when nobody knows.</param>
/// <param name="From">When the last entry that is left was recorded; null when none is left.</param>
/// <param name="Until">Until when entries may be missing.</param>
/// <param name="By">Who decided.</param>
/// <param name="Reason">Why, in that person's words.</param>
/// <param name="Told">The participants that read it: all there are.</param>
public sealed record JournalRecovered(
    string Hub, DateTimeOffset Epoch, long Kept, long? Lost, DateTimeOffset? From, DateTimeOffset Until, string By,
    string Reason, ImmutableArray<string> Told) : HubFact(Hub)
{
    /// <inheritdoc/>
    public override T Accept<T>(IHubFactVisitor<T> visitor) => visitor.Visit(this);

    /// <inheritdoc/>
    public bool Equals(JournalRecovered? other) => other is not null && Hub == other.Hub && Epoch == other.Epoch
        && Kept == other.Kept && Lost == other.Lost && From == other.From && Until == other.Until && By == other.By
        && Reason == other.Reason && Told.SequenceEqual(other.Told);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Hub, Epoch, Kept);
}
