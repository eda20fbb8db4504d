using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hotline.Mqtt.Packets;
using Hotline.Mqtt.Server;
using Hotline.Mqtt.Tests.Server;
using Hotline.Testing;
using Hotline.Testing.Mqtt;
using Microsoft.AspNetCore.Hosting;

namespace Hotline.Mqtt.Tests.Client;

/// <summary>Our client against our server, over real sockets.</summary>
public sealed class MqttClientTests
{
    private static async Task<MqttClient> ConnectAsync(LoopbackEndpoint endpoint, MqttClientOptions? options = null)
    {
        var outcome = await MqttClient.ConnectAsync(
            "127.0.0.1", endpoint.Port, options ?? new MqttClientOptions { ClientId = "client" }, RealTime.Clock);
        return Assert.IsType<MqttConnectOutcome.Connected>(outcome).Client;
    }

    private static MqttPublish Message(string text, MqttQoS qos = MqttQoS.AtLeastOnce) =>
        new("news", System.Text.Encoding.UTF8.GetBytes(text), qos);

    private static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(Wire.Patience, RealTime.Clock);

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task Published_messages_come_to_the_subscriber_in_order_and_are_acknowledged(MqttVersion version)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        await using var reader = await ConnectAsync(
            endpoint, new MqttClientOptions { ClientId = "reader", Version = version });
        await using var writer = await ConnectAsync(
            endpoint, new MqttClientOptions { ClientId = "writer", Version = version });
        var subscribed = await Soon(reader.SubscribeAsync([new MqttSubscription("news", MqttQoS.ExactlyOnce)]));
        Assert.Equal([MqttReasonCode.GrantedQoS1], subscribed.Reasons);

        var answers =
            await Soon(Task.WhenAll(Enumerable.Range(0, 1000).Select(i => writer.PublishAsync(Message($"{i}")))));
        Assert.All(answers, a => Assert.Equal(MqttReasonCode.Success, a.Reason));
        var received = new List<int>();
        await foreach (var message in reader.MessagesAsync())
        {
            received.Add(int.Parse(System.Text.Encoding.UTF8.GetString(message.Payload.Span),
                System.Globalization.CultureInfo.InvariantCulture));
            if (received.Count == 1000)
                break;
        }

        Assert.Equal(Enumerable.Range(0, 1000), received);
        await RealTime.Until(
            () => Task.FromResult(endpoint.Board.Acknowledged.Count >= 999), "all but the last are acknowledged");
        Assert.Equal(999, endpoint.Board.Acknowledged.Count);
        await writer.DisconnectAsync();
        Assert.Equal(MqttReasonCode.Success, (await Soon(writer.Closed)).Reason);
        await RealTime.Until(() => Task.FromResult(!endpoint.Board.Ends.IsEmpty), "the writer has left");
        Assert.Equal(MqttEndCause.ClientLeft, endpoint.Board.Ends.First().Cause);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_not_an_exception()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Board.OnPublish = (_, _) => ValueTask.FromResult<MqttPublishResult?>(
            new MqttPublishResult(MqttReasonCode.QuotaExceeded, "Later."));
        await using var client = await ConnectAsync(endpoint);
        var answer = await Soon(client.PublishAsync(Message("x")));
        Assert.Equal((MqttReasonCode.QuotaExceeded, "Later."), (answer.Reason, answer.Properties!.ReasonString));

        endpoint.Board.OnConnect = (_, _) => ValueTask.FromResult<MqttConnectResult?>(
            new MqttConnectResult.Refused(MqttReasonCode.BadUserNameOrPassword, "No."));
        var outcome = await MqttClient.ConnectAsync(
            "127.0.0.1", endpoint.Port, new MqttClientOptions(), RealTime.Clock);
        Assert.Equal(
            MqttReasonCode.BadUserNameOrPassword, Assert.IsType<MqttConnectOutcome.Refused>(outcome).Answer.Reason);
    }

    [Fact]
    public async Task No_more_than_the_servers_receive_maximum_is_sent_unanswered()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new MqttServerOptions { ReceiveMaximum = 3 });
        await using var client = await ConnectAsync(endpoint);
        var answers = await Soon(
            Task.WhenAll(Enumerable.Range(0, 500).Select(i => client.PublishAsync(Message($"{i}", (MqttQoS)(i % 2))))));
        Assert.All(answers, a => Assert.Equal(MqttReasonCode.Success, a.Reason));
        await RealTime.Until(() => Task.FromResult(endpoint.Board.Messages.Count == 500), "all are kept");
    }

    [Fact]
    public async Task When_the_server_closes_whoever_waits_is_told_why()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        endpoint.Board.OnPublish = async (_, cancellationToken) =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, RealTime.Clock, cancellationToken);
            return null;
        };
        await using var client = await ConnectAsync(endpoint);
        var publishing = client.PublishAsync(Message("x"));
        await reached.Task.WaitAsync(Wire.Patience, RealTime.Clock);
        endpoint.Connections.Close("client", MqttReasonCode.MaximumConnectTime, "Your token has expired.");
        var closed = await Assert.ThrowsAsync<MqttClosedException>(() => Soon(publishing));
        Assert.Equal((MqttReasonCode.MaximumConnectTime, "Your token has expired."), (closed.Reason, closed.Message));
        await Assert.ThrowsAsync<MqttClosedException>(() => Soon(client.PublishAsync(Message("y"))));
        await Assert.ThrowsAsync<MqttClosedException>(async () =>
        {
            await foreach (var message in client.MessagesAsync())
                Assert.Fail("There is no message.");
        });
    }

    [Fact]
    public async Task Stopping_the_host_says_goodbye_to_the_clients()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        await using var client = await ConnectAsync(endpoint);
        await endpoint.StopAsync().WaitAsync(Wire.Patience, RealTime.Clock);
        Assert.Equal(MqttReasonCode.ServerShuttingDown, (await Soon(client.Closed)).Reason);
        Assert.Equal(MqttEndCause.ServerShutdown, Assert.Single(endpoint.Board.Ends).Cause);
    }

    [Fact]
    public async Task A_message_that_is_far_too_large_is_refused_by_name_while_it_is_still_being_sent()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        await using var client = await ConnectAsync(endpoint);
        var closed = await Assert.ThrowsAsync<MqttClosedException>(
            () => Soon(client.PublishAsync(new MqttPublish("t", new byte[20 * 1024 * 1024], MqttQoS.AtLeastOnce))));
        Assert.Equal(MqttReasonCode.PacketTooLarge, closed.Reason);
    }

    [Fact]
    public async Task Over_TLS_the_application_sees_the_clients_certificate()
    {
        using var server = Certificate("localhost");
        using var own = Certificate("xa-notifier");
        await using var endpoint = await LoopbackEndpoint.StartAsync(listen: options => options.UseHttps(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode =
                Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        }));
        await using var client = await ConnectAsync(endpoint, new MqttClientOptions
        {
            ClientId = "secure",
            Tls = new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = [own],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate!.GetCertHashString() == server.GetCertHashString(),
            },
        });
        Assert.Equal(MqttReasonCode.Success, (await Soon(client.PublishAsync(Message("x")))).Reason);
        var request = Assert.Single(endpoint.Board.Requests);
        Assert.True(request.IsEncrypted);
        Assert.Equal("CN=xa-notifier", request.ClientCertificate!.Subject);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_at_the_timeout()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new ManualTime();
        var connecting = MqttClient.ConnectAsync(
            "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, new MqttClientOptions(), time);
        using var accepted = await listener.AcceptTcpClientAsync().WaitAsync(Wire.Patience, RealTime.Clock);
        time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<TimeoutException>(() => Soon(connecting));
    }

    [Fact]
    public async Task A_silent_server_is_noticed_by_the_keep_alive()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var time = new ManualTime();
        var outcome = await MqttClient.ConnectAsync(
            "127.0.0.1", endpoint.Port, new MqttClientOptions { ClientId = "client" }, time);
        await using var client = Assert.IsType<MqttConnectOutcome.Connected>(outcome).Client;
        Assert.Equal(MqttReasonCode.Success, (await Soon(client.PublishAsync(Message("x")))).Reason);
        time.Advance(TimeSpan.FromSeconds(121));
        Assert.Equal(MqttReasonCode.KeepAliveTimeout, (await Soon(client.Closed)).Reason);
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = RealTime.Clock.GetUtcNow();
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
    }
}
