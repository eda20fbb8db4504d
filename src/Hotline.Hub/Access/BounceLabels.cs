using System.Security.Cryptography;
using System.Text;
using Hotline.Durable;
using Hotline.Hub.Settings;
using Hotline.Mail;

namespace Hotline.Hub.Access;

/// <summary>
/// What makes a bounce believable: each mail goes out with a label that follows from which mail it is and from a secret
/// of the hub, and a delivery report counts only when it brings that label back. It stands in the return address where
/// the settings name a mailbox for bounces; only relays and the recipient see it there. Otherwise it is part of the
/// Message-ID, which also stands in replies. A retry has the same label.
/// </summary>
public sealed class BounceLabels
{
    /// <summary>Return addresses that are remembered, so that a report that names no mail leads back to one.</summary>
    public const int Remembered = 10_000;

    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MailMessageId> _given = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];
    private readonly byte[] _secret;
    private readonly MailSettings _settings;
    private readonly string? _file;

    /// <summary>Remembers what an earlier run of the hub remembered.</summary>
    /// <param name="secret">At least 32 bytes that nobody else knows, the same for the life of the hub.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="file">
    /// Where the names of mails with a return address of their own are kept, a line each; null to forget them with the
    /// hub.
    /// </param>
    public BounceLabels(byte[] secret, MailSettings settings, string? file = null)
    {
        (_secret, _settings, _file) = (secret, settings, settings.Bounces is null ? null : file);
        if (_file is not null && File.Exists(_file))
        {
            var names = File.ReadAllLines(_file);
            foreach (var mail in names.TakeLast(Remembered).Select(Read).OfType<MailMessageId>())
            {
                Remember(mail.Mail, mail.Ordered);
            }
            if (names.Length > Remembered)
            {
                var last = string.Join('\n', names.TakeLast(Remembered)) + "\n";
                DurableFile.Write(_file, Encoding.ASCII.GetBytes(last), Mine);
            }
        }
    }

    /// <summary>Letters and digits of a label: 128 bits.</summary>
    public const int Length = MailSettings.BounceLabelLength;

    /// <summary>The Message-ID of a mail, angle brackets included.</summary>
    public string MessageId(MailKey mail, DateTimeOffset ordered) => MailMessageIds.Compose(
        mail, ordered, _settings.MessageDomain, _settings.Bounces is null ? Of(mail, ordered) : null);

    /// <summary>
    /// Reads a Message-ID of this hub back, or the part before its at sign, which a mail has as its name in the
    /// envelope (<see cref="MailMessageIds.EnvelopeId"/>); null for every other.
    /// </summary>
    public MailMessageId? Read(string? messageId) => MailMessageIds.TryParse(
        messageId?.Contains('@', StringComparison.Ordinal) == false
            ? $"{messageId}@{_settings.MessageDomain}" : messageId,
        _settings.MessageDomain, out var id) ? id : null;

    /// <summary>The envelope's sender of a mail: where bounces go. Remembered for <see cref="Find"/>.</summary>
    public string ReturnAddress(MailKey mail, DateTimeOffset ordered)
    {
        if (_settings.Bounces is not { } mailbox)
        {
            return _settings.Replies;
        }
        lock (_lock)
        {
            if (Remember(mail, ordered))
            {
                Keep(mail, ordered);
            }
        }
        return mailbox.Insert(mailbox.LastIndexOf('@'), "+" + Of(mail, ordered));
    }

    /// <summary>
    /// The mail whose return address is among these; null when none is, or it was given longer ago than is remembered.
    /// </summary>
    public MailMessageId? Find(IEnumerable<string> deliveredTo)
    {
        if (_settings.Bounces is null)
        {
            return null;
        }
        lock (_lock)
        {
            return deliveredTo.Select(Extension).OfType<string>()
                .Select(label => _given.GetValueOrDefault(label.ToLowerInvariant())).FirstOrDefault(m => m is not null);
        }
    }

    /// <summary>True when a report brings back the label of the mail that it is about.</summary>
    /// <param name="about">The Message-ID that the report gives back.</param>
    /// <param name="deliveredTo">The addresses that the report came to.</param>
    public bool Holds(MailMessageId about, IEnumerable<string> deliveredTo)
    {
        var right = Encoding.ASCII.GetBytes(Of(about.Mail, about.Ordered));
        return deliveredTo.Select(Extension).Append(about.Label).OfType<string>().Any(
            label => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(label.ToLowerInvariant()), right));
    }

    /// <summary>True when it was not remembered before.</summary>
    private bool Remember(MailKey mail, DateTimeOffset ordered)
    {
        var label = Of(mail, ordered);
        if (!_given.TryAdd(label, new MailMessageId(mail, ordered, label)))
        {
            return false;
        }
        _order.Enqueue(label);
        if (_given.Count > Remembered)
        {
            _given.Remove(_order.Dequeue());
        }
        return true;
    }

    /// <summary>
    /// For the next run. Not synced: what a power cut loses is found again by whatever the report names, and a mail
    /// waits for nothing here.
    /// </summary>
    private void Keep(MailKey mail, DateTimeOffset ordered)
    {
        try
        {
            if (_file is not null)
            {
                File.AppendAllText(_file, MailMessageIds.Compose(mail, ordered, _settings.MessageDomain) + "\n");
            }
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // The mail goes out all the same.
        }
    }

    private string Of(MailKey mail, DateTimeOffset ordered)
    {
        var name = Encoding.UTF8.GetBytes(MailMessageIds.Compose(mail, ordered, _settings.MessageDomain));
        return Convert.ToHexStringLower(HMACSHA256.HashData(_secret, name))[..Length];
    }

    /// <summary>What stands between the plus and the at sign of an address.</summary>
    private static string? Extension(string address)
    {
        var at = address.LastIndexOf('@');
        var plus = at < 0 ? -1 : address.LastIndexOf('+', at);
        return plus < 0 ? null : address[(plus + 1)..at];
    }
}
