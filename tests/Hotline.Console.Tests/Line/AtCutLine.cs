using Hotline.Console.Tests.Rig;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>What is cut.</summary>
public enum Cut
{
    /// <summary>The browser loses its network; the hub goes on for others.</summary>
    Browser,

    /// <summary>The hub is killed and comes back on its data.</summary>
    Hub,
}

/// <summary>Tests in which the line is cut and mended.</summary>
public abstract class AtCutLine(ConsoleHub running) : AtConsole(running)
{
    protected async Task CutAsync(Cut cut, OfficerWindow window)
    {
        await window.KeptAsync();
        if (cut == Cut.Hub)
        {
            await Hub.KillAsync();
        }
        else
        {
            await window.Context.SetOfflineAsync(true);
        }
        await Expect(window.Id("not-connected")).ToBeVisibleAsync();
    }

    protected async Task MendAsync(Cut cut, OfficerWindow window)
    {
        if (cut == Cut.Hub)
        {
            await Hub.StartAgainAsync();
        }
        else
        {
            await window.Context.SetOfflineAsync(false);
        }
        await window.ConnectedAsync();
    }
}
