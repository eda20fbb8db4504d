using System.Text.Json;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Hotline.Protocol.Tokens;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Vectors;

public sealed class OtherVectorTests
{
    public static TheoryData<string> BadKeys => VectorFile.Names("keys.json", "invalid");

    public static TheoryData<string> ValidTokens => VectorFile.Names("tokens.json", "valid");

    public static TheoryData<string> InvalidTokens => VectorFile.Names("tokens.json", "invalid");

    [Fact]
    public void Thumbprints_are_those_of_RFC_7638()
    {
        foreach (var key in VectorFile.Load("keys.json")
            .GetProperty("keys").EnumerateArray().Where(k => k.GetProperty("name").GetString() != "p384"))
        {
            using var read = SigningKey.FromJwk(key.GetProperty("private").Deserialize(KeyJson.Default.Jwk)!).Value;
            Assert.Equal(key.GetProperty("thumbprint").GetString(), read.Id);
        }
    }

    [Fact]
    public void Fingerprints_are_sixty_bits_of_the_thumbprint()
    {
        foreach (var key in VectorFile.Load("keys.json").GetProperty("keys").EnumerateArray())
        {
            Assert.Equal(
                key.GetProperty("fingerprint").GetString(), Fingerprint.Of(key.GetProperty("thumbprint").GetString()!));
        }
    }

    [Fact]
    public void Media_types_are_those_of_RFC_6838_and_JSON_is_told_apart()
    {
        var vectors = VectorFile.Load("media-types.json");
        foreach (var vector in vectors.GetProperty("valid").EnumerateArray())
        {
            var text = vector.GetProperty("text").GetString();
            Assert.Equal((text, true, vector.GetProperty("json").GetBoolean()),
                (text, Names.IsMediaType(text), Names.IsJsonMediaType(text)));
        }
        foreach (var text in vectors.GetProperty("invalid").EnumerateArray().Select(v => v.GetString()))
        {
            Assert.Equal((text, false), (text, Names.IsMediaType(text)));
        }
    }

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void What_is_no_key_of_ours_is_refused(string name)
    {
        var vector = VectorFile.Find("keys.json", "invalid", name);

        VectorFile.AssertRefused(
            vector, VerificationKey.FromJwk(vector.GetProperty("key").Deserialize(KeyJson.Default.Jwk)!).Refusal);
    }

    [Theory]
    [MemberData(nameof(ValidTokens))]
    public void A_valid_token_is_accepted(string name)
    {
        var vector = VectorFile.Find("tokens.json", "valid", name);
        var token = Verify(vector).Value;
        var claims = vector.GetProperty("claims");

        Assert.Equal(claims.GetProperty("iss").GetString(), token.KeyId);
        Assert.Equal(claims.GetProperty("aud").GetString(), token.Audience);
        Assert.Equal(claims.GetProperty("iat").GetInt64(), token.IssuedAt.ToUnixTimeSeconds());
        Assert.Equal(claims.GetProperty("exp").GetInt64(), token.Expires.ToUnixTimeSeconds());
        Assert.Equal(claims.TryGetProperty("cid", out var cid) ? cid.GetString() : null, token.ClientId);
    }

    [Theory]
    [MemberData(nameof(InvalidTokens))]
    public void An_invalid_token_is_refused_by_its_number(string name)
    {
        var vector = VectorFile.Find("tokens.json", "invalid", name);

        VectorFile.AssertRefused(vector, Verify(vector).Refusal);
    }

    [Fact]
    public void Trees_hash_as_RFC_6962_says()
    {
        var merkle = VectorFile.Load("merkle.json");
        foreach (var leaf in merkle.GetProperty("leaves").EnumerateArray())
        {
            Assert.Equal(leaf.GetProperty("hash").GetString(), Hex(Merkle.Leaf(Bytes(leaf, "entry"))));
        }
        foreach (var node in merkle.GetProperty("nodes").EnumerateArray())
        {
            Assert.Equal(
                node.GetProperty("hash").GetString(), Hex(Merkle.Node(Bytes(node, "left"), Bytes(node, "right"))));
        }
        Assert.Equal(merkle.GetProperty("roots")[0].GetProperty("root").GetString(), Hex(Merkle.Empty));
        foreach (var proof in merkle.GetProperty("proofs").EnumerateArray())
        {
            var path = proof.GetProperty("path")
                .EnumerateArray().Select(p => Convert.FromHexString(p.GetString()!)).ToList();
            Assert.True(Merkle.Includes(Bytes(proof, "leaf"), proof.GetProperty("index").GetInt64(),
                proof.GetProperty("size").GetInt64(), path, Bytes(proof, "root")));
        }
    }

    private static Outcome<AccessToken> Verify(JsonElement vector)
    {
        var file = VectorFile.Load("tokens.json");
        var policy = file.GetProperty("policy");
        TimeSpan Seconds(string name) => TimeSpan.FromSeconds(policy.GetProperty(name).GetInt64());
        Assert.True(Instant.TryParse(vector.GetProperty("now").GetString(), out var now));
        return AccessToken.Verify(
            vector.GetProperty("token").GetString()!, file.GetProperty("audience").GetString()!, now,
            new TokenPolicy(Seconds("maximumLifeSeconds"), Seconds("maximumBoundLifeSeconds"), Seconds("skewSeconds")),
            VectorFile.Directory);
    }

    private static byte[] Bytes(JsonElement vector, string member) =>
        Convert.FromHexString(vector.GetProperty(member).GetString()!);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
