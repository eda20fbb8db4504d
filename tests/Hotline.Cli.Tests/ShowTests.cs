using System.Collections.Immutable;
using Hotline.Cli.Screens;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Testing;
using Hotline.Testing.Hubs;

namespace Hotline.Cli.Tests;

public sealed class ShowTests : IDisposable
{
    private static readonly Basis Modelled = new(BasisKind.OperatorDefault, "modelled on a drill");
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public void The_addressee_reads_first_what_to_do_and_by_when()
    {
        var lines = Page(View(Open(Window.Acknowledgement, 12), Open(Window.Response, 180)), "XB");

        Assert.Contains("EXERCISE", lines[0], StringComparison.Ordinal);
        Assert.Contains("TLP:AMBER", lines[0], StringComparison.Ordinal);
        Assert.Contains("PRIORITY", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            " ► Acknowledge: due in 12 min, 03:12 UTC   hotline ack ", lines[3], StringComparison.Ordinal);
        Assert.StartsWith(" ► Respond: due in 3 h, 06:00 UTC   hotline respond ", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void The_sender_reads_what_is_awaited_of_whom_and_a_lapse_as_overdue()
    {
        var lapsed = Open(Window.Delivery, -3) with { State = WindowState.Lapsed, Outage = new Outage(
            Now.AddMinutes(-4), Now.AddMinutes(-2)) };
        var lines = Page(View(lapsed, Open(Window.Acknowledgement, 12)), "XA");

        Assert.Contains(" ► XB is to take delivery: overdue by 3 min, since 02:57:00 UTC", lines);
        Assert.Contains(" ► XB is to acknowledge: due in 12 min, 03:12 UTC", lines);
        Assert.Contains(lines, l => l.Contains(
            "LAPSED 02:57:00 UTC; the hub was down 02:56:00 UTC to 02:58:00 UTC", StringComparison.Ordinal));
    }

    [Fact]
    public void Windows_of_different_basis_each_name_theirs()
    {
        var lines = Page(View(Open(Window.Acknowledgement, 12),
            Open(Window.Response, 180) with { Basis = new Basis(BasisKind.Regime, "decision 7, paragraph 2") }), "XB");

        Assert.Contains(lines, l => l.Contains("acknowledgement", StringComparison.Ordinal) && l.EndsWith(
            "operator default, modelled on a drill", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("response", StringComparison.Ordinal) && l.EndsWith(
            "set by the regime: decision 7, paragraph 2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_basis_that_all_windows_share_stands_once_below_them() =>
        Assert.Contains("   basis of each window: operator default, modelled on a drill",
            Page(View(Open(Window.Acknowledgement, 12), Open(Window.Response, 180)), "XB"));

    [Fact]
    public void A_window_that_was_met_or_an_exchange_that_ended_asks_nothing()
    {
        var met = Open(Window.Acknowledgement, 12) with { State = WindowState.Met, At = Now.AddSeconds(-30) };

        Assert.Contains(" Nothing is awaited here.", Page(View(met), "XB"));
        Assert.Contains(" This exchange is withdrawn; nothing is awaited any more.", Page(View(
            Open(Window.Response, 5)) with { State = ExchangeState.Withdrawn, Turn = Turn.Nobody, Awaits = [] }, "XB"));
    }

    [Fact]
    public void A_late_act_that_came_after_all_is_not_awaited_any_more()
    {
        var view = View(Open(Window.Acknowledgement, -12) with { State = WindowState.Lapsed });
        var late = view with { Turn = Turn.Nobody, Awaits = [] };

        Assert.Equal(Awaited.Acknowledge, Assert.Single(Duties.Ours(view, "XB")).What);
        Assert.Empty(Duties.Ours(late, "XB"));
        Assert.Contains(" Nothing is awaited here.", Page(late, "XB"));
    }

    [Fact]
    public void A_coordinator_reads_whom_to_reach()
    {
        var view = View(Open(Window.Acknowledgement, -12) with { State = WindowState.Lapsed });
        var reach = new AwaitedView(
            "XZ", Awaited.Reach, "XB", Window.Acknowledgement, Now.AddMinutes(-12), Lapsed: true);

        Assert.Contains(Page(view with { Turn = Turn.Ours, Awaits = [reach] }, "XZ"), l =>
            l.StartsWith(" ► Reach XB by other means: it is silent in acknowledgement: overdue by 12 min",
                StringComparison.Ordinal));
    }

    [Fact]
    public async Task Show_as_JSON_is_the_hubs_view_with_the_message_in_clear()
    {
        await using var server = await StandInHub.StartAsync();
        var opening = server.Message();
        server.Journal.Append(opening.Compact);
        server.Journal.Views[opening.Envelope.Id] =
            View(Open(Window.Acknowledgement, 12)) with { Id = opening.Envelope.Id, Envelope = opening.Compact };
        _stage.Be(server.OtherProfile);

        var run = await _stage.RunAsync(["show", opening.Envelope.Id.ToString(), "--json"]);
        var page = await _stage.RunAsync(["show", opening.Envelope.Id.ToString()]);
        var none = await _stage.RunAsync(["show", FreshMessage.Opening().Id.ToString()]);

        Assert.Equal(
            "operator-default", run.Json["addressees"]![0]!["windows"]![0]!["basis"]!["kind"]!.GetValue<string>());
        Assert.Equal("Unusual traffic", run.Json["message"]!["subject"]!.GetValue<string>());
        Assert.Contains("Signed by XA/officer", page.Out, StringComparison.Ordinal);
        Assert.Contains("Unusual traffic", page.Out, StringComparison.Ordinal);
        Assert.Equal(1, none.Exit);
        Assert.StartsWith("2010 no-such-exchange: ", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_begins_with_what_is_due_first()
    {
        await using var server = await StandInHub.StartAsync();
        _stage.Be(server.OtherProfile);
        var (later, sooner, quiet) = (FreshMessage.Opening().Id, FreshMessage.Opening().Id, FreshMessage.Opening().Id);
        server.Journal.Views[quiet] = View() with { Id = quiet, Position = 9 };
        server.Journal.Views[later] = View(Open(Window.Acknowledgement, 30)) with { Id = later };
        server.Journal.Views[sooner] = View(Open(Window.Acknowledgement, 5)) with { Id = sooner };

        var run = await _stage.RunAsync(["list"]);

        Assert.Equal(0, run.Exit);
        Assert.Equal([sooner, later, quiet], run.Out.Split('\n')
            .Where(l => l.StartsWith("   ", StringComparison.Ordinal)).Select(l => MessageId.Parse(l[^36..])));
        Assert.Contains("acknowledge, due in 5 min, 03:05:00 UTC", run.Out, StringComparison.Ordinal);
    }

    private static DateTimeOffset Now { get; } = new ManualTime().GetUtcNow();

    private static WindowView Open(Window window, int minutes) =>
        new(window, Now.AddHours(-1), Now.AddMinutes(minutes), WindowState.Open, null, Modelled, null);

    private static ExchangeView View(params ImmutableArray<WindowView> windows) => new(
        FreshMessage.Opening().Id, "exercise", Kind.IncidentNotification, Precedence.Priority, Status.Exercise,
        Tlp.Amber, "XA", "officer", ExchangeState.Open,
        Now.AddHours(-1), Now.AddHours(-1), 7,
        [new AddresseeView("XB", AddresseeRole.Action, Rung.Carried, [new RungView(
            Rung.Accepted, Now.AddHours(-1), 7, Carrier.SignalR, null, false, false)], windows, [], [], null)],
        [], windows.Any(w => w.State != WindowState.Met) ? Turn.Ours : Turn.Nobody,
        [.. windows.Where(w => w.State != WindowState.Met).Select(Awaits)],
        [], Now);

    private static AwaitedView Awaits(WindowView window) => new("XB", window.Window switch
    {
        Window.Delivery => Awaited.TakeDelivery,
        Window.Acknowledgement => Awaited.Acknowledge,
        Window.Response => Awaited.Respond,
    }, "XB", window.Window, window.Due, window.State == WindowState.Lapsed);

    private static string[] Page(ExchangeView view, string me)
    {
        var page = new StringWriter();
        ExchangeScreen.Show(new Screen(page, Terminal.None), view, me, "Phishing wave");
        return [.. page.ToString().Split('\n').Select(l => l.TrimEnd())];
    }
}
