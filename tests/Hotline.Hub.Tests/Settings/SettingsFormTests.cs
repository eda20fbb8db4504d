using Hotline.Hub.Settings;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Settings;

/// <summary>What a typing error in hotline.json comes to.</summary>
public sealed class SettingsFormTests : IDisposable
{
    private readonly TemporaryDirectory _config = new();

    public void Dispose() => _config.Dispose();

    [Fact]
    public void Every_typing_error_of_null_or_a_wrong_type_is_refused_with_its_path()
    {
        var shipped = File.ReadAllText(Path.Combine(Checkout.Root, "config", "hotline.json"));
        const string Relay = """{ "name": "first", "host": "smtp.xz.example", "user": "u", "password": "secret" }""";
        const string Bridge = """{ "name": "one", "host": "mq.xa.example", "participants": ["XA"], "user": "u" }""";
        var full = shipped
            .Replace("\"relays\": []", $"\"relays\": [{Relay}], \"from\": \"hotline@xz.example\"", Exactly)
            .Replace("\"bridges\": []", $"\"bridges\": [{Bridge}]", Exactly);
        Assert.Empty(Faults(full));
        var errors = TypingErrors.Of(full).ToList();
        Assert.True(errors.Count > 150, $"{errors.Count} typing errors");
        Assert.All(errors, error =>
        {
            var path = error.Path == "$" ? "" : error.Path[2..].Replace("[", ".", Exactly).Replace("]", "", Exactly);
            var faults = Faults(error.Text);
            Assert.All(faults, f => Assert.Matches("^[0-9]{4} ", f));
            Assert.Contains(faults, f => f.Contains(' ' + path, Exactly));
        });
    }

    [Fact]
    public void A_password_of_a_wrong_type_is_not_shown()
    {
        var faults = Faults("""{ "mail": { "relays": [{ "host": "smtp.xz.example", "password": ["hunter2"] }] } }""");
        Assert.Contains(faults, f => f.Contains(" mail.relays.0.password: a list is not accepted", Exactly));
        Assert.DoesNotContain(faults, f => f.Contains("hunter2", Exactly));
    }

    [Theory]
    [InlineData("""{ "limits": {}, "limits": {} }""", "limits: it is given twice")]
    [InlineData("""{ "limits": {}, "Limits": { "submitPerSecond": 5 } }""", "limits: it is given twice")]
    [InlineData("""{ "limits": { "submitPerSecond": 5, "submitPerSecond": 6 } }""", "limits.submitPerSecond: it is")]
    [InlineData("""{ "limits:submitPerSecond": 5 }""", "limits:submitPerSecond: a name holds no colon")]
    public void A_setting_stands_once_and_in_its_section(string text, string fault) =>
        Assert.Contains(Faults(text), f => f.StartsWith("4104 ", Exactly) && f.Contains(fault, Exactly));

    private const StringComparison Exactly = StringComparison.Ordinal;

    private IReadOnlyList<string> Faults(string text)
    {
        File.WriteAllText(_config["hotline.json"], text);
        return SettingsReader.Read(["--config", _config.Path]).Faults;
    }
}
