using System.Text;
using Hotline.Contract;
using Hotline.Core.Directory;
using Hotline.Testing;

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
        Assert.StartsWith("$.participants[0].pocs[0].mail: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', fault);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var written = DirectoryFile.Write(Some.Directory.Participants);
        var (read, faults) = DirectoryFile.Read(written);
        Assert.Empty(faults);
        Assert.Equal(written, DirectoryFile.Write(read!.Participants));
    }

    /// <summary>Null in a list of keys once passed the reader, and killed the service that had read it.</summary>
    [Fact]
    public void Every_typing_error_of_null_or_a_wrong_type_is_refused_with_its_path()
    {
        var guests = new Poc("officer", PocRole.DutyOfficer, "Duty officer", ["en"], "Always", "a@xd.example", [])
        {
            Keys = [Some.Key("XD/officer").Public], Guests = [Some.Key("XD/officer").Id], Inbox = true,
        };
        var file = DirectoryFile.Write([Some.Directory.Participants[0], new Participant("XD", "CERT of XD", [guests])]);
        var errors = TypingErrors.Of(Encoding.UTF8.GetString(file)).ToList();
        Assert.True(errors.Count > 300, $"{errors.Count} typing errors");
        Assert.All(errors, error =>
        {
            var (directory, faults) = DirectoryFile.Read(error.Utf8);
            Assert.Null(directory);
            Assert.Contains(faults, f => f.StartsWith(error.Path, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_private_key_is_not_taken_for_a_public_one()
    {
        var file = Encoding.UTF8.GetString(DirectoryFile.Write(Some.Directory.Participants));
        var (directory, faults) = DirectoryFile.Read(Encoding.UTF8.GetBytes(
            file.Replace("\"kty\"", "\"d\": \"AAAA\", \"kty\"", StringComparison.Ordinal)));
        Assert.Null(directory);
        Assert.Contains(faults, f => f.StartsWith("$.participants[0].pocs[0].keys[0].d: ", StringComparison.Ordinal));
    }
}
