using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;

namespace Hotline.Hub.Outbound;

/// <summary>
/// A notice that is owed, with all that it is written from. All of that is journaled and does not change.
/// </summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Addressee">The addressee on whose account somebody is told.</param>
/// <param name="Notice">The notice: whom it tells, and why.</param>
/// <param name="Envelope">The message that it tells of, as it was signed.</param>
public sealed record OwedNotice(Exchange Exchange, Addressee Addressee, Notice Notice, string Envelope)
{
    /// <summary>Which notice.</summary>
    public NoticeKey Key => Notice.Key;
}
