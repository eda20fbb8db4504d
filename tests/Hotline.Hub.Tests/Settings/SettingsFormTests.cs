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
            Assert.Contains(Faults(error.Text), f => f.StartsWith(path, Exactly));
        });
    }

    [Fact]
    public void A_password_of_a_wrong_type_is_not_shown()
    {
        var faults = Faults("""{ "mail": { "relays": [{ "host": "smtp.xz.example", "password": ["hunter2"] }] } }""");
        Assert.Contains(faults, f => f.StartsWith("mail.relays.0.password: a list is not accepted", Exactly));
        Assert.DoesNotContain(faults, f => f.Contains("hunter2", Exactly));
    }

    private const StringComparison Exactly = StringComparison.Ordinal;

    private IReadOnlyList<string> Faults(string text)
    {
        File.WriteAllText(_config["hotline.json"], text);
        return SettingsReader.Read(["--config", _config.Path]).Faults;
    }
}
