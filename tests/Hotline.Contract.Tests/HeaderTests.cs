using Hotline.Contract.Facts;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

public sealed class HeaderTests
{
    [Fact]
    public void The_journal_s_header_says_who_and_which_bytes_and_never_what()
    {
        var signed = new Some().Message(subject: "Phishing");
        var header = signed.Header();

        Assert.Equal(
            (signed.Envelope.Id, "XA", "officer", signed.KeyId, signed.Digest),
            (header.Id, header.From, header.Sender, header.Key, header.Digest));
        Assert.DoesNotContain("Phishing", header.ToString(), StringComparison.Ordinal);
    }
}
