using System.Text.Json.Nodes;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.EndToEnd.MailStory;

/// <summary>
/// A hub whose mail goes out through a real Postfix to Maildirs of XC and XZ, and comes back in through one. A delivery
/// window is one second; a flash message goes through the whole ladder in seconds, any other waits long for its
/// acknowledgement.
/// </summary>
public sealed class HubWithPostfix : RunningHub
{
    private readonly ConfigFolder _config = ConfigFolder.Shipped()
        .WithExercise(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30))
        .WithExercise(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), precedence: "flash");

    /// <summary>The relay; its mailboxes are officer, deputy, diplomatic, coordinator, and hub.</summary>
    public PrivatePostfix Postfix { get; private set; } = null!;

    protected override HubOptions Options => new() { Config = _config.Path };

    public override async Task InitializeAsync()
    {
        if (PrivatePostfix.Missing is { } why)
        {
            Assert.False(Needed.Everything, why);
            return;
        }
        Postfix = await PrivatePostfix.StartAsync(
            "virtual_mailbox_domains = xc.example xz.example hub.example",
            "virtual_mailbox_maps = inline:{officer@xc.example=officer/ deputy@xc.example=deputy/ "
                + "diplomatic@xc.example=diplomatic/ coordinator@xz.example=coordinator/ hotline@hub.example=hub/}");
        _config.Edit("hotline.json", settings =>
        {
            settings["mail"]!["from"] = "hotline@hub.example";
            settings["mail"]!["relays"] = new JsonArray(new JsonObject
            {
                ["name"] = "postfix",
                ["host"] = "127.0.0.1",
                ["port"] = Postfix.Port,
                ["tls"] = "none",
            });
            settings["mail"]!["inboundMaildir"] = Postfix.Maildir("hub");
            settings["mail"]!["pollInterval"] = "00:00:00.200";
            settings["rules"]!["mailRetries"] = new JsonArray(
                Enumerable.Repeat("00:00:02", 20).Select(t => (JsonNode)t).ToArray());
            settings["mail"]!["breaker"]!["break"] = "00:00:01";
        });
        Directory.CreateDirectory(Postfix.Maildir("hub"));
        await base.InitializeAsync();
        await RealTime.Until(
            () => Directory.Exists(Path.Combine(Postfix.Maildir("hub"), "new")), "the hub has prepared its Maildir");
        await Postfix.OwnAsync("hub");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Postfix is not null)
        {
            await Postfix.DisposeAsync();
        }
        _config.Dispose();
    }
}
