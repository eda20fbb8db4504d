using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Screens;

/// <summary>Something that is awaited in an exchange.</summary>
/// <param name="Of">From whom.</param>
/// <param name="Window">What: an acknowledgement or a response (or, of a program, delivery).</param>
/// <param name="Due">By when.</param>
/// <param name="Lapsed">True when the window has ended unmet; the act still counts, as late.</param>
internal sealed record Duty(string Of, Window Window, DateTimeOffset Due, bool Lapsed)
{
    /// <summary>What is awaited of whom, soonest first; nothing when the exchange is withdrawn or closed.</summary>
    /// <param name="view">The exchange.</param>
    public static ImmutableArray<Duty> In(ExchangeView view) => view.State != "open" ? [] :
        [.. from a in view.Addressees
            from w in a.Windows
            where w.State == WindowState.Open || (w.State == WindowState.Lapsed && a.Rung < Meets(w.Window))
            orderby w.Due
            select new Duty(a.Participant, w.Window, w.Due, w.State == WindowState.Lapsed)];

    /// <summary>What a person of a participant must do: delivery is its program's affair.</summary>
    public static ImmutableArray<Duty> OfPerson(ExchangeView view, string participant) =>
        [.. In(view).Where(d => d.Of == participant && d.Window != Window.Delivery)];

    /// <summary>The command that does it.</summary>
    public string Command(MessageId exchange) => Window switch
    {
        Window.Delivery => "hotline watch",
        Window.Acknowledgement => $"hotline ack {exchange}",
        Window.Response => $"hotline respond {exchange} --content FILE",
    };

    /// <summary>What is to be done, as a verb.</summary>
    public static string Verb(Window window) => window switch
    {
        Window.Delivery => "take delivery",
        Window.Acknowledgement => "acknowledge",
        Window.Response => "respond",
    };

    private static Rung Meets(Window window) => window switch
    {
        Window.Delivery => Rung.Delivered,
        Window.Acknowledgement => Rung.Acknowledged,
        Window.Response => Rung.Answered,
    };
}
