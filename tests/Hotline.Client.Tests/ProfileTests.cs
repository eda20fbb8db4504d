using System.Runtime.Versioning;
using System.Text;
using Hotline.Contract;
using Hotline.Protocol.Keys;
using Hotline.Testing;

namespace Hotline.Client.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class ProfileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Profile _profile = new(
        "http://127.0.0.1:5080", SigningKey.Create().Public.ToJwk(), "XA", "officer", PocRole.DutyOfficer,
        SigningKey.Create().ToPrivateJwk(), "127.0.0.1:1883");

    public void Dispose() => _directory.Dispose();

    private string InDirectory(string name) => _directory[name];

    [Fact]
    public void A_profile_is_written_for_its_owner_alone_and_reads_back_equal_without_warning()
    {
        var path = InDirectory("xa-officer.json");
        ProfileFile.Write(_profile, path);

        var read = ProfileFile.Read(path).Value;

        Assert.Equal(_profile, read.Profile);
        Assert.Null(read.Warning);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(InDirectory("xa-officer.directory.json"), read.DirectoryPath);
        Assert.Equal(InDirectory("xa-officer.inbox"), read.InboxPath);
    }

    [Fact]
    public void A_profile_that_others_may_read_is_read_with_a_warning_that_says_what_to_do()
    {
        var path = InDirectory("p.json");
        ProfileFile.Write(_profile, path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", ProfileFile.Read(path).Value.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Printing_a_profile_shows_no_private_key() =>
        Assert.DoesNotContain(_profile.Key.D!, _profile.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_missing_profile_is_refused_by_number() =>
        Assert.Equal(6011, ProfileFile.Read(InDirectory("none.json")).Refusal!.Number);

    [Theory]
    [InlineData("""{""", "line 1")]
    [InlineData("""null""", "no object")]
    [InlineData("""{"hub":"http://127.0.0.1"}""", "missing")]
    public void What_is_no_profile_is_refused_with_the_place(string text, string part)
    {
        var refusal = Profile.Parse(Encoding.UTF8.GetBytes(text), "p.json").Refusal!;
        Assert.Equal(6013, refusal.Number);
        Assert.Contains(part, refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"participant\": \"XA\"", "\"participant\": \"xa\"", "participant")]
    [InlineData("\"poc\": \"officer\"", "\"poc\": \"../officer\"", "poc")]
    [InlineData("\"hub\": \"http:", "\"hub\": \"ftp:", "hub")]
    [InlineData("\"role\": \"duty-officer\"", "\"role\": \"king\"", "role")]
    [InlineData("\"poc\": \"officer\"", "\"poc\": \"officer\", \"colour\": \"red\"", "colour")]
    [InlineData("\"poc\": \"officer\"", "\"poc\": \"officer\", \"poc\": \"officer\"", "poc")]
    [InlineData("\"crv\": \"P-256\"", "\"crv\": \"P-384\"", "hubKey")]
    public void A_wrong_member_is_named(string right, string wrong, string part)
    {
        var text = _profile.ToJson();
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        var refusal =
            Profile.Parse(Encoding.UTF8.GetBytes(text[..at] + wrong + text[(at + right.Length)..]), "p.json").Refusal!;

        Assert.Equal(6013, refusal.Number);
        Assert.Contains(part, refusal.Detail, StringComparison.Ordinal);
    }
}
