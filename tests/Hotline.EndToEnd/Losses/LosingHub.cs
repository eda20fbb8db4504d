using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hotline.Protocol.Proofs;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.Losses;

/// <summary>A hub that is backed up and loses its disk, always at the same address.</summary>
internal sealed class LosingHub : IAsyncDisposable
{
    private readonly TemporaryDirectory _place = new();

    private LosingHub(HubProcess hub) => Hub = hub;

    public HubProcess Hub { get; }

    /// <summary>Where its backup is.</summary>
    public string Backup => _place["backup"];

    public static async Task<LosingHub> StartAsync(HubOptions? options = null) =>
        new(await HubProcess.StartAsync(options ?? new HubOptions { SamePorts = true }));

    /// <summary>Backs it up while it runs.</summary>
    public async Task<JsonNode> BackUpAsync()
    {
        var ended = await CommandLine.RunAsync(null, "--json", "backup", "--data", Hub.Data, Backup);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        return JsonNode.Parse(ended.Output)!;
    }

    /// <summary>Everything is gone, also the mark, and the backup is restored in its place.</summary>
    public async Task<JsonNode> LoseAndRestoreAsync(params string[] more)
    {
        await Hub.KillAsync();
        Directory.Delete(Hub.Data, recursive: true);
        var ended = await CommandLine.RunAsync(null, ["--json", "restore", Backup, "--data", Hub.Data, .. more]);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        return JsonNode.Parse(ended.Output)!;
    }

    /// <summary>Puts the journal of the backup in the place of the hub's, which is stopped.</summary>
    public void PutOldJournal(bool withMark)
    {
        foreach (var file in Directory.EnumerateFiles(Hub.Data, "journal.*"))
        {
            if (!withMark || !file.EndsWith("journal.mark", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
        File.Copy(Path.Combine(Backup, "journal.db"), Path.Combine(Hub.Data, "journal.db"));
    }

    /// <summary>Every file of the data directory with its digest.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Hub.Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => $"{f} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")];

    /// <summary>Starts it where it must refuse; what it says.</summary>
    public async Task<Ended> RefusesAsync()
    {
        await using var process = ChildProcess.Start(
            "dotnet", [.. HubProcess.Arguments(Hub.Data, new HubOptions())]);
        return await process.EndAsync();
    }

    /// <summary>Sends a message by HTTP and returns it with its receipt.</summary>
    public static async Task<(Protocol.Envelopes.SignedEnvelope Message, Receipt Receipt)> SendAsync(Actor actor)
    {
        var message = actor.Notify("XB");
        var receipt = await actor.Api.SubmitAsync(message.Compact);
        Assert.True(receipt.Ok, receipt.Refusal?.ToString());
        return (message, receipt.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _place.Dispose();
    }
}
