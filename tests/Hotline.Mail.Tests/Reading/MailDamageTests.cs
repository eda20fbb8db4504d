using System.Text;
using FsCheck.Fluent;
using Hotline.Testing;

namespace Hotline.Mail.Tests;

/// <summary>
/// Whatever happens to a mail on its way, it is read or refused by number: nothing throws, and our own reader never
/// fails (5014).
/// </summary>
[Trait("Category", "Properties")]
public sealed class MailDamageTests
{
    private static readonly byte[][] Originals = [
        Encoding.UTF8.GetBytes(Mails.Reply()), Encoding.UTF8.GetBytes(Mails.Bounce())];

    /// <summary>
    /// One mail for each place of an envelope; what is packed is damaged before it is encoded as well.
    /// </summary>
    public static TheoryData<string> Places => [.. Shapes.Places.Keys];

    [Fact]
    public void Damaged_mails_are_read_or_refused_by_number() => Mutations.Edits.Holds(
        edits => Originals.All(mail => ReadOrRefused(Mutations.Apply(mail, edits))), times: 500);

    [Theory]
    [MemberData(nameof(Places))]
    public void Damaged_mails_of_every_shape_are_read_or_refused_by_number(string place)
    {
        var mail = Disturbances.Mail(Shapes.Places[place](SomeEnvelope.Ack));

        Mutations.Edits.Holds(edits => ReadOrRefused(Mutations.Apply(mail, edits)), times: 40);
    }

    [Theory]
    [InlineData("winmail.dat", "application/ms-tnef")]
    [InlineData("zip", "application/zip")]
    [InlineData("opaque S/MIME", "application/pkcs7-mime")]
    [InlineData("compressed S/MIME", "application/pkcs7-mime")]
    [InlineData("forwarded base64", "message/rfc822")]
    public void Damage_inside_what_is_packed_costs_that_part(string place, string type)
    {
        var packed = Convert.FromBase64String(
            Shapes.Places[place](SomeEnvelope.Ack).Body.Replace("\n", "", StringComparison.Ordinal));
        var beside = Shapes.Places["jose"](SomeEnvelope.Opening);

        Mutations.Edits.Holds(edits =>
        {
            var part = Shapes.File(type, "packed", Mutations.Apply(packed, edits));
            var mail = Encoding.ASCII.GetBytes("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
                + $"--b\n{part}--b\n{beside}--b--\n");
            return MailReader.Read(mail).Try(out var read, out var refusal)
                ? read.Envelopes.Contains(SomeEnvelope.Opening)
                // What is packed may come to say two things, or to be more than is opened.
                : refusal.Number is 5003 or 5004 or 5005 or 5006 or 5010;
        }, times: 300);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_by_number() =>
        ArbMap.Default.ArbFor<byte[]>().Holds(ReadOrRefused, times: 500);

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("Content-Disposition")]
    [InlineData("Content-Transfer-Encoding")]
    [InlineData("From")]
    [InlineData("To")]
    [InlineData("Subject")]
    [InlineData("References")]
    [InlineData("Return-Path")]
    public void Any_header_value_is_read_or_refused_by_number(string name) => Mutations.Texts.Holds(
        value => ReadOrRefused(Encoding.UTF8.GetBytes($"{name}: {value}\n\nx")) && ReadOrRefused(
            Encoding.UTF8.GetBytes($"{name}: a/b; c=\"{value}\n\nx")), times: 500);

    /// <summary>Whatever is read can be shown on a terminal.</summary>
    [Fact]
    public void No_damage_brings_a_control_character_to_the_screen() => Mutations.Edits.Holds(
        edits => Originals.All(mail => !MailReader.Read(Mutations.Apply(mail, edits)).Try(out var read, out _)
            || Shown(read).All(text => !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))), times: 500);

    private static IEnumerable<string> Shown(ReceivedMail mail) => [
        mail.Subject, mail.From ?? "", mail.ReplyTo ?? "", mail.MessageId ?? "", mail.Bounce?.Code ?? "",
        mail.Bounce?.Recipient ?? "", mail.Bounce?.EnvelopeId ?? "", .. mail.To, .. mail.DeliveredTo, .. mail.RepliesTo,
        .. mail.Texts, .. mail.Bounce?.OriginalMessageIds ?? [], .. mail.Unopened.Select(u => u.ToString())];

    private static bool ReadOrRefused(byte[] mail) =>
        MailReader.Read(mail).Try(out _, out var refusal) || refusal.Number is >= 5001 and <= 5013;
}
