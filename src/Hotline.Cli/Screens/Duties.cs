using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Wire;
using Hotline.Protocol;

namespace Hotline.Cli.Screens;

/// <summary>The words for what is awaited; what is, and of whom, the hub says.</summary>
internal static class Duties
{
    /// <summary>What a person of the reader's participant must do, soonest first.</summary>
    public static ImmutableArray<AwaitedView> Ours(ExchangeView view, string me) =>
        view.Turn == Turn.Ours ? [.. view.Awaits.Where(a => a.Of == me && a.What != Awaited.TakeDelivery)] : [];

    /// <summary>What the reader waits for.</summary>
    public static ImmutableArray<AwaitedView> Theirs(ExchangeView view, string me) =>
        view.From == me ? [.. view.Awaits.Where(a => a.Of != me)] : [];

    /// <summary>What is to be done, as a verb.</summary>
    public static string Verb(AwaitedView duty) => duty.What switch
    {
        Awaited.TakeDelivery => "take delivery",
        Awaited.Acknowledge => "acknowledge",
        Awaited.Respond => "respond",
        Awaited.Reach => $"reach {duty.About} by other means: it is silent in {duty.Window.Wire()}",
    };

    /// <summary>The command that does it.</summary>
    public static string Command(AwaitedView duty, MessageId exchange) => duty.What switch
    {
        Awaited.TakeDelivery => "hotline watch",
        Awaited.Acknowledge => $"hotline ack {exchange}",
        Awaited.Respond => $"hotline respond {exchange} --content FILE",
        Awaited.Reach => "hotline directory",
    };

    /// <summary>What a step reminds of, as a verb.</summary>
    public static string Verb(Window window) => window switch
    {
        Window.Delivery => "take delivery of",
        Window.Acknowledgement => "acknowledge",
        Window.Response => "respond to",
    };
}
