using MimeKit;

namespace Hotline.Mail;

/// <summary>
/// MimeKit's parser within our limits. It has none on headers and parts, so its reader goes over the bytes first and is
/// stopped at the limit; only what passes is made into objects. Whatever else either throws means: not readable.
/// </summary>
internal static class MailStructure
{
    // Deeper than we let anything be, so that it is ours that refuses.
    private static readonly ParserOptions Options = new() { MaxMimeDepth = MailLimits.Depth * 2 };

    /// <summary>Reads a mail; null when it is none.</summary>
    /// <param name="bytes">Beginning with a header.</param>
    /// <param name="work">Counts what it holds.</param>
    /// <param name="depth">Level of its outermost part.</param>
    public static ParsedMail? Mail(byte[] bytes, ReadingWork work, int depth) =>
        Measure(bytes, work, depth) is { } measure && Parse(bytes, p => p.ParseMessage()) is { } mail
        ? new ParsedMail(mail, measure.IsCut) : null;

    /// <summary>Reads a part with its headers, as S/MIME wraps it; null when it is none.</summary>
    /// <inheritdoc cref="Mail"/>
    public static MimeEntity? Part(byte[] bytes, ReadingWork work, int depth) =>
        Measure(bytes, work, depth) is null ? null : Parse(bytes, p => p.ParseEntity());

    private static StructureMeasure? Measure(byte[] bytes, ReadingWork work, int depth)
    {
        var measure = new StructureMeasure(Options, bytes, work, depth);
        return Unbroken.Try(() => { measure.ReadMessage(); return measure; });
    }

    private static T? Parse<T>(byte[] bytes, Func<MimeParser, T> parse) where T : class => Unbroken.Try(() => parse(
        new MimeParser(Options, new MemoryStream(bytes, writable: false), MimeFormat.Entity, persistent: true)));
}

/// <summary>A mail that was parsed.</summary>
/// <param name="Message">What MimeKit makes of it.</param>
/// <param name="IsCut">True when a container of parts has no end: the mail may have been cut off.</param>
internal sealed record ParsedMail(MimeMessage Message, bool IsCut);

/// <summary>
/// The boundary to libraries that throw at what strangers send: whatever they throw means that there is nothing, but
/// for a limit that was reached.
/// </summary>
internal static class Unbroken
{
    /// <summary>What is read; null when the reading fails.</summary>
    public static T? Try<T>(Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is not (RefusedWholeException or OutOfMemoryException))
        {
            return null;
        }
    }
}
