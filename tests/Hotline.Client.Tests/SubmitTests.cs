using System.Net.Sockets;
using Hotline.Contract;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Client.Tests;

public sealed class SubmitTests
{
    [Fact]
    public async Task A_submission_returns_a_receipt_that_was_checked()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var message = server.Message();

        var receipt = (await connection.SubmitAsync(message)).Value;

        Assert.Equal(message.Envelope.Id, receipt.Message);
        Assert.Equal(1, receipt.Position);
        Assert.True(connection.State.Connected);
    }

    [Fact]
    public async Task A_receipt_signed_by_another_than_the_profiles_hub_is_no_success()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        server.Journal.FalseKey = SigningKey.Create();

        Assert.Equal(1301, (await connection.SubmitAsync(server.Message())).Refusal!.Number);
    }

    [Fact]
    public async Task A_hub_error_is_read_back_to_the_refusal_that_it_was()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        server.Journal.RefuseNext = EnvelopeErrors.NotYourKey("XB", "officer");

        Assert.Equal(
            EnvelopeErrors.NotYourKey("XB", "officer"), (await connection.SubmitAsync(server.Message())).Refusal);
        Assert.True((await connection.SubmitAsync(server.Message())).Ok);
    }

    [Fact]
    public async Task A_line_lost_after_the_hub_took_the_message_and_before_it_said_so_is_healed_by_the_same_bytes()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        server.Journal.BeforeAnswer = async count =>
        {
            if (count == 1)
            {
                server.CutLines();
                await RealTime.Until(() => server.Journal.Lines.IsEmpty, "the line to go");
            }
        };

        var receipt = (await connection.SubmitAsync(server.Message())).Value;

        Assert.Equal(1, receipt.Position);
        Assert.Equal(1, server.Journal.Head);
        Assert.Equal(2, server.Journal.Submissions);
    }

    [Fact]
    public async Task A_hub_that_is_away_for_longer_than_the_patience_gives_a_numbered_refusal()
    {
        var server = await StandInHub.StartAsync();
        await server.DownAsync();
        await using var connection =
            server.Connection(StandInHub.Quick with { Patience = TimeSpan.FromMilliseconds(300) });

        var refusal = (await connection.SubmitAsync(server.Message())).Refusal!;

        Assert.Equal(6001, refusal.Number);
        Assert.Contains("refused", refusal.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Many_submissions_at_once_share_socket_writes()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var messages = Enumerable.Range(0, 500).Select(_ => server.Message()).ToList();
        Assert.Null(await connection.ConnectAsync());

        var receipts = await Task.WhenAll(messages.Select(m => connection.SubmitAsync(m)));

        Assert.All(receipts, r => Assert.True(r.Ok, r.Refusal?.ToString()));
        Assert.Equal(500, receipts.Select(r => r.Value.Position).Distinct().Count());
        Assert.True(server.Journal.Frames < 500 / 2, $"{server.Journal.Frames} frames");
    }

    [Fact]
    public async Task The_signature_of_a_checkpoint_is_checked_once_and_the_proof_of_a_receipt_each_time()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var (message, other) = (server.Message(), server.Message());
        var receipt = (await connection.SubmitAsync(message)).Value;

        Assert.True((await connection.SubmitAsync(message)).Ok);
        Assert.Equal(1, connection.CheckpointsChecked);

        server.Journal.Answer = receipt;
        Assert.Equal(1302, (await connection.SubmitAsync(other)).Refusal!.Number);
        Assert.Equal(1, connection.CheckpointsChecked);
    }

    [Fact]
    public async Task A_confirmation_completes_when_the_hub_has_it()
    {
        await using var server = await StandInHub.StartAsync();
        await using var connection = server.Connection();
        var id = FreshMessage.Opening().Id;

        Assert.Null(await connection.ConfirmAsync(id, Rung.Delivered));

        Assert.Equal((id, Rung.Delivered),
            (server.Journal.Confirmations.Single().Message, server.Journal.Confirmations.Single().Rung));
    }

    [Fact]
    public async Task By_http_a_problem_is_read_back_with_the_class_of_its_status()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock);
        server.Journal.RefuseNext = new Refusal(4099, "hub-stopping", RefusalClass.Unavailable, "Try again later.");

        Assert.Equal(server.Journal.RefuseNext, (await api.SubmitAsync(server.Message().Compact)).Refusal);
        server.Journal.RefuseNext = null;
        Assert.True((await api.SubmitAsync(server.Message().Compact)).Ok);
    }

    [Fact]
    public async Task A_connection_that_the_hub_drops_the_moment_it_is_made_is_a_hub_that_cannot_be_reached()
    {
        await using var server = await StandInHub.StartAsync();
        using var api = new HotlineApi(server.Profile, RealTime.Clock, new Dropped());

        Assert.Equal(6001, (await api.SubmitAsync(server.Message().Compact)).Refusal!.Number);
    }

    /// <summary>What .NET's handler throws, unwrapped, when the peer resets between connect and first use.</summary>
    private sealed class Dropped : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
    }
}
