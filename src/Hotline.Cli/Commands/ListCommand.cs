using System.CommandLine;
using System.Text.Json;
using Hotline.Cli.Desk;
using Hotline.Cli.Screens;
using Hotline.Protocol;
using Hotline.Protocol.Wire;

namespace Hotline.Cli.Commands;

/// <summary><c>list</c>: exchanges, those that ask something of the reader first.</summary>
internal static class ListCommand
{
    public static Command Create(Shared shared)
    {
        var command = new Command("list", "List your exchanges: first what you must do, soonest first, then the newest.");
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await desk.Api.ExchangesAsync(stop)).Try(out var list, out var refusal))
            {
                return refusal;
            }
            if (shared.Json(parsed))
            {
                shared.Print(JsonSerializer.SerializeToNode(list, WireJson.Default.ExchangeList)!);
                return null;
            }
            if (list.Exchanges.IsEmpty)
            {
                shared.Screen.Line("No exchanges yet.");
                return null;
            }
            var me = desk.Profile.Participant;
            var rows = from view in list.Exchanges
                       let duty = Duty.OfPerson(view, me).FirstOrDefault()
                       orderby duty is null, duty?.Due, view.Position descending
                       select Row(desk, view, duty, me);
            shared.Screen.Table(["next", "status", "precedence", "kind", "from", "to", "subject", "id"], rows);
            return null;
        });
        return command;
    }

    private static IReadOnlyList<Ink> Row(OpenDesk desk, ExchangeView view, Duty? duty, string me) =>
    [
        Next(view, duty, me),
        Look.Label(view.Status) with { Text = view.Status.Wire().ToUpperInvariant() },
        Look.Label(view.Precedence) with { Text = view.Precedence.Wire() },
        view.Kind.Words(),
        view.From,
        Look.Words(view.Addressees.Select(a => a.Participant)),
        Short(desk.Subject(view.Id) ?? ""),
        new Ink(view.Id.ToString(), Look.Faint),
    ];

    private static Ink Next(ExchangeView view, Duty? duty, string me)
    {
        if (duty is not null)
        {
            return new Ink($"{Duty.Verb(duty.Window)}, {HumanTime.Due(duty.Due, view.HubTime)}", duty.Lapsed ? Look.Bad : Look.Ask);
        }
        return Duty.In(view) is [var first, ..] && view.From == me
            ? new Ink($"{first.Of}: {first.Window.Wire()} {HumanTime.Due(first.Due, view.HubTime)}", first.Lapsed ? Look.Bad : null)
            : new Ink(view.State == "open" ? "nothing awaited" : view.State, Look.Faint);
    }

    private static string Short(string subject) => subject.Length > 40 ? subject[..39] + "…" : subject;
}
