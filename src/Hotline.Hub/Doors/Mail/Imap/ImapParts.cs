using System.Collections.Concurrent;
using Hotline.Hub.Access;
using Hotline.Hub.Settings;

namespace Hotline.Hub.Doors.Mail.Imap;

/// <summary>What watching folders needs, and what it remembers from one connection to the next.</summary>
/// <param name="settings">Checked settings.</param>
/// <param name="pollInterval">How often a folder is looked at by whom nothing wakes.</param>
/// <param name="data">Where the hub keeps marks that the server does not keep.</param>
/// <param name="inbound">What is done with a mail.</param>
/// <param name="rate">The limits.</param>
/// <param name="waiting">Says how many wait for their turn.</param>
/// <param name="refused">Where refused mails are kept for the operator.</param>
/// <param name="clock">Runs waits.</param>
/// <param name="log">Log.</param>
public sealed class ImapParts(
    ImapSettings settings, TimeSpan pollInterval, string data, InboundMail inbound, IntakeRate rate,
    MailsWaiting waiting, RefusedMails refused, TimeProvider clock, ILogger log)
{
    private readonly ConcurrentDictionary<string, TroubledMails> _troubled = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, uint> _validities = new(StringComparer.Ordinal);

    /// <summary>Checked settings.</summary>
    public ImapSettings Settings => settings;

    /// <summary>How often a folder is looked at by whom nothing wakes.</summary>
    public TimeSpan PollInterval => pollInterval;

    /// <summary>What is done with a mail.</summary>
    public InboundMail Inbound => inbound;

    /// <summary>The limits.</summary>
    public IntakeRate Rate => rate;

    /// <summary>Says how many wait for their turn.</summary>
    public MailsWaiting Waiting => waiting;

    /// <summary>Where refused mails are kept.</summary>
    public RefusedMails Refused => refused;

    /// <summary>Runs waits.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Log.</summary>
    public ILogger Log => log;

    /// <summary>Which certificate is the server's.</summary>
    internal ServerTrust Trust { get; } = new(settings.CaFile);

    /// <summary>The mails of a folder at which handling failed.</summary>
    public TroubledMails Troubled(string folder) => _troubled.GetOrAdd(folder, _ => new TroubledMails(clock));

    /// <summary>True when its numbers are not those of the last connection.</summary>
    public bool IsRenumbered(string folder, uint validity)
    {
        var before = _validities.GetValueOrDefault(folder, validity);
        _validities[folder] = validity;
        return before != validity;
    }

    /// <summary>Where the hub keeps its own marks of a folder.</summary>
    public string MarksFile(string folder) => Path.Combine(data, $"imap.{FileName(folder)}.marks");

    /// <summary>A folder's name as part of a file's: no two folders have the same.</summary>
    public static string FileName(string folder) =>
        Uri.EscapeDataString(folder) is { Length: <= 80 } name ? name.Replace("%", "=", StringComparison.Ordinal)
            : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(folder)))[..32];
}
