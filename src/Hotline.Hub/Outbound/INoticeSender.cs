namespace Hotline.Hub.Outbound;

/// <summary>
/// Sends notices by one means. Beside a rule of the core (<see cref="Core.Notices.MeansRule"/>) that says whom it
/// reaches, this is all that another means needs; both are named together in a <see cref="WayToTell"/>.
/// </summary>
public interface INoticeSender
{
    /// <summary>Relays, or what stands for them, that are left alone for a while because they failed.</summary>
    IEnumerable<string> Resting => [];

    /// <summary>Whether it is of any use to try at present.</summary>
    Passage Passage => Passage.AlwaysOpen;

    /// <summary>
    /// Tries once, for at most half a minute. The same notice may be sent twice: whoever gets it must be able to tell,
    /// by its key and the time at which it was ordered. Thread-safe.
    /// </summary>
    /// <param name="notice">Whom to tell of what.</param>
    /// <param name="stop">Ends the attempt; whether the notice went out is then unknown.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    Task<NoticeOutcome> SendAsync(OwedNotice notice, CancellationToken stop);
}
