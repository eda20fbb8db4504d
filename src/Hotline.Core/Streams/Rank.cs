namespace Hotline.Core.Streams;

/// <summary>Who is decided first, and who is refused first, when more comes than can be written.</summary>
public enum Rank
{
    /// <summary>
    /// What the hub itself does, such as what is due: never refused for want of room, bounded by whoever does it.
    /// </summary>
    Hub,

    /// <summary>Messages of precedence flash: a place of their own, which nothing else fills.</summary>
    Flash,

    /// <summary>Messages of precedence immediate, and whatever ends a wait.</summary>
    Immediate,

    /// <summary>Messages of precedence priority: refused once three quarters of the place are taken.</summary>
    Priority,

    /// <summary>Messages of precedence routine: refused once half of the place is taken.</summary>
    Routine,
}
