namespace Hotline.Journal;

/// <summary>A reader's place in the journal.</summary>
/// <param name="Position">Everything up to here is done with.</param>
/// <param name="Note">
/// The reader's own remark, such as what a session subscribes to; not looked into. At most 64 KiB.
/// </param>
public sealed record Cursor(long Position, string Note);

/// <summary>A reader's place with the reader's name.</summary>
/// <param name="Name">The reader.</param>
/// <param name="Cursor">Its place.</param>
public sealed record NamedCursor(string Name, Cursor Cursor);
