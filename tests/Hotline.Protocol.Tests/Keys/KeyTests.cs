using System.Buffers.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Keys;

public sealed class KeyTests
{
    [Fact]
    public void A_private_key_is_never_printed()
    {
        using var key = SigningKey.Create();
        var jwk = key.ToPrivateJwk();

        foreach (var printed in new[] { jwk.ToString(), $"{key}", $"{key.Public}", $"{new { jwk }}" })
        {
            Assert.DoesNotContain(jwk.D!, printed, StringComparison.Ordinal);
        }
        Assert.Contains(key.Id, jwk.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_public_half_has_no_private_part()
    {
        using var key = SigningKey.Create();
        using var dropped = VerificationKey.FromJwk(key.ToPrivateJwk()).Value;

        Assert.Null(key.Public.ToJwk().D);
        Assert.Null(dropped.ToJwk().D);
        Assert.DoesNotContain(
            "\"d\"", JsonSerializer.Serialize(key.Public.ToJwk(), KeyJson.Default.Jwk), StringComparison.Ordinal);
        Assert.Equal(key.Public, dropped);
    }

    [Fact]
    public void A_key_survives_its_file()
    {
        using var key = SigningKey.Create();
        using var read = SigningKey.FromJwk(JsonSerializer.Deserialize(
            JsonSerializer.Serialize(key.ToPrivateJwk(), KeyJson.Default.Jwk), KeyJson.Default.Jwk)!).Value;

        Assert.True(key.Public.Verify([1, 2, 3], read.Sign([1, 2, 3])));
    }

    [Fact]
    public void A_private_part_of_another_key_is_refused()
    {
        using var one = SigningKey.Create();
        using var other = SigningKey.Create();

        Assert.Equal(1201, SigningKey.FromJwk(one.ToPrivateJwk() with { D = other.ToPrivateJwk().D }).Refusal?.Number);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("__________________________________________8")]
    public void A_private_part_outside_its_range_is_refused(string? d)
    {
        using var key = SigningKey.Create();

        Assert.Equal(1201, SigningKey.FromJwk(key.ToPrivateJwk() with { D = d }).Refusal?.Number);
    }

    [Fact]
    public void Any_members_are_a_key_or_refused_by_number()
    {
        using var key = SigningKey.Create();
        var jwk = key.ToPrivateJwk();
        Mutations.Texts.Holds(text => new[] { jwk with { X = text }, jwk with { Y = text }, jwk with { D = text },
            jwk with { Crv = text }, jwk with { Kty = text } }
            .All(j => SigningKey.FromJwk(j).Refusal is { Number: 1201 } refusal
                && !refusal.Detail.Any(char.IsControl)));
        var random = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(32).ToArbitrary();
        random.Holds(bytes => VerificationKey.FromJwk(
            jwk with { X = Base64Url.EncodeToString(bytes) }) is { Ok: true } or { Refusal.Number: 1201 });
    }

    [Fact]
    public void Only_64_bytes_are_a_signature()
    {
        using var key = SigningKey.Create();
        var signature = key.Sign([1]);

        Assert.Equal(64, signature.Length);
        Assert.True(key.Public.Verify([1], signature));
        Assert.False(key.Public.Verify([2], signature));
        Assert.False(key.Public.Verify([1], signature.AsSpan(1)));
        Assert.False(key.Public.Verify([1], [.. signature, 0]));
        Assert.False(key.Public.Verify([1], new byte[64]));
    }
}
