using System.Text.Json;
using Hotline.Contract;
using Hotline.EndToEnd.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Mqtt;

/// <summary>The MQTT door as MQTT.js sees it.</summary>
public sealed class JavaScriptClientTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public async Task A_durable_session_loses_nothing_while_it_is_away(int version)
    {
        var (xa, name) = (Actor("xa-officer"), $"durable-{version}");
        var desk = await ConnectAsync("xb-officer", new { version, client = name, clean = false, expiry = 3600 });
        await desk.DoAsync("subscribe", new { topic = "hotline/v1/XB/inbox/#" });
        var sent = new List<SignedEnvelope> { await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration)) };
        await desk.EventAsync("message", Carries(sent[0]));
        await desk.DoAsync("unplug");
        await desk.EventAsync("close");
        for (var i = 0; i < 5; i++)
        {
            sent.Add(await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration)));
        }
        await desk.DoAsync("reconnect");
        await desk.EventAsync("message", Carries(sent[^1]));
        Assert.True(desk.Named("connect").Last().GetProperty("sessionPresent").GetBoolean());
        Assert.Equal(sent.Select(s => s.Compact), desk.Named("message").Select(Payload).Distinct());
        Assert.All(desk.Named("message").GroupBy(Payload).SelectMany(m => m.Skip(1)),
            again => Assert.True(again.GetProperty("dup").GetBoolean()));
    }

    [Fact]
    public async Task A_message_that_was_sent_before_the_line_broke_comes_again_marked_as_duplicate()
    {
        var xa = Actor("xa-officer");
        var first = await ConnectAsync("xb-officer", new { client = "dup", clean = false, expiry = 3600, mute = true });
        await first.DoAsync("subscribe", new { topic = "hotline/v1/XB/inbox/#" });
        var sent = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        Assert.False((await first.EventAsync("received")).GetProperty("dup").GetBoolean());
        await first.KillAsync();
        var second = await ConnectAsync("xb-officer", new { client = "dup", clean = false, expiry = 3600 });
        Assert.True((await second.EventAsync("message", Carries(sent))).GetProperty("dup").GetBoolean());
    }

    [Fact]
    public async Task A_new_session_reads_from_the_position_that_the_user_property_from_names()
    {
        var xa = Actor("xa-officer");
        var old = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        var from = await xa.HeadAsync();
        var next = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        var desk = await ConnectAsync("xb-officer", new { client = "from" });
        await desk.DoAsync("subscribe", new
        {
            topic = "hotline/v1/XB/inbox/#",
            properties = new { userProperties = new Dictionary<string, string> { ["from"] = $"{from}" } },
        });
        await desk.EventAsync("message", Carries(next));
        Assert.DoesNotContain(desk.Named("message"), m => Carries(old)(m));
    }

    [Fact]
    public async Task A_position_that_is_no_number_is_refused_in_the_SUBACK()
    {
        var desk = await ConnectAsync("xb-officer", new { client = "from-where" });
        var refused = await desk.TryAsync("subscribe",
            new { topic = "hotline/v1/XB/inbox/#", properties = new { userProperties = new { from = "yesterday" } } });
        Assert.Contains("4006 bad-request", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_published_at_any_quality_of_service_is_journaled_once(int qos)
    {
        var (desk, xa) = (await ConnectAsync("xa-notifier", new { client = $"qos-{qos}" }), Actor("xa-notifier"));
        var envelope = xa.Notify("XB");
        for (var i = 0; i < 2; i++)
        {
            await desk.DoAsync("publish", new { topic = "hotline/v1/XA/submit", payload = envelope.Compact, qos });
        }
        var view = await xa.UntilAsync(envelope.Envelope.Id, _ => true, "the message is on record");
        var feed = (await xa.Api.FeedAsync(view.Position - 1)).Value;
        Assert.Single(feed.Items, i => i.Entry.Fact.Message?.Id == envelope.Envelope.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_on_record_is_not_called_a_failure_when_the_line_broke_before_the_last_answer(bool clean)
    {
        var client = $"last-answer-{clean}";
        var settings = new { client, clean, expiry = 3600, reconnect = 100, unplugAt = "pubrec" };
        var desk = await ConnectAsync("xa-notifier", settings);
        var xa = Actor("xa-notifier");
        var envelope = xa.Notify("XB");
        var message = new { topic = "hotline/v1/XA/submit", payload = envelope.Compact, qos = 2 };
        var answer = await desk.TryAsync("publish", message);
        Assert.True(answer.GetProperty("ok").GetBoolean(), answer.ToString());
        Assert.Equal(2, desk.Named("connack").Count());
        await xa.ViewAsync(envelope.Envelope.Id);
    }

    [Fact]
    public async Task The_sender_gets_an_event_for_everything_that_becomes_of_its_message()
    {
        var (desk, xa, xb) =
            (await ConnectAsync("xa-officer", new { client = "events" }), Actor("xa-officer"), Actor("xb-officer"));
        await desk.DoAsync("subscribe", new { topic = "hotline/v1/XA/events/#" });
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await xb.SubmitAsync(xb.Messages.Acknowledge(sent.Envelope).Value);
        await xb.SubmitAsync(xb.Messages.Respond(sent.Envelope, new Content("text/plain", "\"Blocked.\"")).Value);
        foreach (var fact in new[] { "accepted", "acknowledged", "answered" })
        {
            var e = await desk.EventAsync(
                "message", m => m.GetProperty("topic").GetString() == $"hotline/v1/XA/events/{fact}");
            Assert.Equal(sent.Envelope.Id.ToString(), JsonSerializer.Deserialize<JsonElement>(Payload(e))
                .GetProperty("fact").GetProperty("exchange").GetString());
        }
    }

    [Fact]
    public async Task The_reply_of_the_other_side_lies_in_the_inbox_byte_for_byte()
    {
        var (desk, xa, xb) =
            (await ConnectAsync("xa-officer", new { client = "replies" }), Actor("xa-officer"), Actor("xb-officer"));
        await desk.DoAsync("subscribe", new { topic = "hotline/v1/XA/inbox/#" });
        var sent = await xa.SubmitAsync(xa.Notify("XB", precedence: Precedence.Immediate));
        var reply = await xb.SubmitAsync(xb.Messages.Acknowledge(sent.Envelope).Value);
        Assert.Equal("hotline/v1/XA/inbox/immediate",
            (await desk.EventAsync("message", Carries(reply))).GetProperty("topic").GetString());
    }

    [Fact]
    public async Task A_program_confirms_delivery_by_topic()
    {
        var (desk, xa) = (await ConnectAsync("xb-officer", new { client = "confirm" }), Actor("xa-officer"));
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        await desk.DoAsync("publish", new
        {
            topic = "hotline/v1/XB/confirm",
            payload = $$"""{"message":"{{sent.Envelope.Id}}","rung":"delivered"}""",
        });
        Assert.Equal(Rung.Delivered, (await xa.ViewAsync(sent.Envelope.Id)).Addressees.Single().Rung);
    }

    [Fact]
    public async Task Taking_a_message_is_carried_and_never_delivered()
    {
        var (desk, xa) = (await ConnectAsync("xb-officer", new { client = "carried" }), Actor("xa-officer"));
        await desk.DoAsync("subscribe", new { topic = "hotline/v1/XB/inbox/#" });
        var sent = await xa.SubmitAsync(xa.Notify("XB"));
        var view = await xa.UntilAsync(
            sent.Envelope.Id, v => v.Addressees.Single().Rung > Rung.Accepted, "the message is carried");
        Assert.Equal(Rung.Carried, view.Addressees.Single().Rung);
    }

    [Fact]
    public async Task A_will_is_refused_at_the_door()
    {
        var desk = Own(await NodeDesk.MqttAsync(new
        {
            profile = Hub.Profile("xb-officer"),
            client = "will",
            will = new { topic = "hotline/v1/XB/submit", payload = "late" },
        }));
        await desk.DoAsync("connect");
        var answer = await desk.EventAsync("connack");
        Assert.True(answer.GetProperty("code").GetInt32() >= 0x80, answer.ToString());
        Assert.Contains("Will", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retained_message_is_refused_by_its_reason_code()
    {
        var (desk, xa) = (await ConnectAsync("xa-notifier", new { client = "retain" }), Actor("xa-notifier"));
        var envelope = xa.Notify("XB");
        _ = await desk.BeginAsync(
            "publish", new { topic = "hotline/v1/XA/submit", payload = envelope.Compact, retain = true });
        await RealTime.Until(() => desk.Events.Any(e => e.ToString().Contains("etain", StringComparison.Ordinal)),
            "the client learns that retain is not supported");
        Assert.Equal(2010, (await xa.Api.ExchangeAsync(envelope.Envelope.Id)).Refusal?.Number);
    }

    [Fact]
    public async Task The_same_client_id_takes_the_session_over()
    {
        var first = await ConnectAsync("xb-officer", new { client = "one", clean = false, expiry = 3600 });
        await first.DoAsync("subscribe", new { topic = "hotline/v1/XB/inbox/#" });
        var second = await ConnectAsync("xb-officer", new { client = "one", clean = false, expiry = 3600 });
        Assert.Equal(0x8E, (await first.EventAsync("disconnect")).GetProperty("code").GetInt32());
        Assert.True(second.Named("connect").Single().GetProperty("sessionPresent").GetBoolean());
        var xa = Actor("xa-officer");
        var sent = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        await second.EventAsync("message", Carries(sent));
    }

    private async Task<NodeDesk> ConnectAsync(string who, object settings)
    {
        var node = JsonSerializer.SerializeToNode(settings)!.AsObject();
        node["profile"] = Hub.Profile(who);
        var desk = Own(await NodeDesk.MqttAsync(node));
        await desk.DoAsync("connect");
        await desk.EventAsync("connect");
        return desk;
    }

    private static string Payload(JsonElement message) => message.GetProperty("payload").GetString()!;

    private static Func<JsonElement, bool> Carries(SignedEnvelope envelope) =>
        message => Payload(message) == envelope.Compact;
}
