using System.CommandLine;
using Hotline.Cli.Desk;
using Hotline.Client;

namespace Hotline.Cli.Commands;

/// <summary><c>watch</c>: the live desk.</summary>
internal static class WatchCommand
{
    public static Command Create(Shared shared)
    {
        var from = new Option<long?>("--from")
        {
            Description =
                "Journal position after which to begin: 0 for everything, -1 for only what comes. Else where the "
                + "last watch ended.",
            HelpName = "N",
        };
        from.Validators.Add(result =>
        {
            if (result.GetValue(from) < -1)
            {
                result.AddError("--from is a journal position, 0 for everything, or -1 for only what comes.");
            }
        });
        var silent = new Option<bool>("--no-confirm")
        {
            Description = "Do not tell the hub that messages were delivered or displayed.",
        };
        var command = new Command("watch",
            "Watch the desk live: verify, store and confirm what comes, and show what is to be done by when. "
            + "Ends with Ctrl-C.") { from, silent };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            await using var connection = new HotlineConnection(
                desk.Profile, shared.World.Clock, shared.World.Random,
                new ConnectionOptions { FlashAhead = true }, desk.Directory);
            using var cursor = new FeedCursor(desk.File.CursorPath, shared.World.Clock);
            IWatchPage page = shared.Json(parsed) ? new JsonWatchPage(shared.World) : new WatchPage(shared, desk);
            await using (page)
            {
                var watch = new Watch(desk, connection, cursor, page, confirm: !parsed.GetValue(silent));
                return await watch.RunAsync(parsed.GetValue(from), stop);
            }
        });
        return command;
    }
}
