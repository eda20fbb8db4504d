using Hotline.Protocol.Envelopes;

namespace Hotline.Benchmarks.Load;

/// <summary>
/// One point of contact's connection to the hub, by one carrier, used as a user would: nothing is known of the hub but
/// what it sends.
/// </summary>
internal interface ILine : IAsyncDisposable
{
    /// <summary>Name of the carrier in the report.</summary>
    string Carrier { get; }

    /// <summary>Hands an envelope to the hub; completes when the hub has said that it is on disk.</summary>
    /// <exception cref="InvalidOperationException">The hub refused it.</exception>
    Task SubmitAsync(SignedEnvelope envelope);

    /// <summary>
    /// Compact envelopes that others sent us, from now on, unverified. The first call of MoveNext has been made:
    /// nothing sent after opening is missed.
    /// </summary>
    IAsyncEnumerable<string> ReceiveAsync(CancellationToken stop);
}
