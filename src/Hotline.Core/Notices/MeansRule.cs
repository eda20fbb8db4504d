using Hotline.Contract;
using Hotline.Core.Directory;

namespace Hotline.Core.Notices;

/// <summary>
/// A means of telling somebody, as far as the rules must know it. Who sends by it is the hub's affair.
/// </summary>
/// <param name="Name">Its name, such as <c>mail</c>: lower-case letters, digits and hyphens.</param>
/// <param name="Carries">
/// The carrier that it is when it takes the envelope itself along; null when it only tells that there is one.
/// </param>
/// <param name="Reaches">True when a point of contact can be told by it.</param>
public sealed record MeansRule(string Name, Carrier? Carries, Func<Poc, bool> Reaches)
{
    /// <summary>E-mail, with the signed envelope.</summary>
    public static MeansRule Mail { get; } = new(
        Contract.Facts.Means.Mail, Carrier.Mail, static poc => poc.Mail is not null);
}
