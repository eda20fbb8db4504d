namespace Hotline.Mail;

/// <summary>
/// How mails that a hub did not take lie in its Maildir: the hub puts them there, the operator's command reads them.
/// </summary>
public static class RefusedFolder
{
    /// <summary>Its name in the Maildir.</summary>
    public const string Name = "refused";

    /// <summary>What the file with the reasons ends in: a line each, beside the mail.</summary>
    public const string ReasonSuffix = ".reason";

    // Reasons that are being written.
    private const string Unfinished = ReasonSuffix + ".tmp";

    /// <summary>True for a file that is a mail, not its reasons.</summary>
    public static bool IsMail(string file) => !file.EndsWith(ReasonSuffix, StringComparison.Ordinal)
        && !file.EndsWith(Unfinished, StringComparison.Ordinal);
}
