namespace Hotline.Client;

/// <summary>A place in the journal: a position means something within its epoch alone.</summary>
/// <param name="Position">Everything up to here was read.</param>
/// <param name="Epoch">The journal's epoch then; null in its first.</param>
public readonly record struct FeedPlace(long Position, DateTimeOffset? Epoch);
