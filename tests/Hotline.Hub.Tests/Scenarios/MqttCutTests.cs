using System.Globalization;
using System.Text;
using Hotline.Hub.Access;
using Hotline.Mqtt.Packets;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>
/// An MQTT client that answers nothing is cut when others have no room, told so, and comes back to all of it.
/// </summary>
public sealed class MqttCutTests
{
    private const int Room = 16 * 1024 * 1024;

    [Fact]
    public async Task A_client_that_answers_nothing_is_cut_with_a_reason_and_gets_everything_when_it_comes_back()
    {
        await using var hub = await HubInProcess.OpenAsync($"limits.fanOutBytes={Room}");
        await using var silent = await ConnectAsync(hub);
        await silent.SubscribeAsync([new MqttSubscription("hotline/v1/XB/inbox/#", MqttQoS.AtLeastOnce)]);
        string[] sent =
        [
            (await hub.SendAsync(hub.Some.Message())).Compact, (await hub.SendAsync(hub.Some.Message())).Compact,
        ];
        var fanOut = hub.The<FanOut>();
        await RealTime.Until(() => fanOut.Bytes > 0, "the messages to be on their way");
        hub.Time.Advance(TimeSpan.FromSeconds(2));

        var other = fanOut.HoldAsync(Room, _ => { }, default);
        var closed = await silent.Closed.WaitAsync(RealTime.Patience, RealTime.Clock);
        Assert.Equal(MqttReasonCode.QuotaExceeded, closed.Reason);
        Assert.Contains("Nothing is lost: connect again", closed.Message, StringComparison.Ordinal);
        (await other.WaitAsync(RealTime.Patience, RealTime.Clock)).Dispose();

        await using var again = await ConnectAsync(hub);
        var came = new List<string>();
        await foreach (var message in again.MessagesAsync())
        {
            came.Add(Encoding.ASCII.GetString(message.Payload.Span));
            if (came.Count == sent.Length)
            {
                break;
            }
        }
        Assert.Equal(sent, came);
    }

    private static async Task<MqttClient> ConnectAsync(HubInProcess hub)
    {
        var address = hub.MqttAddress.Split(':');
        var outcome = await MqttClient.ConnectAsync(
            address[0], int.Parse(address[1], CultureInfo.InvariantCulture), new MqttClientOptions
            {
                ClientId = "desk", UserName = "xb-officer", CleanStart = false, SessionExpiryInterval = 3600,
                Password = Encoding.ASCII.GetBytes(Visitor.Token(hub, Some.Key("XB/officer"))),
            }, RealTime.Clock);
        return Assert.IsType<MqttConnectOutcome.Connected>(outcome).Client;
    }
}
