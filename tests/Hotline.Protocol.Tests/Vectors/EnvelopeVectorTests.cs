using System.Text.Json;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Vectors;

public sealed class EnvelopeVectorTests
{
    public static TheoryData<string> Valid => VectorFile.Names("envelopes-valid.json", "envelopes");

    public static TheoryData<string> Invalid => VectorFile.Names("envelopes-invalid.json", "envelopes");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_envelope_opens_and_says_what_the_vector_says(string name)
    {
        var vector = VectorFile.Find("envelopes-valid.json", "envelopes", name);
        var signed = SignedEnvelope.Open(VectorFile.Compact(vector), VectorFile.Directory).Value;

        Assert.Equal(vector.GetProperty("digest").GetString(), signed.Digest);
        using var key = VectorFile.Key(vector.GetProperty("key").GetString()!);
        Assert.Equal(key.Id, signed.KeyId);
        var written = JsonElement.Parse(EnvelopeWriter.Write(signed.Envelope));
        foreach (var member in vector.GetProperty("members").EnumerateObject())
        {
            Assert.True(JsonElement.DeepEquals(member.Value, written.GetProperty(member.Name)),
                $"{member.Name}: {written.GetProperty(member.Name)}");
        }
        Assert.Subset(
            vector.GetProperty("members").EnumerateObject().Select(m => m.Name).Append("content").ToHashSet(),
            written.EnumerateObject().Select(m => m.Name).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_envelope_is_refused_by_its_number(string name)
    {
        var vector = VectorFile.Find("envelopes-invalid.json", "envelopes", name);

        VectorFile.AssertRefused(vector, SignedEnvelope.Open(VectorFile.Compact(vector), VectorFile.Directory).Refusal);
    }

    [Fact]
    public void There_is_a_vector_for_every_refusal_of_an_envelope()
    {
        var shown = VectorFile.Load("envelopes-invalid.json").GetProperty("envelopes").EnumerateArray()
            .Select(v => v.GetProperty("refusal").GetProperty("number").GetInt32()).Distinct().Order();

        Assert.Equal(Enumerable.Range(1001, 22), shown);
    }
}
