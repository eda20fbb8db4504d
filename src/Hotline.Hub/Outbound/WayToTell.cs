using Hotline.Core.Notices;

namespace Hotline.Hub.Outbound;

/// <summary>
/// A way to tell people: as far as the rules know it, and who sends by it. No rule is without a sender.
/// </summary>
/// <param name="Rule">Its name, what it carries, and whom it reaches.</param>
/// <param name="Sender">Makes the sender, once, of the hub's services.</param>
public sealed record WayToTell(MeansRule Rule, Func<IServiceProvider, INoticeSender> Sender);
