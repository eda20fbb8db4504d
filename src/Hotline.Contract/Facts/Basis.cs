namespace Hotline.Contract.Facts;

/// <summary>Where a number comes from.</summary>
/// <param name="Kind">Who set it.</param>
/// <param name="Source">
/// Of <c>regime</c>: the place in its text. Of <c>operator-default</c>: what it is modelled on.
/// </param>
public sealed record Basis(BasisKind Kind, string Source);
