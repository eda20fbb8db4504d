using System.Globalization;
using System.Text;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Refusals;

/// <summary>
/// What is wrong with an envelope is said with its number at every door, and leaves no trace in the journal.
/// </summary>
public sealed class BadEnvelopeTests(PatientHub running) : AtHub(running), IClassFixture<PatientHub>
{
    [Theory]
    [MemberData(nameof(BadEnvelope.Everywhere), MemberType = typeof(BadEnvelope))]
    public async Task By_HTTP(string what, int number)
    {
        var (bytes, head) = await PrepareAsync(what);
        var (status, body, type) = await Actor("xa-officer").PostAsync(bytes);
        var problem = Problem(body);
        Assert.Equal(
            (number, "application/problem+json", $"urn:hotline:error:{number}"), (problem.Number, type, problem.Type));
        Assert.Equal(status, problem.Status);
        Assert.InRange(status, 400, 499);
        Assert.EndsWith(".", problem.Detail, StringComparison.Ordinal);
        await AssertUnchangedAsync(head);
    }

    [Theory]
    [MemberData(nameof(BadEnvelope.Everywhere), MemberType = typeof(BadEnvelope))]
    public async Task By_SignalR(string what, int number)
    {
        var (bytes, head) = await PrepareAsync(what);
        var answer = await running.SignalR.TryAsync("submit", new { envelope = Encoding.Latin1.GetString(bytes) });
        Assert.False(answer.GetProperty("ok").GetBoolean());
        Assert.Matches($"{number} [a-z0-9-]+: .+", answer.GetProperty("error").GetString());
        await AssertUnchangedAsync(head);
    }

    [Theory]
    [MemberData(nameof(BadEnvelope.Everywhere), MemberType = typeof(BadEnvelope))]
    public async Task By_MQTT_5(string what, int number)
    {
        var (bytes, head) = await PrepareAsync(what);
        var answer = await running.Mqtt.TryAsync("publish", new
        {
            topic = "hotline/v1/XA/submit",
            payload = Convert.ToBase64String(bytes),
            encoding = "base64",
            qos = 1,
        });
        Assert.False(answer.GetProperty("ok").GetBoolean(), answer.ToString());
        Assert.InRange(answer.GetProperty("code").GetInt32(), 0x80, 0xFF);
        Assert.StartsWith($"{number} ", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            number.ToString(CultureInfo.InvariantCulture), answer.GetProperty("user").GetProperty("error").GetString());
        await AssertUnchangedAsync(head);
    }

    [Theory]
    [MemberData(nameof(BadEnvelope.Everywhere), MemberType = typeof(BadEnvelope))]
    public async Task By_MQTT_3_which_knows_no_reasons_so_that_the_line_is_closed_and_the_log_says_why(
        string what, int number)
    {
        var ((bytes, head), token) = (await PrepareAsync(what), Actor("xa-officer").Token());
        var refused = Hub.Log.Count(l => IsRefusal(l, number));
        var file = Path.Combine(Hub.Data, "bad.bin");
        await File.WriteAllBytesAsync(file, bytes);
        await using var pub = Tool.MosquittoPub(Hub.MqttPort, ["-V", "311", "-q", "1", "-t", "hotline/v1/XA/submit",
            "-u", "xa-officer", "-P", token, .. bytes.Length == 0 ? new[] { "-n" } : ["-f", file]]);
        await RealTime.Until(() => Hub.Log.Count(l => IsRefusal(l, number)) > refused, $"the log tells {number}");
        await AssertUnchangedAsync(head);
    }

    [Theory]
    [MemberData(nameof(BadEnvelope.Everywhere), MemberType = typeof(BadEnvelope))]
    public async Task By_mail(string what, int number)
    {
        var (bytes, head) = await PrepareAsync(what);
        if (bytes.Length == 0)
        {
            // A mail without an envelope is only put aside: people write such.
            return;
        }
        var name = $"{number}.{what.Replace(' ', '-')}";
        await Maildrop.PutAsync(Hub, name, "application/jose", bytes);
        await RealTime.Until(() => File.Exists(Maildrop.Reason(Hub, name)), "the reason lies beside the refused mail");
        Assert.StartsWith(
            $"{number} ", await File.ReadAllTextAsync(Maildrop.Reason(Hub, name)), StringComparison.Ordinal);
        await AssertUnchangedAsync(head);
    }

    [Fact]
    public async Task Another_participants_envelope_is_refused_at_each_door_that_knows_who_presents_it()
    {
        var (xa, xb) = (Actor("xa-officer"), Actor("xb-officer"));
        var (foreign, head) = (xb.Notify("XC").Compact, await xa.HeadAsync());
        Assert.Equal(2203, Problem((await xa.PostAsync(Encoding.ASCII.GetBytes(foreign))).Body).Number);
        Assert.Contains("2203 not-yours", (await running.SignalR.TryAsync(
            "submit", new { envelope = foreign })).GetProperty("error").GetString(), StringComparison.Ordinal);
        var mqtt = await running.Mqtt.TryAsync("publish", new { topic = "hotline/v1/XA/submit", payload = foreign });
        Assert.StartsWith("2203 not-yours", mqtt.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await AssertUnchangedAsync(head);
    }

    [Fact]
    public async Task A_wrong_media_type_is_told()
    {
        var xa = Actor("xa-officer");
        var (status, body, _) = await xa.CallAsync(HttpMethod.Post, "/v1/envelopes", xa.Token(),
            new StringContent(xa.Notify("XB").Compact, null, "text/plain"));
        Assert.Equal((415, 4007), (status, Problem(body).Number));
    }

    [Fact]
    public async Task What_is_far_too_large_is_refused_with_the_same_number_before_it_is_read()
    {
        var (xa, head) = (Actor("xa-officer"), await Actor("xa-officer").HeadAsync());
        var file = Path.Combine(Hub.Data, "large.bin");
        await File.WriteAllBytesAsync(file, new byte[5 * 1024 * 1024]);
        await using var curl = Tool.Start(
            "/usr/bin/curl", "curl", "-sS", "-w", "%{http_code}", "-H", $"Authorization: Bearer {xa.Token()}", "-H",
            "Content-Type: application/jose", "--data-binary", $"@{file}", $"{Hub.Http}/v1/envelopes");
        var answer = (await curl.EndAsync()).Expect();
        Assert.EndsWith("}413", answer, StringComparison.Ordinal);
        Assert.Equal(1002, Problem(answer[..^3]).Number);
        await AssertUnchangedAsync(head);
    }

    private async Task<(byte[] Bytes, long Head)> PrepareAsync(string what) =>
        (await BadEnvelope.MakeAsync(what, Hub), await Actor("xa-officer").HeadAsync());

    private async Task AssertUnchangedAsync(long head) => Assert.Equal(head, await Actor("xa-officer").HeadAsync());

    private static bool IsRefusal(LogLine line, int number) =>
        line.Event == 1010 && line.Text.Contains($"Refused {number} ", StringComparison.Ordinal);
}
