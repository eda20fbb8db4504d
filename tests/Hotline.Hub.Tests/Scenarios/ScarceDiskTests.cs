using System.Net;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Hub.Access;
using Hotline.Protocol;
using Hotline.Testing;

namespace Hotline.Hub.Tests.Scenarios;

/// <summary>A hub whose disk fills up says so in time, and keeps what is left for what cannot wait.</summary>
public sealed class ScarceDiskTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public async Task Below_the_reserve_flash_and_what_ends_a_wait_are_taken_and_the_clock_goes_on()
    {
        await using var hub = await HubInProcess.OpenAsync();
        hub.ErrorsExpected = true;
        var earlier = await hub.SendAsync(hub.Some.Message(to: "XB"));
        await FreeAsync(hub, (64 * MiB) - 1, DiskLevel.Scarce);

        var refusal = await hub.TryAsync(hub.Some.Message(to: "XB", precedence: Precedence.Immediate));
        Assert.Equal((4145, TimeSpan.FromSeconds(30)), (refusal?.Number, refusal?.RetryAfter));
        Assert.Equal(4145, (await hub.TryAsync(hub.Some.Response(earlier, "XB")))?.Number);
        Assert.Null(await hub.TryAsync(hub.Some.Message(to: "XB", precedence: Precedence.Flash)));
        Assert.Null(await hub.TryAsync(hub.Some.Acknowledgement(earlier, "XB")));

        var silent = await hub.SendAsync(hub.Some.Message(to: "XC", precedence: Precedence.Flash));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(21));
        Assert.Contains(await hub.FactsAsync(silent), f => f is Lapsed { Window: Window.Acknowledgement });
        Assert.Contains(hub.Errors, line => line.StartsWith("1025 ", StringComparison.Ordinal));

        await FreeAsync(hub, 64 * MiB, DiskLevel.Low);
        Assert.Null(await hub.TryAsync(hub.Some.Message(to: "XB", precedence: Precedence.Routine)));
    }

    [Theory]
    [InlineData(null, 200, "disk: ok, free space unknown")]
    [InlineData(1024L, 200, "disk: ok, 1024 MiB free")]
    [InlineData(1023L, 200, "disk: ok, LOW, 1023 MiB free; below 64 MiB only flash is taken")]
    [InlineData(63L, 503, "disk: FAILED, 63 MiB free: only flash and what ends a wait is taken until there is room")]
    public async Task Who_asks_whether_the_hub_is_ready_learns_how_much_is_free(long? free, int status, string line)
    {
        await using var hub = await HubInProcess.OpenAsync();
        hub.ErrorsExpected = true;
        hub.FreeBytes = free * MiB;
        using var http = new HttpClient();

        using var ready = await http.GetAsync(new Uri($"{hub.HttpAddress}/readyz"));

        Assert.Equal((HttpStatusCode)status, ready.StatusCode);
        Assert.Contains(line, (await ready.Content.ReadAsStringAsync()).Split('\n'));
    }

    private static async Task FreeAsync(HubInProcess hub, long bytes, DiskLevel level)
    {
        hub.FreeBytes = bytes;
        await RealTime.Until(() =>
        {
            hub.Time.Advance(TimeSpan.FromMilliseconds(100));
            return hub.The<DiskSpace>().Level == level;
        }, "the hub to look at its disk");
    }
}
