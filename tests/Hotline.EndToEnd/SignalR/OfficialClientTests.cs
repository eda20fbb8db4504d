using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.EndToEnd.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.SignalR;

/// <summary>
/// The hub as Microsoft's own JavaScript client sees it, with tokens and envelopes made by an independent JOSE library.
/// </summary>
public sealed class OfficialClientTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Fact]
    public async Task A_submission_returns_a_receipt_that_proves_the_entry()
    {
        var (desk, xa) = (await DeskAsync("xa-officer"), Actor("xa-officer"));
        var envelope = xa.Notify("XB");
        var answer = await desk.DoAsync("submit", new { envelope = envelope.Compact });
        var receipt = JsonSerializer.Deserialize(answer.GetRawText(), ProofJson.Default.Receipt)!;
        var entry = receipt.Verify(VerificationKey.FromJwk(xa.Profile.HubKey).Value, envelope.Digest);
        Assert.True(entry.Ok, entry.Refusal?.ToString());
        Assert.Equal(envelope.Envelope.Id, entry.Value.Fact.Message!.Id);
    }

    [Fact]
    public async Task An_envelope_that_jose_signed_is_accepted_and_arrives_byte_for_byte()
    {
        var (xa, xb) = (await DeskAsync("xa-officer"), await DeskAsync("xb-officer"));
        await xb.DoAsync("follow", new { after = -1 });
        await xb.EventAsync("page");
        var payload = JsonSerializer.Deserialize<JsonElement>(
            EnvelopeWriter.Write(Actor("xa-officer").Opening("XB", content: """{"what":"Ünïcode ✓"}""")));
        var envelope = (await xa.DoAsync("sign", new { payload })).GetString()!;
        await xa.DoAsync("submit", new { envelope });
        await xb.EventAsync("page", p => Envelopes(p).Contains(envelope));
    }

    [Fact]
    public async Task A_follower_gets_what_was_before_it_and_then_whatever_comes()
    {
        var (xa, xb) = (Actor("xa-officer"), await DeskAsync("xb-officer"));
        var before = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        var start = await Actor("xb-officer").HeadAsync();
        await xb.DoAsync("follow", new { after = 0 });
        await xb.EventAsync("page", p => p.GetProperty("cursor").GetInt64() >= start);
        Assert.Contains(before.Compact, Pages(xb).SelectMany(Envelopes));
        var live = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        await xb.EventAsync("page", p => Envelopes(p).Contains(live.Compact));
        var positions = Pages(xb).SelectMany(p => p.GetProperty("items").EnumerateArray())
            .Select(i => i.GetProperty("entry").GetProperty("position").GetInt64()).ToList();
        Assert.Equal(positions.Distinct().Order(), positions);
    }

    [Fact]
    public async Task A_confirmation_moves_the_ladder_and_meets_the_delivery_window()
    {
        var (xa, xb) = (Actor("xa-officer"), await DeskAsync("xb-officer"));
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await xb.DoAsync("confirm", new { message = sent.Envelope.Id.ToString(), rung = "delivered" });
        await xb.DoAsync("confirm", new { message = sent.Envelope.Id.ToString(), rung = "displayed" });
        var view = (await xa.ViewAsync(sent.Envelope.Id)).Addressees.Single();
        Assert.Equal(Rung.Displayed, view.Rung);
        Assert.Equal(WindowState.Met, view.Windows.Single(w => w.Window == Window.Delivery).State);
    }

    [Fact]
    public async Task A_refusal_is_an_error_with_number_name_and_sentence_and_the_line_stays()
    {
        var (desk, xa) = (await DeskAsync("xa-officer"), Actor("xa-officer"));
        var refused = await desk.TryAsync("submit", new { envelope = "garbage" });
        Assert.False(refused.GetProperty("ok").GetBoolean());
        Assert.Matches("1001 not-a-jws: .+\\.", refused.GetProperty("error").GetString());
        await desk.DoAsync("submit", new { envelope = xa.Notify("XB", Kind.Declaration).Compact });
    }

    [Fact]
    public async Task When_its_token_expires_the_line_is_closed_and_the_client_goes_on_from_its_cursor()
    {
        var (xa, xb) = (Actor("xa-officer"), Own(await NodeDesk.SignalRAsync(Hub.Profile("xb-officer"), tokenLife: 3)));
        await xb.DoAsync("start");
        await xb.DoAsync("follow", new { after = -1 });
        await xb.EventAsync("page");
        var sent = new List<string>();
        while (xb.Named("reconnected").Count() < 2)
        {
            sent.Add((await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration))).Compact);
            await Task.Delay(TimeSpan.FromMilliseconds(100), RealTime.Clock);
            Assert.True(sent.Count < 450, xb.Said());
        }
        await xb.EventAsync("page", p => Envelopes(p).Contains(sent[^1]));
        Assert.Equal(sent, Pages(xb).SelectMany(Envelopes));
    }

    [Fact]
    public async Task An_expired_token_is_refused_at_the_door_with_its_number()
    {
        var desk = Own(await NodeDesk.SignalRAsync(Hub.Profile("xb-officer"), tokenLife: -100));
        var refused = await desk.TryAsync("start");
        Assert.False(refused.GetProperty("ok").GetBoolean());
        Assert.Contains("401", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        var xb = Actor("xb-officer");
        using var nothing = new ByteArrayContent([]);
        var (status, body, _) = await xb.CallAsync(HttpMethod.Post, "/hubs/hotline/negotiate?negotiateVersion=1",
            xb.Token(age: TimeSpan.FromMinutes(10)), nothing);
        Assert.Equal((401, 1105), (status, Problem(body).Number));
    }

    [Fact]
    public async Task A_reader_that_stops_reading_holds_nobody_up_and_gets_everything_when_it_reads_again()
    {
        var (xa, deaf, hearing) = (Actor("xa-officer"), await DeskAsync("xb-officer"), await DeskAsync("xb-deputy"));
        foreach (var desk in new[] { deaf, hearing })
        {
            await desk.DoAsync("follow", new { after = -1 });
            await desk.EventAsync("page");
        }
        await deaf.FreezeAsync();

        // Far more than the buffers between hub and reader hold.
        var content = JsonSerializer.Serialize(new string('x', 120_000));
        var sent = new List<SignedEnvelope>();
        for (var i = 0; i < 60; i++)
        {
            sent.Add(await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration, content: content)));
        }
        await hearing.EventAsync("page", p => Envelopes(p).Contains(sent[^1].Compact));
        Assert.Equal(sent.Select(s => s.Compact), Pages(hearing).SelectMany(Envelopes));
        Assert.DoesNotContain(sent[^1].Compact, Pages(deaf).SelectMany(Envelopes));
        await deaf.ThawAsync();
        await deaf.EventAsync("page", p => Envelopes(p).Contains(sent[^1].Compact));
        Assert.Equal(sent.Select(s => s.Compact), Pages(deaf).SelectMany(Envelopes));
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_refused_and_the_line_stays()
    {
        var desk = await DeskAsync("xa-officer");
        Assert.False((await desk.TryAsync("invoke", new { method = "OnConnectedAsync", args = Array.Empty<string>() }))
            .GetProperty("ok").GetBoolean());
        Assert.False((await desk.TryAsync("invoke", new { method = "Submit", args = new object[] { 1, 2 } }))
            .GetProperty("ok").GetBoolean());
        await desk.DoAsync("submit", new { envelope = Actor("xa-officer").Notify("XB", Kind.Declaration).Compact });
    }

    private async Task<NodeDesk> DeskAsync(string who)
    {
        var desk = Own(await NodeDesk.SignalRAsync(Hub.Profile(who)));
        await desk.DoAsync("start");
        return desk;
    }

    private static IEnumerable<JsonElement> Pages(NodeDesk desk) => desk.Named("page");

    private static IEnumerable<string> Envelopes(JsonElement page) =>
        page.GetProperty("items")
            .EnumerateArray().Where(i => i.TryGetProperty("envelope", out var e) && e.ValueKind == JsonValueKind.String)
            .Select(i => i.GetProperty("envelope").GetString()!);
}
