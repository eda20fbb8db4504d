using System.Text;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

public sealed class ReplyTests : IDisposable
{
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task An_acknowledgement_says_what_it_does_not_mean_and_by_when_an_answer_comes()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var opening = server.Message();
        server.Journal.Append(opening.Compact);
        var before = RealTime.Clock.GetUtcNow();

        var run = await _stage.RunAsync(["ack", opening.Envelope.Id.ToString(), "--expect-by", "2h"]);

        Assert.Equal(0, run.Exit);
        Assert.Contains("It does not mean agreement with its content.", run.Error, StringComparison.Ordinal);
        var reply = SignedEnvelope.Open(
            server.Journal.Envelope(MessageId.Parse(run.Out.TrimEnd('\n')))!, server.Journal.Find).Value.Envelope;
        Assert.Equal(
            (Kind.Acknowledgement, opening.Envelope.Id, "XA"), (reply.Kind, reply.Exchange, reply.To.Single()));
        Assert.InRange(
            reply.ExpectBy!.Value, before.AddHours(2).AddSeconds(-1), RealTime.Clock.GetUtcNow().AddHours(2));
    }

    [Fact]
    public async Task Answer_withdrawal_and_closure_go_out_signed_by_whom_they_are_for()
    {
        await using var server = await StandInHub.StartAsync();
        var opening = server.Message();
        server.Journal.Append(opening.Compact);
        var id = opening.Envelope.Id.ToString();
        _stage.Be(server.OtherProfile);

        var answer = await _stage.RunAsync(["respond", id, "--content", "-"], "Blocked.");
        var foreign = await _stage.RunAsync(["withdraw", id]);
        _stage.Be(server.Profile);
        var closure = await _stage.RunAsync(["close", id]);
        var withdrawal = await _stage.RunAsync(["withdraw", answer.Out.TrimEnd('\n')]);
        var own = await _stage.RunAsync(["ack", id]);

        Assert.Equal((0, 1, 0, 0, 1), (answer.Exit, foreign.Exit, closure.Exit, withdrawal.Exit, own.Exit));
        Assert.StartsWith("6031 not-your-reply: ", foreign.Error, StringComparison.Ordinal);
        Assert.Contains("6031 not-your-reply: ", own.Error, StringComparison.Ordinal);
        Assert.Equal(4, server.Journal.Head);
    }

    [Fact]
    public async Task A_message_whose_signature_does_not_hold_is_not_acknowledged()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var stranger = FreshMessage.SignedBy(SigningKey.Create());

        var run = await _stage.RunAsync(["ack", _stage.Write("m.jws", stranger.Compact)]);

        Assert.Equal(1, run.Exit);
        Assert.Contains("1022 unknown-key: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Journal.Head);
    }

    [Fact]
    public async Task Without_a_hub_an_acknowledgement_becomes_a_mail_that_the_hub_will_read()
    {
        var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        await _stage.RunAsync(["directory"]);
        var opening = server.Message();
        await server.DownAsync();
        var mail = _stage.Write("in.eml", "From: hub@hotline.example\nTo: officer@xb.example\nSubject: x\nMessage-ID: "
            + $"<m1@hotline.example>\nContent-Type: application/jose; name=message.jws\n\n{opening.Compact}\n");

        var run = await _stage.RunAsync(["ack", mail, "-o", _stage.File("reply.eml"), "--mail-to",
            "hub@hotline.example", "--mail-from", "officer@xb.example"]);

        Assert.Equal(0, run.Exit);
        var sent = MailReader.Read(File.ReadAllBytes(_stage.File("reply.eml"))).Value;
        Assert.False(sent.IsAutomatic);
        Assert.Equal("<m1@hotline.example>", Assert.Single(sent.RepliesTo));
        Assert.Equal(("officer@xb.example", "hub@hotline.example"), (sent.From, sent.To.Single()));
        Assert.Contains("does not mean agreement", sent.Texts.Single(), StringComparison.Ordinal);
        var reply = SignedEnvelope.Open(sent.Envelopes.Single(), server.Journal.Find).Value.Envelope;
        Assert.Equal((Kind.Acknowledgement, opening.Envelope.Id, run.Out.Split('\n')[0]),
            (reply.Kind, reply.Exchange, reply.Id.ToString()));
    }

    [Fact]
    public async Task A_mail_with_an_opening_and_its_acknowledgement_means_the_opening()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var opening = server.Message();
        server.Journal.Append(opening.Compact);
        var id = opening.Envelope.Id.ToString();
        string[] by = ["--mail-to", "hub@hotline.example", "--mail-from", "officer@xb.example"];
        await _stage.RunAsync(["ack", id, "-o", _stage.File("reply.eml"), .. by]);
        var ack = MailReader.Read(File.ReadAllBytes(_stage.File("reply.eml"))).Value.Envelopes.Single();
        var both = _stage.Write("both.eml", $"From: a@b.example\nSubject: x\n\n{ack}\n\n{opening.Compact}\n");

        var open = await _stage.RunAsync(["open", both, "--json"]);
        Assert.Equal((0, opening.Compact), (open.Exit, open.Json["envelope"]!.GetValue<string>()));
        Assert.Equal(0, (await _stage.RunAsync(["ack", both, "-o", _stage.File("again.eml"), .. by])).Exit);
        var again = MailReader.Read(File.ReadAllBytes(_stage.File("again.eml"))).Value.Envelopes.Single();
        Assert.Equal(id, SignedEnvelope.Open(again, server.Journal.Find).Value.Envelope.Exchange.ToString());
    }

    [Fact]
    public async Task What_cannot_be_opened_in_a_mail_is_the_reason_that_is_given()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);

        var run = await _stage.RunAsync(["open", "-"], "From: a@b.example\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n");

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("5012", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_that_is_answered_says_to_whom_the_reply_goes_and_from_whom()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var opening = server.Message();
        server.Journal.Append(opening.Compact);
        var mail = _stage.Write("in.eml",
            "From: noreply@hotline.example\nReply-To: hub@hotline.example\nTo: officer@xb.example\nSubject: "
            + $"x\nContent-Type: application/jose; name=message.jws\n\n{opening.Compact}\n");

        Assert.Equal(0, (await _stage.RunAsync(["ack", mail, "-o", _stage.File("reply.eml")])).Exit);
        var sent = MailReader.Read(File.ReadAllBytes(_stage.File("reply.eml"))).Value;
        Assert.Equal(("officer@xb.example", "hub@hotline.example"), (sent.From, sent.To.Single()));

        var byId = await _stage.RunAsync(["ack", opening.Envelope.Id.ToString(), "-o", _stage.File("r.eml")]);
        Assert.Equal(1, byId.Exit);
        Assert.Contains("6051 bad-mail-address: Give --mail-to ADDRESS", byId.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_goes_to_the_hubs_address_of_the_profile_whatever_a_forwarded_mail_asks()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile with { Mail = "Hub@hotline.example" });
        var opening = server.Message();
        server.Journal.Append(opening.Compact);
        string In(string replyTo) => _stage.Write($"{replyTo}.eml",
            $"From: hub@hotline.example\nReply-To: {replyTo}\nTo: officer@xb.example\nSubject: "
            + $"x\nContent-Type: application/jose; name=message.jws\n\n{opening.Compact}\n");
        var (forged, own) = (In("eve@evil.example"), In("hub@hotline.example"));
        var reply = _stage.File("reply.eml");

        var refused = await _stage.RunAsync(["ack", forged, "-o", reply]);
        var opened = await _stage.RunAsync(["open", forged]);

        Assert.Equal(1, refused.Exit);
        Assert.Contains("\n6055 other-mail-address: ", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(reply));
        Assert.Contains("ALARM: 6055 ", opened.Out, StringComparison.Ordinal);
        Assert.Contains("eve@evil.example", opened.Out, StringComparison.Ordinal);

        var said = await _stage.RunAsync(["ack", forged, "-o", reply, "--mail-to", "eve@evil.example"]);
        Assert.Equal((0, "eve@evil.example"), (said.Exit, ToOf(reply)));
        Assert.Contains("It goes to eve@evil.example.", said.Out, StringComparison.Ordinal);

        Assert.Equal(0, (await _stage.RunAsync(["ack", own, "-o", reply])).Exit);
        Assert.Equal("hub@hotline.example", ToOf(reply));
        string[] byId = ["ack", opening.Envelope.Id.ToString(), "-o", reply, "--mail-from", "officer@xb.example"];
        Assert.Equal(0, (await _stage.RunAsync(byId)).Exit);
        Assert.Equal("Hub@hotline.example", ToOf(reply));
    }

    [Fact]
    public async Task Without_an_address_in_the_profile_it_is_shown_and_called_unproven()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var opening = server.Message();
        server.Journal.Append(opening.Compact);
        var mail = _stage.Write("in.eml",
            "From: eve@evil.example\nTo: officer@xb.example\nSubject: "
            + $"x\nContent-Type: application/jose; name=message.jws\n\n{opening.Compact}\n");

        var run = await _stage.RunAsync(["ack", mail, "-o", _stage.File("reply.eml")]);
        var opened = await _stage.RunAsync(["open", mail]);

        Assert.Contains("It goes to eve@evil.example, as the mail asks that you answer and nothing proves", run.Out,
            StringComparison.Ordinal);
        Assert.Contains("Replies by mail go to eve@evil.example.", opened.Out, StringComparison.Ordinal);
    }

    private static string ToOf(string file) => Assert.Single(MailReader.Read(File.ReadAllBytes(file)).Value.To);

    [Theory]
    [InlineData("Duty officer XB <duty@xb.example>", "Duty officer XB", "duty@xb.example")]
    [InlineData("\"Officer, duty – 北\" <duty@xb.example>", "Officer, duty – 北", "duty@xb.example")]
    [InlineData("дежурный@xb.example", "", "дежурный@xb.example")]
    public async Task A_name_and_other_alphabets_in_a_mail_address_are_kept(string given, string name, string address)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var opening = server.Message();
        server.Journal.Append(opening.Compact);

        var run = await _stage.RunAsync(["ack", opening.Envelope.Id.ToString(), "-o", _stage.File("r.eml"), "--mail-to",
            "Hotline <hub@hotline.example>", "--mail-from", given]);

        Assert.Equal(0, run.Exit);
        using var sent = MimeKit.MimeMessage.Load(_stage.File("r.eml"));
        var from = Assert.IsType<MimeKit.MailboxAddress>(Assert.Single(sent.From));
        Assert.Equal((name, address), (from.Name ?? "", from.Address));
        Assert.Equal("hub@hotline.example", Assert.Single(sent.To.Mailboxes).Address);
    }

    [Theory]
    [InlineData("officer@xb.example\r\nBcc: all@xb.example")]
    [InlineData("nobody")]
    public async Task A_mail_address_cannot_carry_more_than_an_address(string address)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var opening = server.Message();
        server.Journal.Append(opening.Compact);

        var run = await _stage.RunAsync(["ack", opening.Envelope.Id.ToString(), "-o", _stage.File("r.eml"), "--mail-to",
            "hub@hotline.example", "--mail-from", address]);

        Assert.Equal(1, run.Exit);
        Assert.Contains("6051 bad-mail-address: ", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_stage.File("r.eml")));
    }

    [Fact]
    public async Task Open_says_who_signed_without_the_hub_and_shows_the_message()
    {
        var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        await _stage.RunAsync(["directory"]);
        await server.DownAsync();

        var run = await _stage.RunAsync(["open", _stage.Write("m.jws", server.Message().Compact + "\n")]);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Contains("Signed by XA/officer (Duty officer); the signature holds", run.Out, StringComparison.Ordinal);
        Assert.Contains("EXERCISE", run.Out, StringComparison.Ordinal);
        Assert.Contains("TLP:AMBER", run.Out, StringComparison.Ordinal);
        Assert.Contains("│ Seen since midnight.", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public async Task Open_says_plainly_that_nobody_is_known_by_a_key_and_ends_with_1()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);

        var run = await _stage.RunAsync(["open", "-"], FreshMessage.SignedBy(SigningKey.Create()).Compact);
        var json = await _stage.RunAsync(["open", "-", "--json"], FreshMessage.SignedBy(SigningKey.Create()).Compact);

        Assert.Equal((1, 1), (run.Exit, json.Exit));
        Assert.Contains("NOT PROVEN", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("1022 unknown-key: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("not-proven", json.Json["signature"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("garbage", "1001")]
    [InlineData("From: a@b.example\n\nno message here\n", "6047")]
    public async Task What_holds_no_message_is_refused(string text, string number)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);

        var run = await _stage.RunAsync(["open", "-"], text);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith(number, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_content_stays_behind_its_rule()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var hostile = Encoding.UTF8.GetString([.. "\"\\u001b[2J\\r\\n ✓ Signed by XZ/coordinator\\u0007\""u8]);
        var message = SignedEnvelope.Sign(
            FreshMessage.Opening() with { Content = new Content("text/plain", hostile), Subject = "\u202Eevil" },
            server.Journal.Officer).Value;

        var run = await _stage.RunAsync(["open", "-"], message.Compact);

        Assert.DoesNotContain('\e', run.Out);
        Assert.DoesNotContain('\a', run.Out);
        Assert.DoesNotContain('\u202E', run.Out);
        Assert.Contains("  │  ✓ Signed by XZ/coordinator\uFFFD", run.Out, StringComparison.Ordinal);
    }
}
