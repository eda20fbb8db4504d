using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Testing;
using Hotline.Testing.Mqtt;

namespace Hotline.Mqtt.Tests.Server;

public sealed class ConnectTests
{
    private static MqttConnect Connect(
        MqttVersion version, string id = "one", bool clean = true, ushort keepAlive = 60) =>
        new(version, id, clean, keepAlive);

    [Fact]
    public async Task CONNACK_of_MQTT_5_says_what_is_available()
    {
        await using var endpoint = new MemoryEndpoint();
        var (_, answer) = await endpoint.ConnectAsync(Connect(MqttVersion.V5));
        Assert.False(answer.SessionPresent);
        var said = answer.Properties!;
        Assert.Equal(256, (int)said.ReceiveMaximum!);
        Assert.Null(said.MaximumPacketSize);
        Assert.Equal(0, (int)said.TopicAliasMaximum!);
        Assert.False(said.RetainAvailable);
        Assert.False(said.SharedSubscriptionAvailable);
        Assert.False(said.SubscriptionIdentifierAvailable);
        Assert.True(said.WildcardSubscriptionAvailable);
        Assert.Null(said.AssignedClientIdentifier);
        Assert.Null(said.ServerKeepAlive);
    }

    [Fact]
    public async Task The_packet_size_is_told_where_that_is_wanted()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { AnnounceMaxPacketBytes = true });
        var (_, answer) = await endpoint.ConnectAsync(Connect(MqttVersion.V5));
        Assert.Equal(288u * 1024, answer.Properties!.MaximumPacketSize);
    }

    [Fact]
    public async Task The_application_is_told_what_the_client_said()
    {
        await using var endpoint = new MemoryEndpoint();
        await endpoint.ConnectAsync(Connect(MqttVersion.V5, clean: false) with
        {
            UserName = "xa-notifier",
            Password = "token"u8.ToArray(),
            Properties = new MqttProperties { SessionExpiryInterval = 60, UserProperties = [new("a", "b")] },
        });
        var request = Assert.Single(endpoint.Board.Requests);
        Assert.Equal((MqttVersion.V5, "one", false, false),
            (request.Version, request.ClientId, request.ClientIdAssigned, request.CleanStart));
        Assert.Equal(
            ("xa-notifier", "token", 60u), (request.UserName, request.PasswordText, request.SessionExpiryInterval));
        Assert.Equal([new MqttUserProperty("a", "b")], request.UserProperties);
        Assert.False(request.IsEncrypted);
        Assert.DoesNotContain("token", string.Join(' ', endpoint.Log) + request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0u)]
    [InlineData(false, uint.MaxValue)]
    public async Task Clean_session_of_3_1_1_decides_how_long_the_session_lives(bool clean, uint expiry)
    {
        await using var endpoint = new MemoryEndpoint();
        await endpoint.ConnectAsync(Connect(MqttVersion.V311, clean: clean));
        Assert.Equal(expiry, Assert.Single(endpoint.Board.Requests).SessionExpiryInterval);
    }

    [Fact]
    public async Task A_refusal_reaches_the_client_with_code_text_and_properties()
    {
        await using var endpoint = new MemoryEndpoint();
        endpoint.Board.OnConnect = (_, _) => ValueTask.FromResult<MqttConnectResult?>(
            new MqttConnectResult.Refused(
                MqttReasonCode.BadUserNameOrPassword, "The token has expired; make a new one.")
            {
                UserProperties = [new("error", "1203")],
            });
        var (wire, answer) = await endpoint.ConnectAsync(Connect(MqttVersion.V5));
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, answer.Reason);
        Assert.Equal("The token has expired; make a new one.", answer.Properties!.ReasonString);
        Assert.Equal([new MqttUserProperty("error", "1203")], answer.Properties.UserProperties);
        await wire.ClosesAsync();

        var (old, short_) = await endpoint.ConnectAsync(Connect(MqttVersion.V311));
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, short_.Reason);
        await old.ClosesAsync();
        Assert.Empty(endpoint.Board.Happened);
    }

    [Theory]
    [InlineData(MqttVersion.V5, false, MqttReasonCode.ImplementationSpecificError)]
    [InlineData(MqttVersion.V5, true, MqttReasonCode.RetainNotSupported)]
    [InlineData(MqttVersion.V311, false, MqttReasonCode.NotAuthorized)]
    [InlineData(MqttVersion.V311, true, MqttReasonCode.NotAuthorized)]
    public async Task A_Will_is_refused(MqttVersion version, bool retain, MqttReasonCode reason)
    {
        await using var endpoint = new MemoryEndpoint();
        var will = new MqttWill("gone", default, MqttQoS.AtMostOnce, retain);
        var (wire, answer) = await endpoint.ConnectAsync(Connect(version) with { Will = will });
        Assert.Equal(reason, answer.Reason);
        Assert.Equal(version == MqttVersion.V5, answer.Properties?.ReasonString?.Contains(
            "Will", StringComparison.Ordinal) ?? false);
        await wire.ClosesAsync();
        Assert.Empty(endpoint.Board.Requests);
    }

    [Fact]
    public async Task Enhanced_authentication_is_refused()
    {
        await using var endpoint = new MemoryEndpoint();
        var (wire, answer) = await endpoint.ConnectAsync(
            Connect(MqttVersion.V5) with { Properties = new MqttProperties { AuthenticationMethod = "SCRAM" } });
        Assert.Equal(MqttReasonCode.BadAuthenticationMethod, answer.Reason);
        await wire.ClosesAsync();
    }

    [Fact]
    public async Task A_client_without_a_name_gets_one()
    {
        await using var endpoint = new MemoryEndpoint();
        var (_, answer) = await endpoint.ConnectAsync(Connect(MqttVersion.V5, id: ""));
        var (_, old) = await endpoint.ConnectAsync(Connect(MqttVersion.V311, id: ""));
        Assert.Equal(MqttReasonCode.Success, old.Reason);
        var names = endpoint.Board.Requests.Select(r => r.ClientId).ToArray();
        Assert.Equal(names[0], answer.Properties!.AssignedClientIdentifier);
        Assert.Equal(2, names.Distinct().Count());
        Assert.All(endpoint.Board.Requests, r => Assert.True(r.ClientIdAssigned));
    }

    [Fact]
    public async Task A_client_of_3_1_1_without_a_name_cannot_have_a_lasting_session()
    {
        await using var endpoint = new MemoryEndpoint();
        var (wire, answer) = await endpoint.ConnectAsync(Connect(MqttVersion.V311, id: "", clean: false));
        Assert.Equal(MqttReasonCode.ClientIdentifierNotValid, answer.Reason);
        await wire.ClosesAsync();
    }

    [Theory]
    [InlineData("10" + "0D" + "00044D515454" + "06" + "02" + "0000" + "00" + "0000")]
    [InlineData("10" + "0E" + "00064D5149736470" + "03" + "02" + "0000" + "0000")]
    public async Task Another_protocol_level_is_refused_in_a_form_that_it_can_read(string hex)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = endpoint.Open(MqttVersion.V311);
        await wire.SendBytesAsync(Convert.FromHexString(hex));
        Assert.Equal(MqttReasonCode.UnsupportedProtocolVersion, (await wire.ReceiveAsync<MqttConnAck>()).Reason);
        await wire.ClosesAsync();
    }

    [Fact]
    public async Task A_broken_CONNECT_is_answered_with_its_fault()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = endpoint.Open();
        await wire.SendBytesAsync(
            Convert.FromHexString("10" + "0D" + "00044D515454" + "05" + "03" + "0000" + "00" + "0000"));
        Assert.Equal(MqttReasonCode.MalformedPacket, (await wire.ReceiveAsync<MqttConnAck>()).Reason);
        await wire.ClosesAsync();
    }

    [Theory]
    [InlineData("C000")]
    [InlineData("300400016100")]
    [InlineData("474554202F20485454502F312E310D0A0D0A")]
    [InlineData("16030100A5010000A1")]
    public async Task What_does_not_begin_with_CONNECT_is_closed_without_a_word(string hex)
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = endpoint.Open();
        await wire.SendBytesAsync(Convert.FromHexString(hex));
        await wire.ClosesAsync();
        Assert.Empty(endpoint.Board.Requests);
    }

    [Fact]
    public async Task A_second_CONNECT_is_a_protocol_error()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = await endpoint.ClientAsync();
        await wire.SendAsync(Connect(MqttVersion.V5));
        Assert.Equal(MqttReasonCode.ProtocolError, (await wire.ReceiveAsync<MqttDisconnect>()).Reason);
        await wire.ClosesAsync();
    }

    [Fact]
    public async Task A_CONNECT_over_its_own_limit_is_refused_though_the_packet_limit_is_higher()
    {
        await using var endpoint = new MemoryEndpoint(
            new MqttServerOptions { Limits = new MqttLimits { MaxConnectBytes = 256 } });
        var wire = endpoint.Open();
        await wire.SendAsync(Connect(MqttVersion.V5) with { Password = new byte[300] });
        await wire.ClosesAsync();
        Assert.Empty(endpoint.Board.Requests);
    }

    [Fact]
    public async Task Who_says_nothing_is_closed_at_the_connect_timeout()
    {
        await using var endpoint = new MemoryEndpoint();
        var wire = endpoint.Open();
        var closes = wire.ClosesAsync();
        await RealTime.Until(() => Task.FromResult(endpoint.Connections.Count == 1), "the connection is there");
        endpoint.Time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(closes.IsCompleted);
        endpoint.Time.Advance(TimeSpan.FromSeconds(0.002));
        await closes;
    }

    [Fact]
    public async Task An_application_that_does_not_answer_is_cut_short_at_the_connect_timeout()
    {
        await using var endpoint = new MemoryEndpoint();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Board.OnConnect = async (_, _) =>
        {
            asked.SetResult();
            await new TaskCompletionSource().Task;
            return null;
        };
        var connecting = endpoint.ConnectAsync(Connect(MqttVersion.V5));
        await asked.Task.WaitAsync(Wire.Patience, RealTime.Clock);
        endpoint.Time.Advance(TimeSpan.FromSeconds(10.001));
        var (wire, answer) = await connecting;
        Assert.Equal(MqttReasonCode.ServerBusy, answer.Reason);
        await wire.ClosesAsync();
    }

    [Fact]
    public async Task An_application_that_throws_at_CONNECT_is_answered_for_with_0x80()
    {
        await using var endpoint = new MemoryEndpoint { ErrorsExpected = true };
        endpoint.Board.OnConnect = (_, _) => throw new InvalidOperationException("out of order");
        var (wire, answer) = await endpoint.ConnectAsync(Connect(MqttVersion.V5));
        Assert.Equal(MqttReasonCode.UnspecifiedError, answer.Reason);
        Assert.DoesNotContain("out of order", answer.Properties!.ReasonString, StringComparison.Ordinal);
        await wire.ClosesAsync();
        Assert.Single(endpoint.Errors);
    }

    [Fact]
    public async Task One_connection_too_many_is_told_so()
    {
        await using var endpoint = new MemoryEndpoint(new MqttServerOptions { MaxConnections = 1 });
        var first = await endpoint.ClientAsync();
        var (second, answer) = await endpoint.ConnectAsync(Connect(MqttVersion.V5, id: "two"));
        Assert.Equal(MqttReasonCode.QuotaExceeded, answer.Reason);
        await second.ClosesAsync();
        await first.SendAsync(new MqttDisconnect(MqttReasonCode.Success));
        await first.ClosesAsync();
        await RealTime.Until(() => Task.FromResult(endpoint.Connections.Count == 0), "both are gone");
        await endpoint.ClientAsync("three");
    }
}
