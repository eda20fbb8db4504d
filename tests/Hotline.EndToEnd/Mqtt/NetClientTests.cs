using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Hotline.EndToEnd.Mqtt;

/// <summary>The MQTT door through MQTTnet's client, as .NET programs use it.</summary>
public sealed class NetClientTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    private const MqttQualityOfServiceLevel Once = MqttQualityOfServiceLevel.AtLeastOnce;

    [Theory]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.ExactlyOnce)]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task What_MQTTnet_publishes_MQTTnet_receives_byte_for_byte(
        MqttProtocolVersion version, MqttQualityOfServiceLevel qos)
    {
        var (xa, name) = (Actor("xa-notifier"), $"net-{version}-{qos}");
        var reader = await OpenAsync("xb-officer", name, version);
        await reader.SubscribeAsync("hotline/v1/XB/inbox/#", qos);
        var writer = await OpenAsync("xa-notifier", name, version);
        var envelope = xa.Notify("XB").Compact;
        Assert.True((await writer.PublishAsync("hotline/v1/XA/submit", envelope, qos)).IsSuccess);
        await reader.HearAsync(envelope);
        Assert.Single(reader.Heard, h => h.Text == envelope);
        Assert.Empty(writer.Left);
    }

    [Fact]
    public async Task The_sender_hears_what_becomes_of_its_message_and_a_refusal_by_its_number()
    {
        var (xa, xb) = (Actor("xa-officer"), Actor("xb-officer"));
        var desk = await OpenAsync("xa-officer", "net-events", MqttProtocolVersion.V500);
        await desk.SubscribeAsync("hotline/v1/XA/events/#");
        var sent = xa.Notify("XB");
        Assert.True((await desk.PublishAsync("hotline/v1/XA/submit", sent.Compact, Once)).IsSuccess);
        await xb.SubmitAsync(xb.Messages.Acknowledge(sent.Envelope).Value);
        foreach (var fact in new[] { "accepted", "acknowledged" })
        {
            await RealTime.Until(() => Task.FromResult(desk.Heard.Any(h =>
                h.Text.Contains($"\"type\":\"{fact}\"", StringComparison.Ordinal)
                && h.Text.Contains(sent.Envelope.Id.ToString(), StringComparison.Ordinal))), fact);
        }
        var refused = await desk.PublishAsync("hotline/v1/XB/submit", sent.Compact, Once);
        Assert.False(refused.IsSuccess);
        Assert.StartsWith("2203 not-yours", refused.ReasonString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_confirms_delivery_by_topic()
    {
        var xa = Actor("xa-officer");
        var desk = await OpenAsync("xb-officer", "net-confirm", MqttProtocolVersion.V500);
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await desk.PublishAsync(
            "hotline/v1/XB/confirm", $$"""{"message":"{{sent.Envelope.Id}}","rung":"delivered"}""", Once);
        Assert.Equal(Rung.Delivered, (await xa.ViewAsync(sent.Envelope.Id)).Addressees.Single().Rung);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task A_lasting_session_goes_on_over_reconnects_with_the_packet_ids_that_it_had(
        MqttProtocolVersion version)
    {
        var xa = Actor("xa-officer");
        var desk = await OpenAsync("xb-officer", $"net-lasting-{version}", version, lasting: true);
        await desk.SubscribeAsync("hotline/v1/XB/inbox/#");
        desk.Mute = true;
        var first = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        await desk.HearAsync(first.Compact);
        await desk.LeaveAsync();
        var second = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));

        desk.Mute = false;
        await desk.ConnectAsync();
        Assert.True(desk.Answer.IsSessionPresent);
        await desk.HearAsync(second.Compact);
        var heard = desk.Heard;
        Assert.Equal([first.Compact, first.Compact, second.Compact], heard.Select(h => h.Text));
        Assert.Equal([false, true, false], heard.Select(h => h.Duplicate));
        Assert.Equal(heard[0].Id, heard[1].Id);

        await desk.PingAsync();
        await desk.LeaveAsync();
        await desk.ConnectAsync();
        await desk.PingAsync();
        Assert.Equal(3, desk.Heard.Count);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task A_client_without_keep_alive_is_told_of_none_and_stays(MqttProtocolVersion version)
    {
        var xa = Actor("xa-officer");
        var desk = await OpenAsync("xb-officer", $"net-silent-{version}", version, keepAlive: TimeSpan.Zero);
        Assert.Equal(0, desk.Answer.ServerKeepAlive);
        await desk.SubscribeAsync("hotline/v1/XB/inbox/#");
        await Task.Delay(TimeSpan.FromSeconds(5), RealTime.Clock);
        Assert.True(desk.IsConnected, string.Join(' ', desk.Left));
        var sent = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        await desk.HearAsync(sent.Compact);
    }

    private async Task<NetDesk> OpenAsync(
        string who, string client, MqttProtocolVersion version, bool lasting = false, TimeSpan? keepAlive = null)
    {
        var token = Actor(who).Token(TimeSpan.FromHours(1), client);
        var settings = new NetSettings(Hub.MqttPort, who, client, token, version) { Lasting = lasting };
        return Own(await NetDesk.OpenAsync(
            keepAlive is { } silence ? settings with { KeepAlive = silence } : settings));
    }
}
