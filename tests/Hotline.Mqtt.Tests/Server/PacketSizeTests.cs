using Hotline.Mqtt.Codec;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;

namespace Hotline.Mqtt.Tests.Server;

/// <summary>No packet is larger than the client takes (3.2.2-19 and its like), whatever is to be said.</summary>
public sealed class PacketSizeTests
{
    /// <summary>CONNACK with a reason and no properties.</summary>
    private const uint Barest = 5;

    private static MqttConnect Connect(uint most) => new(MqttVersion.V5, "one", CleanStart: true, KeepAlive: 600)
    {
        Properties = new MqttProperties { MaximumPacketSize = most },
    };

    [Fact]
    public async Task CONNACK_leaves_out_what_the_client_does_not_take_and_nothing_that_it_must_know()
    {
        for (var most = 1u; most < 120; most++)
        {
            await using var endpoint = new MemoryEndpoint();
            endpoint.Board.OnConnect = (request, _) => ValueTask.FromResult<MqttConnectResult?>(
                new MqttConnectResult.Granted("one", async ct =>
                {
                    var granted = (MqttConnectResult.Granted)endpoint.Board.Grant(request, "one");
                    return (await granted.StartAsync(ct)) with { UserProperties = [new("welcome", new('x', 50))] };
                }));
            var wire = endpoint.Open();
            await wire.SendAsync(Connect(most));
            if (await wire.ReceiveAsync() is not { } packet)
            {
                Assert.InRange(most, 1u, Barest - 1);
                continue;
            }

            var answer = Assert.IsType<MqttConnAck>(packet);
            Assert.InRange(MqttEncoder.Measure(answer, MqttVersion.V5), (int)Barest, (int)most);
            if (answer.Reason == MqttReasonCode.PacketTooLarge)
            {
                Assert.InRange(most, Barest, 20u);
                continue;
            }

            var said = answer.Properties!;
            Assert.Equal((256, 300), ((int)said.ReceiveMaximum!, (int)said.ServerKeepAlive!));
            Assert.Equal((false, false, false),
                (said.RetainAvailable, said.SharedSubscriptionAvailable, said.SubscriptionIdentifierAvailable));
        }
    }

    [Fact]
    public async Task A_refusal_leaves_out_its_words_before_its_code()
    {
        for (var most = 1u; most < 120; most++)
        {
            await using var endpoint = new MemoryEndpoint();
            endpoint.Board.OnConnect = (_, _) => ValueTask.FromResult<MqttConnectResult?>(
                new MqttConnectResult.Refused(MqttReasonCode.NotAuthorized, new('x', 30))
                {
                    UserProperties = [new("error", new('x', 30))],
                });
            var wire = endpoint.Open();
            await wire.SendAsync(Connect(most));
            if (await wire.ReceiveAsync() is not MqttConnAck answer)
            {
                Assert.InRange(most, 1u, Barest - 1);
                continue;
            }

            Assert.Equal(MqttReasonCode.NotAuthorized, answer.Reason);
            Assert.InRange(MqttEncoder.Measure(answer, MqttVersion.V5), (int)Barest, (int)most);
            Assert.Equal(most >= Barest + 33, answer.Properties?.ReasonString is not null);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_CONNECT_is_said_within_the_size_that_it_names()
    {
        for (var most = 1u; most < 120; most++)
        {
            await AnswerFits(
                Connect(most) with { ClientId = new('a', 257) }, most, MqttReasonCode.ClientIdentifierNotValid);
            await AnswerFits(Connect(most) with
            {
                Properties = new MqttProperties { MaximumPacketSize = most, AuthenticationData = new byte[1] },
            }, most, MqttReasonCode.ProtocolError);
        }

        static async Task AnswerFits(MqttConnect connect, uint most, MqttReasonCode reason)
        {
            await using var endpoint = new MemoryEndpoint();
            var wire = endpoint.Open();
            await wire.SendAsync(connect);
            if (await wire.ReceiveAsync() is not MqttConnAck answer)
            {
                Assert.InRange(most, 1u, Barest - 1);
                return;
            }

            Assert.Equal(reason, answer.Reason);
            Assert.InRange(MqttEncoder.Measure(answer, MqttVersion.V5), (int)Barest, (int)most);
            if (most >= 100)
                Assert.NotNull(answer.Properties?.ReasonString);
            await wire.ClosesAsync();
        }
    }

    [Fact]
    public async Task An_answer_that_cannot_be_made_small_enough_ends_the_connection()
    {
        await using var endpoint = new MemoryEndpoint();
        var (wire, _) = await endpoint.ConnectAsync(Connect(24));
        await wire.SendAsync(new MqttSubscribe(
            1, [.. Enumerable.Range(0, 30).Select(i => new MqttSubscription($"t/{i}", MqttQoS.AtLeastOnce))]));
        var goodbye = await wire.ReceiveAsync<MqttDisconnect>();
        Assert.Equal((MqttReasonCode.PacketTooLarge, null), (goodbye.Reason, goodbye.Properties));
    }
}
