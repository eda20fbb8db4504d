using System.Text.Json;
using System.Text.Json.Nodes;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;
using Hotline.Hub.Startup;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Microsoft.Extensions.Logging;
using DirectoryFile = Hotline.Core.Directory.DirectoryFile;

namespace Hotline.Hub.Tests.Startup;

/// <summary>Real is never taken for an exercise, nor the reverse.</summary>
public sealed class PurposeTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("osce", Status.Actual, 2104)]
    [InlineData("osce", Status.Exercise, null)]
    [InlineData("exercise", Status.Actual, 2104)]
    [InlineData("exercise", Status.Test, null)]
    public async Task Nothing_in_an_exercise_is_actual_whatever_its_regime(string regime, Status status, int? number)
    {
        await using var hub = await HubInProcess.ExerciseAsync();
        var profile = JsonNode.Parse(await File.ReadAllTextAsync(hub["exercise/xa-officer.json"]))!;
        using var key = SigningKey.FromJwk(profile["key"].Deserialize(KeyJson.Default.Jwk)!).Value;
        var opening = hub.Some.Message().Envelope with { Regime = regime, Status = status };

        Assert.Equal(number, (await hub.TryAsync(SignedEnvelope.Sign(opening, key).Value))?.Number);
        Assert.True(hub.The<Rulebook>().ExerciseOnly);
        Assert.Equal("exercise\n", await File.ReadAllTextAsync(hub["purpose"]));
    }

    [Fact]
    public async Task A_hub_with_participants_of_its_own_is_real_and_says_so()
    {
        await using var hub = await HubInProcess.OpenAsync();

        var actual = hub.Some.Message().Envelope with { Regime = "osce", Status = Status.Actual };

        await hub.SendAsync(SignedEnvelope.Sign(actual, Some.Key("XA/officer")).Value);

        Assert.False(hub.The<Rulebook>().ExerciseOnly);
        Assert.Equal("real\n", await File.ReadAllTextAsync(hub["purpose"]));
    }

    [Theory]
    [InlineData("exercise", Status.Actual, false)]
    [InlineData("exercise", Status.Exercise, true)]
    [InlineData("exercise", Status.Test, true)]
    [InlineData("osce", Status.Exercise, true)]
    [InlineData("solemn", Status.Actual, true)]
    [InlineData("solemn", Status.Exercise, false)]
    [InlineData("solemn", Status.Test, false)]
    public async Task On_a_real_hub_each_regime_says_itself_which_statuses_run_under_it(
        string regime, Status status, bool taken)
    {
        using var config = new TemporaryDirectory();
        Directory.CreateDirectory(config["regimes"]);
        foreach (var name in new[] { "exercise.json", "osce.json" })
        {
            File.Copy(Path.Combine(Checkout.Root, "config", "regimes", name), config[$"regimes/{name}"]);
        }
        var text = JsonNode.Parse(await File.ReadAllTextAsync(config["regimes/osce.json"]))!;
        (text["id"], text["statuses"]) = ("solemn", new JsonArray("actual"));
        await File.WriteAllTextAsync(config["regimes/solemn.json"], text.ToJsonString());
        await using var hub = await HubInProcess.OpenOnAsync(config.Path);
        var opening = hub.Some.Message().Envelope with { Regime = regime, Status = status };

        var refusal = await hub.TryAsync(SignedEnvelope.Sign(opening, Some.Key("XA/officer")).Value);

        Assert.False(hub.The<Rulebook>().ExerciseOnly);
        Assert.Equal(taken ? (int?)null : 2103, refusal?.Number);
    }

    [Fact]
    public async Task What_was_an_exercise_does_not_start_as_a_real_hub()
    {
        await StartAsync();

        Assert.StartsWith("4126 data-of-an-exercise: ", await RefusedAsync("real"), StringComparison.Ordinal);
        await StartAsync("exercise");

        Directory.Delete(_data["exercise"], recursive: true);
        Assert.StartsWith("4126 ", await RefusedAsync("real"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_real_does_not_start_as_an_exercise_nor_becomes_one_when_its_directory_is_gone()
    {
        await File.WriteAllBytesAsync(_data["directory.json"], DirectoryFile.Write(Some.Directory.Participants));
        await StartAsync("real");

        Assert.StartsWith("4127 data-of-a-real-hub: ", await RefusedAsync("exercise"), StringComparison.Ordinal);
        File.Delete(_data["directory.json"]);
        Assert.StartsWith("4128 no-directory: ", await RefusedAsync("asMarked"), StringComparison.Ordinal);
        Assert.False(Path.Exists(_data["exercise"]));
    }

    [Fact]
    public async Task A_journal_of_before_the_mark_with_its_own_participants_is_not_made_an_exercise()
    {
        await File.WriteAllBytesAsync(_data["directory.json"], DirectoryFile.Write(Some.Directory.Participants));
        await StartAsync();
        File.Delete(_data["purpose"]);

        Assert.StartsWith("4127 ", await RefusedAsync("exercise"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participants_of_the_operator_play_an_exercise_when_he_says_so_before_the_first_start()
    {
        await File.WriteAllBytesAsync(_data["directory.json"], DirectoryFile.Write(Some.Directory.Participants));

        await StartAsync("exercise");

        Assert.Equal("exercise\n", await File.ReadAllTextAsync(_data["purpose"]));
        Assert.StartsWith("4126 ", await RefusedAsync("real"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_directory_is_no_real_hub()
    {
        Assert.StartsWith("4128 no-directory: ", await RefusedAsync("real"), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    private async Task StartAsync(string purpose = "asMarked")
    {
        await using var hub = await HubHost.OpenAsync(Reading(purpose), Around);
    }

    private async Task<string> RefusedAsync(string purpose) =>
        (await Assert.ThrowsAsync<StartupException>(() => HubHost.OpenAsync(Reading(purpose), Around))).Message;

    private static HubSurroundings Around => new(new ManualTime(), new Random(1))
    {
        Logging = logging => logging.ClearProviders(),
    };

    private SettingsReading Reading(string purpose) => SettingsReader.Read(
    [
        "--data", _data.Path, "--urls", "http://127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--set", $"purpose={purpose}",
    ]);
}
