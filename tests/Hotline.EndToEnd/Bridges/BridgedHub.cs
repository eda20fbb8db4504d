using System.Text.Json.Nodes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Bridges;

/// <summary>The settings of a hub with bridges, for tests: quick to come back, slow to nobody.</summary>
internal static class BridgedHub
{
    /// <summary>One bridge to a broker, by user and password.</summary>
    public static JsonObject To(PrivateMosquitto broker, string name, params string[] participants) => new()
    {
        ["name"] = name,
        ["host"] = "localhost",
        ["port"] = broker.Port,
        ["caFile"] = broker.CaFile,
        ["user"] = "hotline",
        ["password"] = "hotline",
        ["participants"] = new JsonArray([.. participants.Select(p => (JsonNode)p)]),
        ["timeout"] = "00:00:03",
        ["keepAlive"] = "00:00:02",
        ["pause"] = "00:00:00.1",
        ["longestPause"] = "00:00:01",
        ["canary"] = "00:00:01",
        ["messagesPerSecond"] = 10_000,
    };

    /// <summary>The same with some members set.</summary>
    public static JsonObject With(this JsonObject bridge, params (string Name, JsonNode? Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                bridge.Remove(name);
            }
            else
            {
                bridge[name] = value;
            }
        }
        return bridge;
    }

    /// <summary>Shipped settings with these bridges, and no limit that a test would meet by its haste.</summary>
    public static ConfigFolder Settings(params JsonObject[] bridges)
    {
        var config = ConfigFolder.Shipped();
        config.Edit("hotline.json", settings =>
        {
            settings["bridges"] = new JsonArray([.. bridges]);
            settings["limits"]!["submitPerSecond"] = 1_000_000;
            settings["limits"]!["submitBurst"] = 1_000_000;
        });
        return config;
    }

    /// <summary>Starts a hub and waits until these bridges are up; the only one when none is named.</summary>
    public static async Task<HubProcess> StartAsync(ConfigFolder config, params string[] bridges)
    {
        var hub = await HubProcess.StartAsync(new HubOptions { Config = config.Path, SamePorts = true });
        foreach (var bridge in bridges.Length > 0 ? bridges : [Names(config).Single()])
        {
            await hub.IsUpAsync(bridge);
        }
        return hub;
    }

    private static IEnumerable<string> Names(ConfigFolder config) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(config.Path, "hotline.json")))!["bridges"]!.AsArray()
            .Select(b => b!["name"]!.GetValue<string>());

    /// <summary>What <c>/readyz</c> says of a bridge.</summary>
    public static async Task<string> StandingAsync(this HubProcess hub, string bridge)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(hub.Http + "/readyz"));
        var ready = await answer.Content.ReadAsStringAsync();
        return ready.Split('\n').Single(l => l.StartsWith($"bridge {bridge}: ", StringComparison.Ordinal));
    }

    /// <summary>Waits until <c>/readyz</c> says so of a bridge.</summary>
    public static Task StandsAsync(this HubProcess hub, string bridge, string said) => RealTime.Until(
        async () => (await hub.StandingAsync(bridge)).Contains(said, StringComparison.Ordinal),
        $"bridge {bridge} to say '{said}'");

    /// <summary>Waits until a bridge is connected and its canary has come back.</summary>
    public static async Task IsUpAsync(this HubProcess hub, string bridge)
    {
        var said = "";
        try
        {
            await RealTime.Until(async () =>
            {
                said = await hub.StandingAsync(bridge);
                return said.Contains(": ok,", StringComparison.Ordinal)
                    && !said.Contains("canary back never", StringComparison.Ordinal);
            }, $"bridge {bridge} to be up");
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{said}\n{string.Join('\n', hub.Log.Where(l => l.Event / 1000 == 4).TakeLast(10))}");
        }
    }
}
