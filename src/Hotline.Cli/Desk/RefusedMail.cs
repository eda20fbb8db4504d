using Hotline.Mail;

namespace Hotline.Cli.Desk;

/// <summary>A mail that the hub refused on arrival.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="At">When it was refused.</param>
/// <param name="Reasons">Why, a line each.</param>
/// <param name="From">Whom its header says it is from; null when it says nobody.</param>
internal sealed record RefusedMail(string File, DateTimeOffset At, IReadOnlyList<string> Reasons, string? From)
{
    /// <summary>Those of a folder, the oldest first; none when there is no such folder.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<RefusedMail> Read(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder).Where(RefusedFolder.IsMail).Select(Of)
            .OrderBy(m => m.At).ThenBy(m => m.File, StringComparer.Ordinal),
    ];

    private static RefusedMail Of(string file)
    {
        var beside = file + RefusedFolder.ReasonSuffix;
        var hasReason = System.IO.File.Exists(beside);
        var at = System.IO.File.GetLastWriteTimeUtc(hasReason ? beside : file);
        return new RefusedMail(
            file, new DateTimeOffset(at), hasReason ? System.IO.File.ReadAllLines(beside) : ["no reason is on file"],
            Heading(file)?.From);
    }

    private static ReceivedMail? Heading(string file)
    {
        using var stream = System.IO.File.OpenRead(file);
        var start = new byte[Math.Min(stream.Length, MailLimits.HeaderBytes)];
        return MailReader.ReadHeading(start.AsSpan(0, stream.ReadAtLeast(start, start.Length, false)));
    }
}
