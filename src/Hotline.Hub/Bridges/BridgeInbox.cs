using System.Threading.Channels;
using Hotline.Contract.Wire;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Bridges;

/// <summary>
/// What comes by one connection: recorded or refused, answered, then acknowledged, in the order in which it came
/// [MQTT-4.6.0-2]. What was not acknowledged when the connection ends comes again, and gets the same answer.
/// </summary>
internal sealed class BridgeInbox(
    BridgeSettings settings, BridgeIntake intake, Canary canary, BridgeConnection connection, BridgeParts parts)
{
    private readonly Channel<(Arrival Arrival, Task Handled)> _unanswered =
        Channel.CreateBounded<(Arrival, Task)>(settings.InFlight);

    /// <summary>
    /// Takes and acknowledges what comes for as long as the connection lasts, or until so much has come at once that
    /// only another connection brings the rest.
    /// </summary>
    /// <param name="taken">Called when all of so much has been taken.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="BridgeDownException">All that this connection could bring has been taken.</exception>
    public async Task RunAsync(Action taken, CancellationToken ct)
    {
        var acknowledging = AcknowledgeAsync(ct);
        var taking = TakeAsync(ct);
        await await Task.WhenAny(taking, acknowledging);
        await taking;
        await acknowledging;
        taken();
        throw new BridgeDownException("the broker sent more at once than is taken at once; the rest comes again");
    }

    private async Task TakeAsync(CancellationToken ct)
    {
        var pace = new Pace(settings.MessagesPerSecond, parts.Clock);
        await foreach (var arrival in connection.ArrivalsAsync(ct))
        {
            var handled = Task.CompletedTask;
            if (!canary.Hears(arrival))
            {
                await pace.TakeAsync(ct);
                handled = HandleAsync(arrival, ct);
            }
            await _unanswered.Writer.WriteAsync((arrival, handled), ct);
        }
        _unanswered.Writer.Complete();
    }

    private async Task AcknowledgeAsync(CancellationToken ct)
    {
        await foreach (var (arrival, handled) in _unanswered.Reader.ReadAllAsync(ct))
        {
            await handled;
            await connection.AcknowledgeAsync(arrival, ct);
        }
    }

    private async Task HandleAsync(Arrival arrival, CancellationToken ct)
    {
        if (BrokerPost.Read(arrival.Topic, arrival.Payload) is not { } post)
        {
            PassOver("its topic is not that of a participant");
            return;
        }
        if (arrival.Retained)
        {
            // Kept by the broker for whoever subscribes: who knows how old it is, and it would come at every start.
            PassOver($"it was retained at {post.Participant}'s topic");
            return;
        }
        var answer = await intake.TakeAsync(post, ct);
        var message = Outgoing.Message(
            Topics.Receipts(post.Participant), answer.ToJson(), settings, "application/json", arrival.Correlation);
        var handed = await connection.HandAsync(message, ct);
        if (handed is { Reason: { } reason, Nowhere: false })
        {
            BridgeLog.Unanswered(parts.Log, settings.Name, reason);
        }
    }

    private void PassOver(string why)
    {
        BridgeLog.PassedOver(parts.Log, settings.Name, why);
        BridgeMeters.Took(settings.Name, "passed-over");
    }
}
