using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hotline.Hub.Bridges;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Bridges;

public sealed class BrokerPostTests
{
    [Theory]
    [InlineData("hotline/v1/XA/submit", true)]
    [InlineData("hotline/v1/XA/confirm", true)]
    [InlineData("hotline/v1/XA/receipts", false)]
    [InlineData("hotline/v1/xa/submit", false)]
    [InlineData("hotline/v1//submit", false)]
    [InlineData("hotline/v1/+/submit", false)]
    [InlineData("hotline/v1/XA/submit/", false)]
    [InlineData("hotline/v2/XA/submit", false)]
    [InlineData("/hotline/v1/XA/submit", false)]
    public void A_topic_is_that_of_a_participant_or_none(string topic, bool known) =>
        Assert.Equal(known, BrokerPost.Read(topic, []) is { Participant: "XA" });

    [Theory]
    [InlineData("""{"id":"019cabcd-0000-7000-8000-000000000001"}""", "019cabcd-0000-7000-8000-000000000001")]
    [InlineData("""{"id":7}""", null)]
    [InlineData("""{"id":"yesterday"}""", null)]
    [InlineData("[]", null)]
    [InlineData("nonsense", null)]
    public void The_message_that_an_unchecked_envelope_claims_to_be_is_read_where_it_can_be(string payload, string? id)
    {
        using var key = SigningKey.Create();
        var compact = Jws.Sign(Encoding.UTF8.GetBytes(payload), JwsTypes.Envelope, key).Compact;
        var post = BrokerPost.Read("hotline/v1/XA/submit", Encoding.ASCII.GetBytes(compact + "\r\n"))!;
        Assert.Equal(id, post.Claimed()?.ToString());
        Assert.Null((post with { Payload = Encoding.UTF8.GetBytes("é" + compact) }).Claimed());
        Assert.Null((post with { About = BrokerPost.Confirm }).Claimed());
    }

    [Fact]
    public void What_can_be_read_is_named_by_what_was_signed_and_all_else_by_its_bytes()
    {
        using var key = SigningKey.Create();
        var jws = Jws.Sign("{}"u8, JwsTypes.Envelope, key);
        string DigestOf(string text, string about = BrokerPost.Submit) =>
            BrokerPost.Read($"hotline/v1/XA/{about}", Encoding.ASCII.GetBytes(text))!.Digest;

        Assert.Equal(jws.Digest, DigestOf(jws.Compact));
        Assert.Equal(jws.Digest, DigestOf(jws.Compact + "\n"));
        Assert.Equal(jws.Digest, DigestOf(Twin.Of(jws.Compact)));
        Assert.NotEqual(jws.Digest, DigestOf(jws.Compact, BrokerPost.Confirm));
        Assert.Equal(
            Base64Url.EncodeToString(SHA256.HashData("nonsense.of.mine"u8)), DigestOf("nonsense.of.mine"));
    }
}
