using System.Text;
using FsCheck.Fluent;
using Hotline.Testing;

namespace Hotline.Mail.Tests;

public sealed class MailDamageTests
{
    private static readonly byte[][] Originals = [
        Encoding.UTF8.GetBytes(Mails.Reply()), Encoding.UTF8.GetBytes(Mails.Bounce())];

    [Fact]
    public void Damaged_mails_are_read_or_refused_by_number() => Mutations.Edits.Holds(
        edits => Originals.All(mail => ReadOrRefused(Mutations.Apply(mail, edits))), times: 500);

    [Fact]
    public void Any_bytes_are_read_or_refused_by_number() =>
        ArbMap.Default.ArbFor<byte[]>().Holds(ReadOrRefused, times: 500);

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("Content-Disposition")]
    [InlineData("From")]
    [InlineData("To")]
    [InlineData("Subject")]
    [InlineData("References")]
    [InlineData("Return-Path")]
    public void Any_header_value_is_read_or_refused_by_number(string name) => Mutations.Texts.Holds(
        value => ReadOrRefused(Encoding.UTF8.GetBytes($"{name}: {value}\n\nx")) && ReadOrRefused(
            Encoding.UTF8.GetBytes($"{name}: a/b; c=\"{value}\n\nx")), times: 500);

    private static bool ReadOrRefused(byte[] mail) =>
        MailReader.Read(mail).Try(out _, out var refusal) || refusal.Number is >= 5001 and <= 5013;
}
