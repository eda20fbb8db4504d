using System.Globalization;
using Hotline.Contract.Wire;
using Hotline.Hub.Tests.Scenarios;
using Hotline.Protocol.Envelopes;

namespace Hotline.Hub.Tests.Reports;

/// <summary>XA asks XB three times and XC once; of some the entries are damaged. XZ coordinates.</summary>
public sealed class ReportDamageTests
{
    [Fact]
    public async Task What_is_not_counted_is_named_by_place_and_exchange_to_whoever_may_know_of_it()
    {
        using var regimes = ReportCaller.Regimes(figures: null);
        await using var hub = await HubInProcess.OpenOnAsync(regimes.Path);
        var (opening, late) = await HurtAsync(hub);
        using var caller = new ReportCaller(hub);

        var own = await caller.ReportAsync("XB/officer");
        var list = await caller.ExchangesAsync("XB/officer");

        Assert.Equal(1, own.Rows.Single(r => r.Window == Contract.Window.Delivery).Asked);
        Assert.Equal(2, own.LeftOut!.Exchanges);
        Assert.Equal<DamagedExchange>(
            [new DamagedExchange(late.Position, late.Message.Envelope.Id), new DamagedExchange(opening.Position)],
            own.LeftOut.Known);
        Assert.Equal<DamagedExchange>(own.LeftOut.Known, list.LeftOut!.Known);
        Assert.Contains(
            "Not counted, because the hub's journal is damaged there: 2 of the exchanges", own.Note,
            StringComparison.Ordinal);
        var coordinator = (await caller.ReportAsync("XZ/officer")).LeftOut!;
        Assert.Equal((2, 2), (coordinator.Exchanges, coordinator.Known.Length));

        // Whoever asked figures as addressee only has nothing left out of its own.
        Assert.Null((await caller.ReportAsync("XC/officer")).LeftOut);
        Assert.Null((await caller.ReportAsync("XA/officer", "from=2020-01-01&to=2020-02-01")).LeftOut);
        var others = (await caller.ReportAsync("XZ/officer", "participant=XC")).LeftOut!;
        Assert.Equal<DamagedExchange>([new DamagedExchange(opening.Position)], others.Known);
    }

    [Fact]
    public async Task Where_figures_are_open_strangers_read_how_many_and_not_which()
    {
        using var regimes = ReportCaller.Regimes("all");
        await using var hub = await HubInProcess.OpenOnAsync(regimes.Path);
        await HurtAsync(hub);
        using var caller = new ReportCaller(hub);

        var stranger = (await caller.ReportAsync("XC/officer")).LeftOut!;

        Assert.Equal(2, stranger.Exchanges);
        Assert.Empty(stranger.Known);
        var csv = (await caller.GetAsync("XC/officer", $"{HttpPaths.Report}?format=csv")).Body.Split("\r\n")[..^1];
        Assert.All(csv[1..^1], line => Assert.EndsWith(",2,,", line, StringComparison.Ordinal));
        Assert.EndsWith(",,,2,,", csv[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_has_the_count_in_every_line_and_what_is_left_out_at_its_end()
    {
        using var regimes = ReportCaller.Regimes(figures: null);
        await using var hub = await HubInProcess.OpenOnAsync(regimes.Path);
        var (opening, late) = await HurtAsync(hub);
        using var caller = new ReportCaller(hub);

        var rows = await LinesAsync(caller, $"{HttpPaths.Report}?format=csv");
        var list = await LinesAsync(caller, $"{HttpPaths.ReportExchanges}?format=csv");

        Assert.Equal(["leftOut", "damaged", "damagedExchange"], rows[0][^3..]);
        Assert.All(rows[1..^2], line => Assert.Equal(["2", "", ""], line[^3..]));
        Assert.Equal(["2", Text(late.Position), late.Message.Envelope.Id.ToString()], rows[^2][^3..]);
        Assert.Equal(["2", Text(opening.Position), ""], rows[^1][^3..]);
        Assert.Equal(["leftOut", "damaged"], list[0][^2..]);
        Assert.All(list[1..^2], line => Assert.Equal(["2", ""], line[^2..]));
        Assert.Equal(
            (late.Message.Envelope.Id.ToString(), Text(late.Position)), (list[^2][1], list[^2][^1]));
        Assert.All(list, line => Assert.Equal(list[0].Length, line.Length));
    }

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);

    private static async Task<List<string[]>> LinesAsync(ReportCaller caller, string path) =>
        [.. (await caller.GetAsync("XB/officer", path)).Body.Split("\r\n")[..^1].Select(line => line.Split(','))];

    private static async Task<((SignedEnvelope Message, long Position) Opening, (SignedEnvelope Message, long Position)
        Late)> HurtAsync(HubInProcess hub)
    {
        var messages = new List<SignedEnvelope>();
        for (var i = 0; i < 3; i++)
        {
            messages.Add(await hub.SendAsync(hub.Some.Message()));
        }
        await hub.SendAsync(hub.Some.Message(to: "XC"));
        var acknowledged = await hub.SendAsync(hub.Some.Acknowledgement(messages[2]));
        await hub.AdvanceAsync(TimeSpan.FromSeconds(1));
        var places = (await hub.PositionAsync(messages[0]), await hub.PositionAsync(acknowledged));
        await hub.HurtAsync(FormattableString.Invariant(
            $"UPDATE entry SET json = 'x' WHERE position IN ({places.Item1}, {places.Item2})"));
        return ((messages[0], places.Item1), (messages[2], places.Item2));
    }
}
