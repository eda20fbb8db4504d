using Hotline.Protocol;

namespace Hotline.Contract.Wire;

/// <summary>
/// MQTT topics: <c>hotline/v1/XA/submit</c>, <c>…/inbox/flash</c>, <c>…/events/lapsed</c>, <c>…/confirm</c>.
/// </summary>
public static class Topics
{
    /// <summary>Root of all topics.</summary>
    public const string Root = "hotline/v1";

    /// <summary>Where a participant publishes envelopes.</summary>
    public static string Submit(string participant) => $"{Root}/{participant}/submit";

    /// <summary>Where a participant's programs publish <see cref="Confirmation"/>s.</summary>
    public static string Confirm(string participant) => $"{Root}/{participant}/confirm";

    /// <summary>
    /// On a broker of others: where the hub says what became of what a participant's programs published there, see
    /// <see cref="BrokerAnswer"/>.
    /// </summary>
    public static string Receipts(string participant) => $"{Root}/{participant}/receipts";

    /// <summary>On a broker of others: where a bridge sends itself something, to see that it comes back.</summary>
    public static string Canary(string clientId) => $"{Root}/canary/{clientId}";

    /// <summary>Where envelopes for a participant come out, by precedence.</summary>
    public static string Inbox(string participant, Precedence precedence) =>
        $"{Root}/{participant}/inbox/{precedence.Wire()}";

    /// <summary>
    /// Where what became of a participant's exchanges comes out, by fact: feed items without envelope.
    /// </summary>
    public static string Events(string participant, string fact) => $"{Root}/{participant}/events/{fact}";
}
