using System.Text;
using FsCheck.Fluent;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Protocol.Tests.Envelopes;

public sealed class EnvelopeProperties
{
    private static readonly SigningKey Key = SigningKey.Create();

    [Fact]
    public void What_is_written_is_read_back() => SomeEnvelopes.All.Holds(
        envelope => SomeEnvelopes.Describe(EnvelopeReader.Read(EnvelopeWriter.Write(envelope)).Value)
        == SomeEnvelopes.Describe(envelope));

    [Fact]
    public void What_is_signed_opens_to_the_same_and_to_the_same_digest() => SomeEnvelopes.All.Holds(envelope =>
    {
        var signed = SignedEnvelope.Sign(envelope, Key).Value;
        var opened = SignedEnvelope.Open(signed.Compact, _ => Key.Public).Value;
        return SomeEnvelopes.Describe(opened.Envelope) == SomeEnvelopes.Describe(envelope)
            && opened.Digest == signed.Digest && opened.KeyId == Key.Id;
    });

    [Fact]
    public void Any_signature_of_the_same_bytes_is_the_same_message() => SomeEnvelopes.All.Holds(envelope =>
    {
        var signed = SignedEnvelope.Sign(envelope, Key).Value;
        var twin = SignedEnvelope.Open(Twin.Of(signed.Compact), _ => Key.Public).Value;
        var again = SignedEnvelope.Sign(envelope, Key).Value;
        return twin.Compact != signed.Compact && again.Compact != signed.Compact
            && twin.Digest == signed.Digest && again.Digest == signed.Digest
            && Jws.DigestOf(twin.Compact) == signed.Digest;
    });

    [Fact]
    public void Another_payload_is_another_message() => SomeEnvelopes.All.Holds(envelope =>
        SignedEnvelope.Sign(envelope, Key).Value.Digest
        != SignedEnvelope.Sign(envelope with { Subject = envelope.Subject == "x" ? "y" : "x" }, Key).Value.Digest);

    [Theory]
    [InlineData('A')]
    [InlineData('_')]
    [InlineData('.')]
    [InlineData(' ')]
    [InlineData('=')]
    [InlineData('\u0100')]
    public void No_changed_character_goes_unnoticed(char replacement)
    {
        var compact = SignedEnvelope.Sign(FixedMessage.Envelope, Key).Value.Compact;
        for (var i = 0; i < compact.Length; i++)
        {
            var changed = compact.Remove(i, 1).Insert(i, replacement.ToString());
            if (changed != compact)
            {
                Assert.False(SignedEnvelope.Open(changed, _ => Key.Public).Ok, $"character {i} became '{replacement}'");
            }
        }
    }

    [Fact]
    public void No_damage_goes_unnoticed()
    {
        var compact = SignedEnvelope.Sign(FixedMessage.Envelope, Key).Value.Compact;
        Mutations.Edits.Holds(edits =>
        {
            var changed = Encoding.Latin1.GetString(Mutations.Apply(Encoding.Latin1.GetBytes(compact), edits));
            return changed == compact || !SignedEnvelope.Open(changed, _ => Key.Public).Ok;
        }, times: 500);
    }

    [Fact]
    public void Damaged_payloads_are_read_or_refused_by_number()
    {
        var payload = EnvelopeWriter.Write(FixedMessage.Envelope);
        Mutations.Edits.Holds(edits => ReadOrRefused(Mutations.Apply(payload, edits)), times: 500);
    }

    [Fact]
    public void Any_text_is_read_or_refused_by_number() => Mutations.Texts.Holds(
        text => ReadOrRefused(
            Encoding.UTF8.GetBytes(text)) && Refused(SignedEnvelope.Open(text, _ => Key.Public).Refusal), times: 500);

    [Fact]
    public void Any_signed_bytes_are_read_or_refused_by_number() =>
        ArbMap.Default.ArbFor<byte[]>().Filter(b => b.Length > 0).Holds(
            bytes => Refused(
                SignedEnvelope.Open(Jws.Sign(bytes, JwsTypes.Envelope, Key).Compact, _ => Key.Public).Refusal));

    [Fact]
    public void What_the_reader_accepts_is_accepted_again_when_written() => Mutations.Edits.Holds(edits =>
        !EnvelopeReader.Read(Mutations.Apply(EnvelopeWriter.Write(FixedMessage.Envelope), edits))
            .Try(out var read, out _)
        || SomeEnvelopes.Describe(
            EnvelopeReader.Read(EnvelopeWriter.Write(read)).Value) == SomeEnvelopes.Describe(read), times: 500);

    private static bool ReadOrRefused(byte[] payload) =>
        EnvelopeReader.Read(payload).Try(out _, out var refusal) || Refused(refusal);

    private static bool Refused(Refusal? refusal) =>
        refusal is { Number: >= 1001 and <= 1022 } && !refusal.Detail.Any(char.IsControl);
}
