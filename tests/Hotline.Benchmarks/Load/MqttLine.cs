using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Hotline.Client;
using Hotline.Contract.Wire;
using Hotline.Mqtt.Packets;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Tokens;
using Hotline.Testing.Mqtt;

namespace Hotline.Benchmarks.Load;

/// <summary>
/// By MQTT 5: publishes with QoS 1, whose PUBACK means on disk, and subscribes to its inbox with QoS 1.
/// </summary>
internal sealed class MqttLine : ILine
{
    private readonly MqttClient _client;
    private readonly string _submit;

    private MqttLine(MqttClient client, string submit) => (_client, _submit) = (client, submit);

    public string Carrier => "mqtt";

    public static async Task<ILine> OpenAsync(Profile profile, TimeProvider clock, Random random)
    {
        using var key = SigningKey.FromJwk(profile.Key).Value;
        var token = AccessToken.Issue(key, profile.HubId, clock.GetUtcNow(), TimeSpan.FromMinutes(4));
        var address = profile.Mqtt!.Split(':');
        var outcome = await MqttClient.ConnectAsync(
            address[0], int.Parse(address[1], CultureInfo.InvariantCulture), new MqttClientOptions
            {
                ClientId = $"benchmark-{random.Next()}",
                UserName = $"{profile.Participant.ToLowerInvariant()}-{profile.Poc}",
                Password = Encoding.ASCII.GetBytes(token),
            }, clock);
        if (outcome is not MqttConnectOutcome.Connected connected)
        {
            throw new InvalidOperationException(((MqttConnectOutcome.Refused)outcome).Answer.Properties?.ReasonString
                ?? "The hub refused the MQTT connection.");
        }
        var answer = await connected.Client.SubscribeAsync(
            [new MqttSubscription($"{Topics.Root}/{profile.Participant}/inbox/#", MqttQoS.AtLeastOnce)]);
        return answer.Reasons[0].IsFailure()
            ? throw new InvalidOperationException(
                answer.Properties?.ReasonString ?? "The hub refused the subscription.")
            : new MqttLine(connected.Client, Topics.Submit(profile.Participant));
    }

    public async Task SubmitAsync(SignedEnvelope envelope)
    {
        var answer = await _client.PublishAsync(
            new MqttPublish(_submit, Encoding.ASCII.GetBytes(envelope.Compact), MqttQoS.AtLeastOnce));
        if (answer.Reason.IsFailure())
        {
            throw new InvalidOperationException(
                answer.Properties?.ReasonString ?? $"The hub refused the message: {answer.Reason}.");
        }
    }

    public async IAsyncEnumerable<string> ReceiveAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var message in _client.MessagesAsync(stop))
        {
            yield return Encoding.ASCII.GetString(message.Payload.Span);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        await _client.DisposeAsync();
    }
}
