using Hotline.Protocol;
using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// Opens one sort of packing. What is taken out is walked like any other part; what cannot be opened says why.
/// </summary>
internal interface IUnpacker
{
    /// <summary>Opens a part; null when it is not packed so.</summary>
    /// <param name="leaf">The part.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="work">Counts what comes out.</param>
    Unpacked? Open(Leaf leaf, Place place, ReadingWork work);
}

/// <summary>What came out of a part.</summary>
/// <param name="Parts">What was in it.</param>
/// <param name="Unopened">Why it could not be opened; null when it was.</param>
internal sealed record Unpacked(IReadOnlyList<MimeEntity> Parts, Refusal? Unopened = null)
{
    /// <summary>Known and of no interest.</summary>
    public static Unpacked Nothing { get; } = new([]);

    /// <summary>It was not opened.</summary>
    public static Unpacked Closed(Refusal why) => new([], why);

    /// <summary>What was in it, or that it could not be opened.</summary>
    public static Unpacked OrClosed(MimeEntity? part, string what) =>
        part is null ? Closed(ReadingErrors.Unopened(what)) : new([part]);

    /// <summary>A file as a part.</summary>
    public static MimePart File(byte[] bytes, string? name) => new("application", "octet-stream")
    {
        Content = new MimeContent(new MemoryStream(bytes, writable: false)),
        FileName = name,
    };
}

/// <summary>Where a part stands in its mail.</summary>
/// <param name="Depth">Its level; the mail itself is at 1.</param>
/// <param name="IsForwarded">True inside a mail that this one forwards.</param>
/// <param name="IsInReport">True beside the machine's part of a report: mails here are what it gives back.</param>
/// <param name="IsInArchive">True inside an archive: another one is not opened.</param>
internal readonly record struct Place(int Depth, bool IsForwarded, bool IsInReport, bool IsInArchive)
{
    /// <summary>The mail itself.</summary>
    public static Place Outermost { get; } = new(1, false, false, false);

    /// <summary>One level further in.</summary>
    public Place Deeper => this with { Depth = Depth + 1 };
}
