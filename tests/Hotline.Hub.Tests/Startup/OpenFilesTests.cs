using System.Runtime.Versioning;
using Hotline.Hub.Settings;
using Hotline.Hub.Startup;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Startup;

[UnsupportedOSPlatform("windows")]
public sealed class OpenFilesTests : IDisposable
{
    private const UnixFileMode Everybodys = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
        | UnixFileMode.OtherRead;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = Own | UnixFileMode.UserExecute;
    private readonly TemporaryDirectory _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("hub.key.json")]
    [InlineData("journal.db")]
    [InlineData("exercise/xa-officer.json")]
    public void What_others_may_read_of_the_data_is_named(string name)
    {
        Folder("data", OwnFolder | UnixFileMode.OtherExecute);
        Folder("data/exercise", OwnFolder | UnixFileMode.OtherExecute);
        Make($"data/{name}", Everybodys);
        Make("data/directory.json", Own);

        Assert.Equal([_place[$"data/{name}"]], Found());

        File.SetUnixFileMode(_place["data"], OwnFolder);
        Assert.Empty(Found());
    }

    [Fact]
    public void So_are_settings_that_hold_a_password_and_files_that_are_one()
    {
        Folder("config", OwnFolder);
        Make("config/hotline.json", Everybodys, """
            {"mail": {"from": "a@b.example", "relays": [{"host": "mx.example", "user": "u", "password": "p"}]}}
            """);
        Make("password", Everybodys, "secret");
        Make("token", Own, "secret");

        Assert.Equal([_place["password"], _place["config/hotline.json"]], Found(
            "--config", _place["config"], "--set", "mail.imap.host=mx.example", "--set", "mail.imap.user=u",
            "--set", $"mail.imap.passwordFile={_place["password"]}"));

        Make("config/hotline.json", Everybodys, "{}");
        Assert.Empty(Found("--config", _place["config"]));
    }

    private IReadOnlyList<string> Found(params string[] arguments)
    {
        var reading = SettingsReader.Read(["--data", _place["data"], .. arguments]);
        Assert.Empty(reading.Faults);
        return OpenFiles.Among(reading);
    }

    private void Folder(string name, UnixFileMode mode) =>
        File.SetUnixFileMode(Directory.CreateDirectory(_place[name]).FullName, mode);

    private void Make(string name, UnixFileMode mode, string text = "")
    {
        File.WriteAllText(_place[name], text);
        File.SetUnixFileMode(_place[name], mode);
    }
}
