using System.Text.Json;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Settings;

/// <summary>
/// What an editor is told of the settings is what the hub reads. Whoever changes them on purpose runs ops/contract and
/// looks at the difference.
/// </summary>
public sealed class SettingsSchemaTests
{
    [Fact]
    public void The_committed_schema_is_what_the_settings_are() =>
        Committed.Is("config/hotline.schema.json", SettingsSchema.Make());

    [Fact]
    public void Every_setting_says_what_it_is() =>
        Assert.All(Settings(JsonElement.Parse(SettingsSchema.Make().ToJsonString())), setting =>
            Assert.True(setting.Value.TryGetProperty("description", out _), $"{setting.Name} has no comment"));

    private static IEnumerable<JsonProperty> Settings(JsonElement section) =>
        section.GetProperty("properties").EnumerateObject().Where(p => p.Name != "$schema").SelectMany(p =>
            p.Value.TryGetProperty("properties", out _) ? Settings(p.Value).Prepend(p)
            : p.Value.TryGetProperty("items", out var items) && items.TryGetProperty("properties", out _)
            ? Settings(items).Prepend(p) : [p]);
}
