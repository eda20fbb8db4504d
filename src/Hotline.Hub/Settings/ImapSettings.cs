using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using static Hotline.Hub.Settings.MailSettings;

namespace Hotline.Hub.Settings;

/// <summary>
/// A mailbox that is read by IMAP (RFC 3501, RFC 9051), section <c>mail.imap</c>. Its mails are marked, never deleted
/// or moved.
/// </summary>
public sealed record ImapSettings
{
    /// <summary>Most folders that are watched; each has a connection of its own.</summary>
    public const int MostFolders = 8;

    /// <summary>Host name, also the name that its certificate must carry; or IP address. Empty: no IMAP.</summary>
    public string Host { get; init; } = "";

    /// <summary>Port; that of IMAP over TLS unless given.</summary>
    [Between(1, 65535)]
    public int Port { get; init; } = 993;

    /// <summary>Protection. Default TLS from the first byte.</summary>
    public ServerTls Tls { get; init; } = ServerTls.Implicit;

    /// <summary>
    /// PEM file of certificate authorities to trust for this server, instead of the system's; null for the system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>User name for logging in.</summary>
    public string User { get; init; } = "";

    /// <summary>
    /// File whose first line is the password. Read at each log-in, so that a changed one is in force at once.
    /// </summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>Folders to watch, 1 to 8, separated by commas. Default INBOX.</summary>
    public ImmutableArray<string> Folders { get; init; } = ["INBOX"];

    /// <summary>True when a mailbox is read.</summary>
    internal bool IsOn => Host.Length > 0;

    /// <summary>All faults, each with key, value and what is allowed.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!IsOn)
        {
            if (new ImapSettings { Folders = Folders } != this || Folders is not ["INBOX"])
            {
                yield return SettingErrors.NotAccepted(
                    "mail.imap.host = '': must be a host name or an IP address when anything else of "
                    + "mail.imap is set.").ToString();
            }
            yield break;
        }
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return SettingErrors.NotAccepted(
                $"mail.imap.host = '{Show(Host)}': must be a host name or an IP address, without a port: "
                + "that is mail.imap.port.").ToString();
        }
        foreach (var fault in BetweenAttribute.Faults("mail.imap", this))
        {
            yield return fault;
        }
        if (!Enum.IsDefined(Tls))
        {
            yield return SettingErrors.NotAccepted(
                $"mail.imap.tls = {Tls}: must be startTls, implicit or none.").ToString();
        }
        if (Tls == ServerTls.None && !RelaySettings.IsLoopback(Host))
        {
            yield return SettingErrors.NotAccepted(
                "mail.imap.tls = none: allowed only for a server on the loopback interface "
                + $"(localhost, 127.0.0.0/8, ::1), not for '{Show(Host)}'. Use implicit or startTls.").ToString();
        }
        if (CaFile is { } file && NamedFile.UnreadableAuthorities(file) is { } why)
        {
            yield return SettingErrors.NamedFile(
                $"mail.imap.caFile = '{Show(file)}': must be a PEM file with at least one certificate ({why}).")
                .ToString();
        }
        if (User.Length == 0)
        {
            yield return SettingErrors.NotAccepted(
                "mail.imap.user = '': must name who logs in.").ToString();
        }
        if (NamedFile.UnreadableSecret(PasswordFile) is { } unreadable)
        {
            yield return SettingErrors.NamedFile(
                $"mail.imap.passwordFile = '{Show(PasswordFile)}': must be a file whose first line is the "
                + $"password ({unreadable}).").ToString();
        }
        if (Folders.Length is < 1 or > MostFolders
            || Folders.Distinct(StringComparer.Ordinal).Count() != Folders.Length)
        {
            yield return SettingErrors.NotAccepted(
                $"mail.imap.folders = '{Show(string.Join(',', Folders))}': must be 1 to {MostFolders} different names.")
                .ToString();
        }
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"{Host}:{Port} {Tls} {string.Join(',', Folders)}");
        return true;
    }
}
