using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Screens;

/// <summary>
/// An exchange on one page: what must I do and by when, then how it stands for each addressee. Times are counted by the
/// hub's clock.
/// </summary>
internal static class ExchangeScreen
{
    /// <summary>Everything above the message itself.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="view">What the hub says, corrected by the message.</param>
    /// <param name="me">The reader's participant.</param>
    /// <param name="subject">The message's.</param>
    /// <param name="message">The message, checked; null when there is only the hub's word.</param>
    public static void Show(
        Screen screen, ExchangeView view, string me, string? subject, Envelope? message = null)
    {
        MessageScreen.Labels(screen, view.Status, view.Tlp, view.Precedence, view.Kind);
        MessageScreen.Subject(screen, subject);
        screen.Line();
        ShowDuties(screen, view, me);
        screen.Line(
            $" {view.From} ({view.Sender}) to {Look.Words(message?.To ?? Named(view, AddresseeRole.Action))}",
            Information(message?.Cc ?? Named(view, AddresseeRole.Info)),
            $" · regime {view.Regime} · {view.State.Wire()}");
        var where = FormattableString.Invariant($"position {view.Position} · exchange {view.Id}");
        var time = $"hub time {HumanTime.Clock(view.HubTime)} UTC";
        screen.Line(new Ink($" Accepted {HumanTime.Full(view.AcceptedAt)}, {where} · {time}", Look.Faint));
        foreach (var addressee in view.Addressees)
        {
            screen.Line();
            Addressee(screen, addressee, view.HubTime);
        }
        Acts(screen, view);
    }

    /// <summary>What is asked of the reader, else what the reader waits for, soonest first: as the hub says.</summary>
    public static void ShowDuties(Screen screen, ExchangeView view, string me)
    {
        var (ours, theirs) = (Duties.Ours(view, me), Duties.Theirs(view, me));
        foreach (var duty in ours)
        {
            var due = HumanTime.Due(duty.Due, view.HubTime);
            screen.Line(
                new Ink($" ► {Capital(Duties.Verb(duty))}: {due}", duty.Lapsed ? Look.Bad : Look.Ask),
                new Ink($"   {Duties.Command(duty, view.Id)}", Look.Faint));
        }
        foreach (var duty in theirs)
        {
            var due = HumanTime.Due(duty.Due, view.HubTime);
            screen.Line(new Ink($" ► {duty.Of} is to {Duties.Verb(duty)}: {due}", duty.Lapsed ? Look.Bad : null));
        }
        if (ours.IsEmpty && theirs.IsEmpty)
        {
            screen.Line(new Ink(view.State == ExchangeState.Open
                ? " Nothing is awaited here."
                : $" This exchange is {view.State.Wire()}; nothing is awaited any more.", Look.Good));
        }
        screen.Line();
    }

    private static ImmutableArray<string> Named(ExchangeView view, AddresseeRole role) =>
        [.. view.Addressees.Where(a => a.Role == role).Select(a => a.Participant)];

    private static string Information(ImmutableArray<string> informed) =>
        informed.IsEmpty ? "" : $", for information {Look.Words(informed)}";

    private static void Addressee(Screen screen, AddresseeView a, DateTimeOffset now)
    {
        screen.Line(
            " ", new Ink(a.Participant, Look.Strong),
            a.Role == AddresseeRole.Action ? "  to act · " : "  for information · ",
            new Ink(a.Rung.Wire(), Look.Strong),
            a.ExpectBy is { } expected ? $" · answer promised, {HumanTime.Due(expected, now)}" : "");
        screen.Table(["   rung", "time (UTC)", "carrier", "by", ""], a.Rungs.Select(r => (IReadOnlyList<Ink>)
        [
            "   " + r.Rung.Wire(), Time(r.At, now), r.Carrier.Wire(), r.By ?? "",
            r.Late ? new Ink("late", Look.Bad) : r.Implied ? new Ink("implied by a higher one", Look.Faint) : "",
        ]));
        Windows(screen, a, now);
        if (!a.Steps.IsEmpty)
        {
            screen.Table(["   escalation", "for silence in", "when"], a.Steps.Select(s => (IReadOnlyList<Ink>)
            [
                "   " + s.Step.Wire(), s.Window.Wire(),
                s.At is { } taken ? new Ink($"taken {HumanTime.Record(taken, now)}", Look.Ask) : new Ink(
                    HumanTime.Due(s.Due, now), Look.Faint),
            ]));
        }
        if (!a.Notices.IsEmpty)
        {
            screen.Table(["   told by", "who", "state", "since", ""], a.Notices.Select(n => (IReadOnlyList<Ink>)
            [
                $"   {n.Means}", $"{n.To}{(n.Reply is null ? "" : " (reply)")}",
                new Ink(n.State.Wire(), n.State is NoticeState.Dead or NoticeState.Returned ? Look.Bad : null),
                HumanTime.Record(n.At, now), Trouble(n, now),
            ]));
        }
    }

    /// <summary>The basis stands beside each window, or once below when all have the same.</summary>
    private static void Windows(Screen screen, AddresseeView a, DateTimeOffset now)
    {
        if (a.Windows.IsEmpty)
        {
            return;
        }
        var same = a.Windows.All(w => w.Basis == a.Windows[0].Basis);
        screen.Table(["   window", "length", "what became of it", same ? "" : "basis"], a.Windows.Select(
            w => (IReadOnlyList<Ink>)
        [
            "   " + w.Window.Wire(), HumanTime.Span(w.Due - w.Opened), State(w, now),
            same ? "" : new Ink(Basis(w.Basis), Look.Faint),
        ]));
        if (same)
        {
            screen.Line(new Ink(
                $"   basis of {(a.Windows.Length == 1 ? "this window" : "each window")}: "
                + $"{Basis(a.Windows[0].Basis)}", Look.Faint));
        }
    }

    private static Ink State(WindowView w, DateTimeOffset now) => w.State switch
    {
        WindowState.Open => new Ink(HumanTime.Due(w.Due, now), Look.Ask),
        WindowState.Met => new Ink(
            $"met after {HumanTime.Span((w.At ?? w.Due) - w.Opened)}, {HumanTime.Record(w.At ?? w.Due, now)}",
            Look.Good),
        WindowState.Lapsed => new Ink($"LAPSED {HumanTime.Record(w.Due, now)}{Down(w.Outage, now)}", Look.Bad),
        WindowState.Ended => new Ink($"ended {HumanTime.Record(w.At ?? w.Due, now)}: withdrawn or closed", Look.Faint),
    };

    /// <summary>A lapse while the hub was away is told as such.</summary>
    public static string Down(Outage? outage, DateTimeOffset now) =>
        outage is null
        ? "" : $"; the hub was down {HumanTime.Record(outage.From, now)} to {HumanTime.Record(outage.To, now)}";

    /// <summary>Whose number it is: no window is shown without.</summary>
    public static string Basis(Basis basis) => basis.Kind switch
    {
        BasisKind.Regime => $"set by the regime: {basis.Source}",
        BasisKind.OperatorDefault => $"operator default, {basis.Source}",
    };

    private static string Trouble(NoticeView m, DateTimeOffset now)
    {
        var tried = m.Attempts > 0 ? FormattableString.Invariant($"{m.Attempts} attempts failed") : "";
        var reason = m.Reason is null ? "" : $": {m.Reason}";
        var next = m.Due is { } due ? $" (next {HumanTime.Moment(due, now)})" : "";
        return tried + reason + next;
    }

    private static void Acts(Screen screen, ExchangeView view)
    {
        if (view.Acts.IsEmpty)
        {
            return;
        }
        screen.Line();
        screen.Table([" signed reply", "from", "time (UTC)", "", "id"], view.Acts.Select(act => (IReadOnlyList<Ink>)
        [
            " " + act.Kind.Words(), $"{act.From} ({act.Sender})", Time(act.At, view.HubTime),
            act.Late ? new Ink("late", Look.Bad) : "", new Ink(act.Message.ToString(), Look.Faint),
        ]));
        if (view.Acts.Any(act => act.Kind == Kind.Acknowledgement))
        {
            screen.Line(new Ink(
                " An acknowledgement says that the message was received. It does not mean agreement "
                + "with its content.", Look.Faint));
        }
    }

    private static string Time(DateTimeOffset at, DateTimeOffset now) =>
        HumanTime.Record(at, now).Replace(" UTC", "", StringComparison.Ordinal);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
