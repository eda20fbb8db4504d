using System.Globalization;
using Hotline.Protocol;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>The vocabulary as mails put it.</summary>
internal static class MailWords
{
    public static string Meaning(Tlp tlp) => tlp switch
    {
        Tlp.Red => "for named recipients only",
        Tlp.AmberStrict => "for your organisation only",
        Tlp.Amber => "for your organisation and its clients",
        Tlp.Green => "for the community",
        Tlp.Clear => "without limit",
    };

    public static string Label(Tlp tlp) => "TLP:" + Loud(tlp);

    /// <summary>
    /// What a subject begins with, so that what is not actual says so first; nothing where it is actual.
    /// </summary>
    public static string Label(Status status) => status == Status.Actual ? "" : $"[{Loud(status)}] ";

    public static string Loud<T>(T value) where T : struct, Enum => value.Wire().ToUpperInvariant();

    public static string Words(Kind kind) => kind.Wire().Replace('-', ' ');

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Without control and formatting characters, which could turn the direction of a line.</summary>
    public static string Printable(string text) => string.Concat(text.Where(c => CharUnicodeInfo.GetUnicodeCategory(c)
        is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));
}
