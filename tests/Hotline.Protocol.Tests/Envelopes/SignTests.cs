using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;

namespace Hotline.Protocol.Tests.Envelopes;

public sealed class SignTests
{
    private static readonly SigningKey Key = SigningKey.Create();

    [Theory]
    [InlineData("", 1010)]
    [InlineData(" ", 1010)]
    [InlineData("{", 1010)]
    [InlineData("1,\"tlp\":\"clear\"", 1011)]
    [InlineData("1},{", 1010)]
    [InlineData("1 2", 1010)]
    [InlineData("\"\\ud800\"", 1010)]
    [InlineData("{\"a\":1,\"a\":2}", 1011)]
    public void Content_that_is_not_one_JSON_value_is_not_signed(string json, int number) =>
        Assert.Equal(number, SignedEnvelope.Sign(
            FixedMessage.Envelope with { Content = new Content("application/json", json) }, Key).Refusal?.Number);

    [Fact]
    public void Half_a_surrogate_pair_in_content_is_not_signed() =>
        Assert.Equal(1010, SignedEnvelope.Sign(
            FixedMessage.Envelope with { Content = new Content("application/json", "\"\ud800\"") },
            Key).Refusal?.Number);

    [Fact]
    public void Content_cannot_bring_members_of_its_own() =>
        Assert.Equal(1010, SignedEnvelope.Sign(FixedMessage.Envelope with { Subject = null, Content = new Content(
            "application/json", "1,\"subject\":\"other\"") }, Key).Refusal?.Number);

    [Fact]
    public void White_space_around_content_is_no_part_of_it() =>
        Assert.Equal("{}", SignedEnvelope.Sign(
            FixedMessage.Envelope with { Content = new Content("application/json", " {}\r\n") },
            Key).Value.Envelope.Content!.Json);

    [Fact]
    public void Half_a_surrogate_pair_in_a_subject_is_never_sent_as_it_is()
    {
        var signed = SignedEnvelope.Sign(FixedMessage.Envelope with { Subject = "a\ud800b" }, Key);

        Assert.True(!signed.Ok || signed.Value.Envelope.Subject == "a\uFFFDb");
    }

    [Fact]
    public void Nobody_signs_what_nobody_accepts() =>
        Assert.Equal(1019, SignedEnvelope.Sign(FixedMessage.Envelope with { To = ["XA"] }, Key).Refusal?.Number);

    [Fact]
    public void Times_are_cut_to_what_can_be_written() => Assert.Equal(
        FixedMessage.Now, SignedEnvelope.Sign(
            FixedMessage.Envelope with { Created = FixedMessage.Now.AddTicks(9) }, Key).Value.Envelope.Created);

    [Fact]
    public void What_is_too_large_is_not_signed() =>
        Assert.Equal(1002, SignedEnvelope.Sign(FixedMessage.Envelope with { Content = new Content(
            "text/plain", $"\"{new string('x', EnvelopeLimits.Bytes)}\"") }, Key).Refusal?.Number);

    [Fact]
    public void A_key_is_used_by_many_at_once()
    {
        var failures = 0;
        Parallel.For(0, 500, i =>
        {
            var signed = SignedEnvelope.Sign(FixedMessage.Envelope with { Subject = $"message {i}" }, Key).Value;
            if (!SignedEnvelope.Open(signed.Compact, _ => Key.Public).Try(out var opened, out _)
                || opened.Envelope.Subject != $"message {i}")
            {
                Interlocked.Increment(ref failures);
            }
        });
        Assert.Equal(0, failures);
    }
}
