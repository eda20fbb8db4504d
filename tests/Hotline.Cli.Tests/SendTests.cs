using System.Text.Json.Nodes;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

public sealed class SendTests : IDisposable
{
    private static readonly string[] Send = ["send", "--to", "XB", "--kind", "incident-notification", "--precedence",
        "priority", "--subject", "Phishing wave"];
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task Send_prints_the_id_alone_and_the_hub_has_what_was_said()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync(
            [.. Send, "--cc", "XC,XD", "--tlp", "amber+strict", "--content", "-"], """{"what":"Phishing"}""");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        var envelope = SignedEnvelope.Open(
            server.Journal.Envelope(MessageId.Parse(run.Out.TrimEnd('\n')))!, server.Journal.Find).Value.Envelope;
        Assert.Equal(("XA", "officer", "exercise", Status.Exercise, Tlp.AmberStrict, "Phishing wave"),
            (envelope.From, envelope.Sender, envelope.Regime, envelope.Status, envelope.Tlp, envelope.Subject));
        Assert.Equal(new Content("application/json", """{"what":"Phishing"}"""), envelope.Content);
        Assert.Equal("XC XD", string.Join(' ', envelope.Cc));
    }

    [Theory]
    [InlineData(true, null, null, "exercise", Status.Exercise)]
    [InlineData(true, "osce", null, "osce", Status.Exercise)]
    [InlineData(true, "osce", "actual", "osce", Status.Actual)]
    [InlineData(false, "osce", null, "osce", Status.Actual)]
    [InlineData(false, "exercise", null, "exercise", Status.Exercise)]
    [InlineData(false, "osce", "exercise", "osce", Status.Exercise)]
    public async Task What_is_not_said_follows_from_what_the_hub_is(
        bool exercise, string? regime, string? status, string under, Status expected)
    {
        await using var server = await StandInHub.StartAsync();
        server.Journal.Exercise = exercise;
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync(
        [
            .. Send, "--json", .. regime is null ? Array.Empty<string>() : ["--regime", regime],
            .. status is null ? Array.Empty<string>() : ["--status", status],
        ]);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        var envelope =
            SignedEnvelope.Open(run.Json["envelope"]!.GetValue<string>(), server.Journal.Find).Value.Envelope;
        Assert.Equal((under, expected), (envelope.Regime, envelope.Status));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("actual")]
    [InlineData("exercise")]
    public async Task On_a_real_hub_nothing_goes_out_under_rules_that_nobody_named(string? status)
    {
        await using var server = await StandInHub.StartAsync();
        server.Journal.Exercise = false;
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync([.. Send, .. status is null ? Array.Empty<string>() : ["--status", status]]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6054 no-regime: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Journal.Submissions);
    }

    [Theory]
    [InlineData("Seen since midnight.\n", null, "text/plain", false)]
    [InlineData("[1,2]", null, "application/json", false)]
    [InlineData("{not json", null, "text/plain", false)]
    [InlineData("{}", "application/iodef+json", "application/iodef+json", false)]
    [InlineData("<a/>", "application/xml", "application/xml", false)]
    [InlineData("data", "application/octet-stream", "application/octet-stream", true)]
    public async Task Content_travels_in_the_form_that_its_type_has(
        string text, string? type, string expected, bool base64)
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync(
            [.. Send, "--json", "--content", "-", .. type is null ? Array.Empty<string>() : ["--content-type", type]],
            text);

        Assert.Equal("", run.Error);
        var content =
            SignedEnvelope.Open(run.Json["envelope"]!.GetValue<string>(), server.Journal.Find).Value.Envelope.Content!;
        Assert.Equal((expected, base64), (content.Type, content.Base64));
    }

    [Fact]
    public async Task Content_that_is_not_what_its_type_says_is_refused_before_anything_is_sent()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync([.. Send, "--content", "-", "--content-type", "application/json"], "{");

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("6046 bad-content: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Journal.Head);
    }

    [Fact]
    public async Task A_line_break_in_the_subject_is_refused_by_number()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        var run = await _stage.RunAsync(["send", "--to", "XB", "--kind", "incident-notification", "--precedence",
            "routine", "--subject", "a\r\nBcc: b"]);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("1018 control-character: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hubs_refusal_is_the_commands()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        server.Journal.RefuseNext = new Refusal(
            2002, "unknown-addressee", RefusalClass.NotFound, "There is no participant 'XB'.\e[31m");

        var run = await _stage.RunAsync(Send);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("2002 unknown-addressee: There is no participant 'XB'.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Error);
    }

    [Fact]
    public async Task What_send_prints_as_JSON_verifies_offline_and_does_not_when_a_byte_is_changed()
    {
        var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);
        var sent = await _stage.RunAsync([.. Send, "--json"]);
        await _stage.RunAsync(["directory"]);
        await server.DownAsync();

        var good = await _stage.RunAsync(["verify", _stage.Write("receipt.json", sent.Out)]);
        var json = await _stage.RunAsync(["verify", "-", "--json"], sent.Out);
        var forged = sent.Json;
        forged["receipt"]!["position"] = 2;
        var bad = await _stage.RunAsync(["verify", "-"], forged.ToJsonString());
        var nothing = await _stage.RunAsync(["verify", "-"], "[]");

        Assert.Equal((0, ""), (good.Exit, good.Error));
        Assert.Contains("Signed by XA/officer", good.Out, StringComparison.Ordinal);
        Assert.True(json.Json["holds"]!.GetValue<bool>());
        Assert.Equal(1, bad.Exit);
        Assert.StartsWith("1302 ", bad.Error, StringComparison.Ordinal);
        Assert.StartsWith("6049 ", nothing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_writes_the_envelope_without_a_line_end_and_submit_takes_it_once_however_often()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        var signed = await _stage.RunAsync(
            ["sign"], """{"to":["XB"],"regime":"exercise","kind":"incident-notification","status":"exercise"}""");
        var first = await _stage.RunAsync(["submit", "-"], signed.Out + "\n");
        var second = await _stage.RunAsync(["submit", _stage.Write("e.jws", signed.Out)]);

        Assert.DoesNotContain('\n', signed.Out);
        Assert.Equal((0, first.Out), (second.Exit, second.Out));
        Assert.Equal(1, server.Journal.Head);
    }

    [Fact]
    public async Task A_draft_that_is_wrong_is_refused_by_number()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        Assert.StartsWith(
            "1013 missing-member: ", (await _stage.RunAsync(["sign"], "{}")).Error, StringComparison.Ordinal);
        Assert.StartsWith(
            "1010 payload-not-json: ", (await _stage.RunAsync(["sign"], "nonsense")).Error, StringComparison.Ordinal);
        Assert.StartsWith("6043 file-not-readable: ", (await _stage.RunAsync(["sign", _stage.File("none.json")])).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_JSON_document_is_one()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.Profile);

        foreach (var args in new string[][] { ["list"], ["directory"], ["token"], Send })
        {
            var run = await _stage.RunAsync(["--json", .. args]);
            Assert.Equal(0, run.Exit);
            Assert.IsType<JsonObject>(run.Json);
        }
    }
}
