using System.Globalization;
using System.Text;
using Hotline.Contract.Wire;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Bridges;

/// <summary>
/// Sends the broker a number now and then that must come back by our own subscription: what keep-alive does not see is
/// a broker that answers and carries nothing. What piled up at the broker comes before it, so it is overdue only when
/// nothing at all has come for as long as one answer may take.
/// </summary>
internal sealed class Canary(BridgeSettings settings, string clientId, BridgeState state, BridgeParts parts)
{
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _awaited = "";
    private long _lastSign;

    /// <summary>Where it sings.</summary>
    public string Topic { get; } = Topics.Canary(clientId);

    /// <summary>Something came from the broker.</summary>
    /// <returns>True when it was a canary, of whomever.</returns>
    public bool Hears(Arrival arrival)
    {
        Volatile.Write(ref _lastSign, parts.Clock.GetTimestamp());
        if (arrival.Topic != Topic)
        {
            return false;
        }
        if (Encoding.ASCII.GetString(arrival.Payload) == Volatile.Read(ref _awaited))
        {
            Volatile.Read(ref _heard).TrySetResult();
        }
        return true;
    }

    /// <summary>Sings for as long as the connection lasts.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="back">Called when one has come back.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="BridgeDownException">One did not come back.</exception>
    public async Task RunAsync(BridgeConnection connection, Action back, CancellationToken ct)
    {
        while (true)
        {
            Volatile.Write(ref _heard, new(TaskCreationOptions.RunContinuationsAsynchronously));
            var number = ((long)(parts.Randomizer() * long.MaxValue)).ToString(CultureInfo.InvariantCulture);
            Volatile.Write(ref _awaited, number);
            Volatile.Write(ref _lastSign, parts.Clock.GetTimestamp());
            var handed = await connection.HandAsync(
                Outgoing.Message(Topic, Encoding.ASCII.GetBytes(number), settings, "text/plain"), ct);
            if (handed != Handed.Taken || !await IsHeardAsync(ct))
            {
                Lost();
                throw new BridgeDownException(handed.Reason ?? "the canary did not come back");
            }
            Back();
            back();
            await Task.Delay(settings.Canary, parts.Clock, ct);
        }
    }

    private async Task<bool> IsHeardAsync(CancellationToken ct)
    {
        while (true)
        {
            var left = settings.Timeout - parts.Clock.GetElapsedTime(Volatile.Read(ref _lastSign));
            if (left <= TimeSpan.Zero)
            {
                return false;
            }
            try
            {
                await Volatile.Read(ref _heard).Task.WaitAsync(left, parts.Clock, ct);
                return true;
            }
            catch (TimeoutException)
            {
                // Something else may have come meanwhile.
            }
        }
    }

    private void Lost()
    {
        BridgeLog.CanaryLost(parts.Log, settings.Name);
        BridgeMeters.Canary(settings.Name, back: false);
        state.Change(s => s with { CanaryLost = true });
    }

    private void Back()
    {
        BridgeMeters.Canary(settings.Name, back: true);
        if (state.Now.CanaryLost)
        {
            BridgeLog.CanaryBack(parts.Log, settings.Name);
        }
        var now = parts.Clock.GetUtcNow();
        state.Change(s => s with { CanaryLost = false, CanaryBack = now });
    }
}
