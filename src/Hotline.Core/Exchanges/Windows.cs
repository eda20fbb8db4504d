using Hotline.Contract;

namespace Hotline.Core.Exchanges;

/// <summary>What each window waits for: the one place that says so.</summary>
public static class Windows
{
    /// <summary>The rung that meets the window.</summary>
    public static Rung Expects(this Window window) => window switch
    {
        Window.Delivery => Rung.Delivered,
        Window.Acknowledgement => Rung.Acknowledged,
        Window.Response => Rung.Answered,
    };

    /// <summary>What is awaited while it runs.</summary>
    public static Awaited Awaits(this Window window) => window switch
    {
        Window.Delivery => Awaited.TakeDelivery,
        Window.Acknowledgement => Awaited.Acknowledge,
        Window.Response => Awaited.Respond,
    };

    /// <summary>
    /// The rung from which a notice for silence in the window is needless. A notice is for a person: a program's word
    /// is not enough.
    /// </summary>
    public static Rung Quiets(this Window window) => window switch
    {
        Window.Delivery or Window.Acknowledgement => Rung.Acknowledged,
        Window.Response => Rung.Answered,
    };

    /// <summary>True when the window also runs for those who are only informed.</summary>
    public static bool IsForInformation(this Window window) => window switch
    {
        Window.Delivery => true,
        Window.Acknowledgement or Window.Response => false,
    };

    /// <summary>True when a person must act; false when it is a program's affair.</summary>
    public static bool IsForPeople(this Awaited awaited) => awaited switch
    {
        Awaited.TakeDelivery => false,
        Awaited.Acknowledge or Awaited.Respond or Awaited.Reach => true,
    };

    /// <summary>The window whose lapse makes the rung late; null for rungs that nobody waits for.</summary>
    public static Window? Waiting(this Rung rung) => rung switch
    {
        Rung.Accepted or Rung.Carried => null,
        Rung.Delivered or Rung.Displayed => Window.Delivery,
        Rung.Acknowledged => Window.Acknowledgement,
        Rung.Answered => Window.Response,
    };
}
