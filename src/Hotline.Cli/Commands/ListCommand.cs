using System.CommandLine;
using System.Text.Json;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Client;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Commands;

/// <summary><c>list</c>: exchanges, those that ask something of the reader first.</summary>
internal static class ListCommand
{
    private const int UsualLimit = 100;
    private const int LargestLimit = 500;

    public static Command Create(Shared shared)
    {
        var command = new Command(
            "list", "List your exchanges: first what you must do, soonest first, then the newest.");
        var open = new Option<bool>("--open") { Description = "Leave out what was withdrawn or closed." };
        var limit = new Option<int>("--limit")
        {
            Description = "At most so many, 1 to 500.",
            DefaultValueFactory = _ => UsualLimit,
        };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LargestLimit)
            {
                result.AddError($"--limit is 1 to {LargestLimit}.");
            }
        });
        var before = new Option<long?>("--before")
        {
            Description = "Only what opened before this journal position: where a list says to go on.",
        };
        command.Options.Add(open);
        command.Options.Add(limit);
        command.Options.Add(before);
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            var page = await desk.Api.ExchangesAsync(
                parsed.GetValue(open), parsed.GetValue(limit), parsed.GetValue(before), stop);
            if (!page.Try(out var list, out var refusal))
            {
                return refusal;
            }
            var proven = list.Exchanges.Select(desk.Proven).ToList();
            list = list with { Exchanges = [.. proven.Select(p => p.View)] };
            var alarms = proven.Select(p => p.Alarm).OfType<Refusal>().ToList();
            if (list.Damaged is { Count: > 0 } damaged)
            {
                alarms.Add(ClientErrors.HubDamaged(damaged));
            }
            if (shared.Json(parsed))
            {
                shared.Print(JsonSerializer.SerializeToNode(list, WireJson.Default.ExchangeList)!);
                return alarms.FirstOrDefault();
            }
            foreach (var alarm in alarms)
            {
                shared.Screen.Line(new Ink($"ALARM: {alarm}", Look.Bad));
            }
            if (list.Exchanges.IsEmpty && list.Next is null)
            {
                shared.Screen.Line(alarms.Count == 0 ? "No exchanges yet." : "No exchange that the hub can show.");
                return alarms.FirstOrDefault();
            }
            var me = desk.Profile.Participant;
            var rows = from view in list.Exchanges
                       let duty = Duties.Ours(view, me).FirstOrDefault()
                       orderby duty is null, duty?.Due, view.Position descending
                       select (view, duty);
            foreach (var (view, duty) in rows)
            {
                Show(shared.Screen, desk, view, duty);
            }
            if (list.Next is { } next)
            {
                shared.Screen.Line(new Ink(
                    FormattableString.Invariant($"There may be older ones: hotline list --before {next}"), Look.Faint));
            }
            return alarms.FirstOrDefault();
        });
        return command;
    }

    /// <summary>Two lines each: what is next, and what it is about.</summary>
    private static void Show(Screen screen, OpenDesk desk, ExchangeView view, AwaitedView? duty)
    {
        var subject = desk.Kept(view.Id)?.Envelope.Subject;
        screen.Line(
            Look.Label(view.Status), Look.Label(view.Precedence), " ",
            new Ink(subject ?? view.Kind.Words(), Look.Strong), " · ",
            Next(view, duty, desk.Profile.Participant));
        screen.Line(new Ink(
            $"   {view.Kind.Words()} from {view.From} to {Look.Words(view.Addressees.Select(a => a.Participant))} · "
            + $"{HumanTime.Full(view.AcceptedAt)} · {view.Id}", Look.Faint));
    }

    private static Ink Next(ExchangeView view, AwaitedView? duty, string me)
    {
        if (duty is not null)
        {
            return new Ink(
                $"{Duties.Verb(duty)}, {HumanTime.Due(duty.Due, view.HubTime)}", duty.Lapsed ? Look.Bad : Look.Ask);
        }
        if (Duties.Theirs(view, me) is [var first, ..])
        {
            return new Ink($"{first.Of}: {first.Window.Wire()} {HumanTime.Due(first.Due, view.HubTime)}",
                first.Lapsed ? Look.Bad : null);
        }
        return new Ink(view.State == ExchangeState.Open ? "nothing awaited" : view.State.Wire(), Look.Faint);
    }
}
