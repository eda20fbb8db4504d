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
