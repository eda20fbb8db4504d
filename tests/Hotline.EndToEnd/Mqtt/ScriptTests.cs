using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.EndToEnd.Rig;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Mqtt;

/// <summary>
/// MQTT as a user scripts it: the README's pipelines with Debian's mosquitto clients, and JOSE implementations that are
/// not ours.
/// </summary>
public sealed class ScriptTests(RunningHub running) : AtHub(running), IClassFixture<RunningHub>
{
    [Theory]
    [InlineData("5", "0")]
    [InlineData("5", "1")]
    [InlineData("5", "2")]
    [InlineData("311", "0")]
    [InlineData("311", "1")]
    [InlineData("311", "2")]
    public async Task What_is_signed_down_a_pipe_comes_out_of_mosquitto_sub_byte_for_byte(string version, string qos)
    {
        var client = $"desk-{version}-{qos}";
        var token = (await Cli("xb-officer", "token", "--ttl", "12h", "--client-id", client)).Expect().Trim();
        string[] desk = ["-V", version, "-q", "1", "-c", .. version == "5" ? new[] { "-x", "3600" } : [], "-i", client,
            "-t", "hotline/v1/XB/inbox/#", "-u", "xb-officer", "-P", token];
        await using (var first = Tool.MosquittoSub(Hub.MqttPort, [.. desk, "-E"]))
        {
            (await first.EndAsync()).Expect();
        }

        // The README's pipeline, with a tee to see what went down it.
        var copy = Path.Combine(Hub.Data, $"{client}.jws");
        var piped = await ShellAsync($"""
            hotline --profile exercise/xa-notifier.json sign < '{Checkout.Sample("message.json")}' | tee '{copy}' |
              mosquitto_pub -p {Port} -V {version} -q {qos} -t hotline/v1/XA/submit -u xa-notifier -P "$(hotline --profile exercise/xa-notifier.json token)" -s
            """);
        piped.Expect();
        await using var subscriber = Tool.MosquittoSub(Hub.MqttPort, [.. desk, "-F", "%t %p", "-C", "1"]);
        Assert.Equal($"hotline/v1/XB/inbox/priority {(await File.ReadAllTextAsync(copy)).Trim()}",
            (await subscriber.EndAsync()).Expect());
    }

    [Fact]
    public async Task What_comes_out_is_verified_by_two_implementations_that_are_not_ours()
    {
        var (xa, xb) = (Actor("xa-notifier"), Actor("xb-officer"));
        var sent = await xa.SubmitAsync(
            xa.Notify("XB", content: await File.ReadAllTextAsync(Checkout.Sample("incident.idea0.json"))));
        await using var subscriber = Tool.MosquittoSub(Hub.MqttPort, "-V", "5", "-q", "1", "-i", "verify", "-t",
            "hotline/v1/XB/inbox/#", "-D", "subscribe", "user-property", "from", "0",
            "-u", "xb-officer", "-P", xb.Token(TimeSpan.FromHours(1), "verify"));
        var envelope = await subscriber.OutputAsync(l => l == sent.Compact, "the envelope");
        var directory = (await xb.Api.DirectoryAsync()).Value;
        var jwk = directory.Participants.Single(p => p.Code == "XA").Pocs.Single(p => p.Id == "notifier").Keys.Single();
        var key = JsonSerializer.Serialize(jwk, KeyJson.Default.Jwk);

        var node = await NodeDesk.Scripts.RunAsync("verify.mjs", $$"""{"key":{{key}},"envelope":"{{envelope}}"}""");
        Assert.Equal("Copied sign-in page of a hospital's payroll",
            JsonNode.Parse(node.Expect())!["payload"]!["content"]!["Description"]!.GetValue<string>());

        var (keyFile, jwsFile) = (Path.Combine(Hub.Data, "xa.jwk"), Path.Combine(Hub.Data, "envelope.jws"));
        await File.WriteAllTextAsync(keyFile, key);
        await File.WriteAllTextAsync(jwsFile, envelope);
        await using var jose = Tool.Start(
            "/usr/bin/jose", "jose", "jws", "ver", "-i", jwsFile, "-k", keyFile, "-O", "-");
        Assert.Equal(
            sent.Envelope.Id.ToString(), JsonNode.Parse((await jose.EndAsync()).Expect())!["id"]!.GetValue<string>());

        // And neither says so of other bytes.
        var forged = envelope[..^8] + (envelope[^8] == 'A' ? 'B' : 'A') + envelope[^7..];
        await File.WriteAllTextAsync(jwsFile, forged);
        await using var again = Tool.Start(
            "/usr/bin/jose", "jose", "jws", "ver", "-i", jwsFile, "-k", keyFile, "-O", "-");
        Assert.NotEqual(0, (await again.EndAsync()).ExitCode);
        Assert.NotEqual(0,
            (await NodeDesk.Scripts.RunAsync("verify.mjs", $$"""{"key":{{key}},"envelope":"{{forged}}"}""")).ExitCode);
    }

    [Fact]
    public async Task A_durable_mosquitto_session_gets_what_came_while_it_was_away()
    {
        var (xa, xb) = (Actor("xa-officer"), Actor("xb-officer"));
        string[] desk = ["-V", "5", "-q", "1", "-c", "-x", "3600", "-i", "away", "-t", "hotline/v1/XB/inbox/#", "-u",
            "xb-officer", "-P", xb.Token(TimeSpan.FromHours(1), "away")];
        await using (var first = Tool.MosquittoSub(Hub.MqttPort, [.. desk, "-E"]))
        {
            (await first.EndAsync()).Expect();
        }
        var sent = await xa.SubmitAsync(xa.Notify("XB", Kind.Declaration));
        await using var second = Tool.MosquittoSub(Hub.MqttPort, [.. desk, "-C", "1"]);
        Assert.Equal(sent.Compact, (await second.EndAsync()).Expect());
    }

    [Fact]
    public async Task A_refused_publish_shows_its_number_to_mosquitto_pub()
    {
        var xa = Actor("xa-notifier");
        await using var pub = Tool.MosquittoPub(Hub.MqttPort, "-V", "5", "-q", "1", "-t", "hotline/v1/XB/submit", "-u",
            "xa-notifier", "-P", xa.Token(), "-m", xa.Notify("XB").Compact);
        var ended = await pub.EndAsync();
        Assert.Contains("Not authorized", ended.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Hub.Log, l => l.Event == 1010 && l.Text.Contains("2203 not-yours", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task A_token_that_is_bound_to_another_client_id_opens_nothing(string version)
    {
        var xb = Actor("xb-officer");
        await using var sub = Tool.MosquittoSub(Hub.MqttPort, "-V", version, "-i", "thief", "-t",
            "hotline/v1/XB/inbox/#", "-u", "xb-officer", "-P", xb.Token(TimeSpan.FromHours(1), "owner"));
        var ended = await sub.EndAsync();
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("not authori", ended.Errors, StringComparison.OrdinalIgnoreCase);
    }

    private string Port => Hub.MqttPort.ToString(CultureInfo.InvariantCulture);

    private Task<Ended> ShellAsync(string script) =>
        Tool.ShellAsync($"hotline() {{ dotnet '{Checkout.Cli}' \"$@\"; }}\n{script}", Hub.Data);
}
