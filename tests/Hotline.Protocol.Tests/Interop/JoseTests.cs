using System.Text.Json;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Hotline.Protocol.Tokens;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Interop;

public sealed class JoseTests
{
    private static readonly NodeProject Jose = new("tests/Hotline.Protocol.Tests/jose");
    private static readonly DateTimeOffset Now = FixedMessage.Now;

    [Fact]
    public async Task What_we_sign_jose_verifies()
    {
        var signed = Enumerable.Range(0, 20).Select(_ =>
        {
            using var key = SigningKey.Create();
            var envelope = SignedEnvelope.Sign(FixedMessage.Envelope, key).Value;
            return (envelope.Compact, Key: key.Public.ToJwk(), Payload: EnvelopeWriter.Write(FixedMessage.Envelope));
        }).ToList();

        var answers = await AskAsync(
            "verify", signed.Select(s => new { compact = s.Compact, jwk = Json(s.Key), typ = JwsTypes.Envelope }));

        Assert.All(signed.Zip(answers), pair =>
        {
            Assert.True(pair.Second.GetProperty("ok").GetBoolean());
            Assert.Equal(pair.First.Payload, pair.Second.GetProperty("payload").GetBytesFromBase64());
        });
    }

    [Fact]
    public async Task Every_valid_vector_is_valid_for_jose()
    {
        var vectors = VectorFile.Load("envelopes-valid.json").GetProperty("envelopes").EnumerateArray().ToList();

        var answers = await AskAsync("verify", vectors.Select(v => new
        {
            compact = VectorFile.Compact(v),
            jwk = Json(VectorFile.Key(v.GetProperty("key").GetString()!).Public.ToJwk()), typ = JwsTypes.Envelope,
        }));

        Assert.All(answers, a => Assert.True(a.GetProperty("ok").GetBoolean()));
    }

    [Fact]
    public async Task No_signature_that_we_refuse_holds_for_jose()
    {
        var vectors = VectorFile.Load("envelopes-invalid.json").GetProperty("envelopes").EnumerateArray()
            .Where(v => v.GetProperty("refusal").GetProperty("number").GetInt32() is 1005 or 1021).ToList();
        Assert.NotEmpty(vectors);

        var answers = await AskAsync("verify", vectors.Select(v => new
        {
            compact = VectorFile.Compact(v),
            jwk = Json(VectorFile.Key("officer").Public.ToJwk()),
            typ = JwsTypes.Envelope,
        }));

        // A key id of another is for us to notice: jose is told which key to use.
        Assert.All(answers, a => Assert.False(a.GetProperty("ok").GetBoolean()));
    }

    [Fact]
    public async Task What_jose_signs_we_open()
    {
        foreach (var answer in await Sign(20))
        {
            using var key =
                VerificationKey.FromJwk(answer.GetProperty("public").Deserialize(KeyJson.Default.Jwk)!).Value;
            var opened =
                SignedEnvelope.Open(answer.GetProperty("compact").GetString()!, id => id == key.Id ? key : null).Value;

            Assert.Equal(EnvelopeWriter.Write(FixedMessage.Envelope), EnvelopeWriter.Write(opened.Envelope));
        }
    }

    [Fact]
    public async Task Keys_of_jose_are_keys_of_ours_with_the_same_thumbprint()
    {
        foreach (var answer in await Sign(20))
        {
            using var key = SigningKey.FromJwk(answer.GetProperty("private").Deserialize(KeyJson.Default.Jwk)!).Value;
            var envelope = SignedEnvelope.Sign(FixedMessage.Envelope, key).Value;

            Assert.Equal(answer.GetProperty("kid").GetString(), key.Id);
            Assert.True(SignedEnvelope.Open(envelope.Compact, _ => key.Public).Ok);
        }
        var ours = Enumerable.Range(0, 20).Select(_ => SigningKey.Create().Public.ToJwk()).ToList();
        var thumbprints = await AskAsync("thumbprint", ours.Select(Json));
        Assert.Equal(ours.Select(k => k.Kid), thumbprints.Select(t => t.GetString()));
    }

    [Fact]
    public async Task Tokens_hold_both_ways()
    {
        using var key = SigningKey.Create();
        var ours = AccessToken.Issue(key, "hub", Now, TimeSpan.FromMinutes(5));
        var request = new
        {
            token = ours,
            jwk = Json(key.Public.ToJwk()),
            audience = "hub",
            issuer = key.Id,
            now = Instant.Write(Now),
        };

        var answers = await AskAsync("token",
            [request, request with { audience = "other" }, request with { now = Instant.Write(Now.AddMinutes(6)) }]);
        Assert.Equal([true, false, false], answers.Select(a => a.GetProperty("ok").GetBoolean()));

        foreach (var answer in await Sign(3))
        {
            using var theirs =
                VerificationKey.FromJwk(answer.GetProperty("public").Deserialize(KeyJson.Default.Jwk)!).Value;
            Assert.Equal(theirs.Id, AccessToken.Verify(
                answer.GetProperty("token").GetString()!, "hub", Now, TokenPolicy.Default, _ => theirs).Value.KeyId);
        }
    }

    [Fact]
    public async Task Checkpoints_hold_for_jose()
    {
        using var hub = SigningKey.Create();
        var checkpoint = new Checkpoint(hub.Id, 1, "root", Now).Sign(hub);

        var answers = await AskAsync(
            "verify", [new { compact = checkpoint, jwk = Json(hub.Public.ToJwk()), typ = JwsTypes.Checkpoint }]);

        Assert.True(answers.Single().GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task The_vectors_are_what_their_generator_writes() =>
        (await new NodeProject("src/Hotline.Protocol/vectors/generator").RunAsync("main.mjs", "", "--check")).Expect();

    /// <summary>Asks jose; one answer for each item, in order.</summary>
    private static async Task<JsonElement[]> AskAsync<T>(string op, IEnumerable<T> items)
    {
        var answer = await Jose.RunAsync("interop.mjs", JsonSerializer.Serialize(new { op, items = items.ToArray() }));
        return [.. JsonElement.Parse(answer.Expect()).EnumerateArray()];
    }

    private static Task<JsonElement[]> Sign(int times) => AskAsync("sign", Enumerable.Repeat(
        new { payload = System.Text.Encoding.UTF8.GetString(EnvelopeWriter.Write(FixedMessage.Envelope)), audience =
            "hub", issuedAt = Now.ToUnixTimeSeconds() }, times));

    private static JsonElement Json(Jwk key) => JsonSerializer.SerializeToElement(key, KeyJson.Default.Jwk);
}
