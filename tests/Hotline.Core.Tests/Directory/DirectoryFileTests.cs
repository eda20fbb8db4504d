using Hotline.Contract;
using Hotline.Core.Directory;

namespace Hotline.Core.Tests.Directory;

public sealed class DirectoryFileTests
{
    private static IReadOnlyList<string> Faults(string? mail) => DirectoryFile.Read(DirectoryFile.Write(
    [
        new Participant("XA", "CERT of XA",
            [new Poc("officer", PocRole.DutyOfficer, "Duty officer", ["en"], "Always", mail, [])]),
    ])).Faults;

    [Theory]
    [InlineData(null)]
    [InlineData("duty@cert.xa.example")]
    [InlineData("офицер@bücher.example")]
    public void A_point_of_contact_has_one_mail_address_or_none(string? mail) => Assert.Empty(Faults(mail));

    [Theory]
    [InlineData("")]
    [InlineData("Duty <duty@xa.example>")]
    [InlineData("duty@xa.example, deputy@xa.example")]
    [InlineData("duty@xa.example\r\nBcc: all@xb.example")]
    [InlineData("duty@[127.0.0.1]")]
    public void What_no_mail_can_be_sent_to_is_said_with_its_place(string mail)
    {
        var fault = Assert.Single(Faults(mail));
        Assert.StartsWith("$.participants 'XA' 'officer'.mail: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', fault);
    }
}
