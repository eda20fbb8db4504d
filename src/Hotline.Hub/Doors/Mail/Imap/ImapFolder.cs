using Hotline.Hub.Settings;
using Hotline.Mail;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Hotline.Hub.Doors.Mail.Imap;

/// <summary>
/// One folder over one connection: handles what waits, then waits for more, until the connection ends. Made anew for
/// each connection.
/// </summary>
internal sealed class ImapFolder : IDisposable
{
    /// <summary>
    /// How long an IDLE lasts before it is begun anew: RFC 2177 allows 29 minutes, and boxes on the way forget a silent
    /// connection after ten.
    /// </summary>
    public static readonly TimeSpan Rearm = TimeSpan.FromMinutes(9);

    private const string Door = "imap";
    private const int Page = 100;
    private const int Beginning = MailLimits.HeaderBytes;
    private readonly ImapClient _client = new(new ImapConversation()) { CheckCertificateRevocation = false };
    private readonly string _name;
    private readonly ImapParts _parts;
    private readonly MailLine<UniqueId> _line;
    private IMailFolder? _folder;
    private ImapMarks? _marks;
    private volatile bool _arrived;
    private bool _left;
    private bool _unmarked;
    private CancellationTokenSource? _waiting;

    public ImapFolder(string name, ImapParts parts)
    {
        (_name, _parts) = (name, parts);
        _line = new MailLine<UniqueId>(parts.Rate, Comparer<UniqueId>.Default);
        _client.ServerCertificateValidationCallback = parts.Trust.Accepts;
        _client.Timeout = (int)TimeSpan.FromSeconds(60).TotalMilliseconds;
    }

    /// <summary>Logs in and opens the folder.</summary>
    public async Task OpenAsync(CancellationToken stop)
    {
        var settings = _parts.Settings;
        var password = await ReadPasswordAsync(settings.PasswordFile, stop);
        await _client.ConnectAsync(settings.Host, settings.Port, settings.Tls switch
        {
            ServerTls.Implicit => SecureSocketOptions.SslOnConnect,
            ServerTls.StartTls => SecureSocketOptions.StartTls,
            ServerTls.None => SecureSocketOptions.None,
        }, stop);
        await LogInAsync(settings.User, password, stop);
        _folder = await _client.GetFolderAsync(_name, stop);
        _folder.CountChanged += (_, _) => Arrived();
        await _folder.OpenAsync(FolderAccess.ReadWrite, stop);
        _marks = new ImapMarks(_folder, _parts.MarksFile(_name));
        if (_parts.IsRenumbered(_name, _folder.UidValidity))
        {
            InboundMailLog.Renumbered(_parts.Log, _name);
        }
        if (!_marks.AtServer)
        {
            InboundMailLog.OwnMarks(_parts.Log, _name);
        }
    }

    /// <summary>Handles every mail that waits now. One that cannot be handled does not stop those behind it.</summary>
    public async Task SweepAsync(CancellationToken stop)
    {
        _arrived = false;
        _left = false;
        var waiting = await _marks!.WaitingAsync(stop);
        _parts.Troubled(_name).KeepOnly(waiting.Select(Name).ToHashSet(StringComparer.Ordinal));
        _line.KeepOnly(waiting.ToHashSet());
        foreach (var page in waiting.Where(uid => !_line.Holds(uid)).ToList().Chunk(Page))
        {
            await HandleAsync(page, called: false, stop);
            await CallAsync(stop);
        }
        await CallAsync(stop);
        _left |= _line.Count > 0;
        _parts.Waiting.Set(Door, _name, _line.Count, _line.Senders);
    }

    /// <summary>Waits for the next mail: by IDLE where the server has it, else as long as a poll lasts.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        var idles = _client.Capabilities.HasFlag(ImapCapabilities.Idle) && !_left && !_parts.Troubled(_name).HasAny;
        var poll = _line.Count > 0 && _parts.PollInterval > MailsWaiting.Again
            ? MailsWaiting.Again : _parts.PollInterval;
        using var done = new CancellationTokenSource(idles ? Rearm : poll, _parts.Clock);
        Volatile.Write(ref _waiting, done);
        try
        {
            if (_arrived)
            {
                return;
            }
            if (idles)
            {
                await _client.IdleAsync(done.Token, stop);
                return;
            }
            using var either = CancellationTokenSource.CreateLinkedTokenSource(done.Token, stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, _parts.Clock, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
            await _client.NoOpAsync(stop);
        }
        finally
        {
            Volatile.Write(ref _waiting, null);
        }
        if (!_client.IsConnected)
        {
            throw new ServiceNotConnectedException("The server hung up.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>
    /// Tries one way: the library would try the password by each that the server offers, and a server counts every one
    /// of them when the password is wrong.
    /// </summary>
    private Task LogInAsync(string user, string password, CancellationToken stop)
    {
        var offered = _client.AuthenticationMechanisms;
        SaslMechanism? way = offered.Contains("SCRAM-SHA-256") ? new SaslMechanismScramSha256(user, password)
            : offered.Contains("PLAIN") ? new SaslMechanismPlain(user, password)
            : offered.Contains("LOGIN") ? new SaslMechanismLogin(user, password) : null;
        if (way is not null)
        {
            return _client.AuthenticateAsync(way, stop);
        }
        offered.Clear(); // leaves the command LOGIN
        return _client.AuthenticateAsync(user, password, stop);
    }

    private static async Task<string> ReadPasswordAsync(string path, CancellationToken stop)
    {
        try
        {
            using var file = new StreamReader(path);
            return await file.ReadLineAsync(stop) ?? "";
        }
        catch (Exception broken) when (NamedFile.IsUnreadable(broken))
        {
            throw new InvalidDataException($"mail.imap.passwordFile cannot be used: {NamedFile.Why(broken)}");
        }
    }

    private void Arrived()
    {
        _arrived = true;
        try
        {
            Volatile.Read(ref _waiting)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The wait was over already.
        }
    }

    private string Name(UniqueId uid) =>
        FormattableString.Invariant($"imap.{ImapParts.FileName(_name)}.{_folder!.UidValidity}.{uid.Id}.eml");

    /// <summary>Takes what has waited and is within the limits now.</summary>
    private async Task CallAsync(CancellationToken stop)
    {
        while (_line.TryCall(out var uid))
        {
            await HandleAsync([uid], called: true, stop);
        }
    }

    private async Task HandleAsync(UniqueId[] page, bool called, CancellationToken stop)
    {
        var facts = MessageSummaryItems.UniqueId | MessageSummaryItems.Size;
        var mails = await _folder!.FetchAsync(page, facts, stop);
        foreach (var mail in mails.Where(m => !_parts.Troubled(_name).Rests(Name(m.UniqueId))))
        {
            await HandleAsync(mail, called, stop);
        }
    }

    private async Task HandleAsync(IMessageSummary mail, bool called, CancellationToken stop)
    {
        var name = Name(mail.UniqueId);
        try
        {
            var isTooLarge = mail.Size > MailLimits.Bytes;
            if (await FetchAsync(mail.UniqueId, isTooLarge, stop) is not { } bytes)
            {
                return;
            }
            var verdict = isTooLarge
                ? await _parts.Inbound.JudgeTooLargeAsync(bytes, stop)
                : await _parts.Inbound.JudgeAsync(
                    name, bytes, whole: true, sender => _line.Ask(mail.UniqueId, sender, called), stop);
            await SettleAsync(mail.UniqueId, name, verdict, bytes, stop);
        }
        catch (Exception failure) when (_client.IsConnected && !stop.IsCancellationRequested)
        {
            InboundMailLog.HandlingFailed(_parts.Log, failure, name);
            if (_parts.Troubled(_name).Failed(name))
            {
                var reason = InboundErrors.NotHandled(failure.GetType().Name);
                await SettleAsync(mail.UniqueId, name, new MailVerdict.Refused([reason], 0, null), default, stop);
            }
        }
    }

    /// <summary>What was refused is put beside the Maildir's refused mails first, then all is marked.</summary>
    private async Task SettleAsync(
        UniqueId uid, string name, MailVerdict verdict, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (verdict is MailVerdict.Refused refused)
        {
            _parts.Refused.Keep(name, refused.Reasons, bytes);
        }
        _left |= verdict.Stays;
        if (!verdict.Stays && !await _marks!.MarkAsync(uid, verdict is MailVerdict.Refused, stop) && !_unmarked)
        {
            _unmarked = true;
            InboundMailLog.OwnMarks(_parts.Log, _name);
        }
        _parts.Inbound.Conclude(name, Door, verdict);
    }

    /// <summary>The mail, or the beginning of one over the limit, unread as before; null when it is gone.</summary>
    private async Task<byte[]?> FetchAsync(UniqueId uid, bool isTooLarge, CancellationToken stop)
    {
        try
        {
            await using var stream = isTooLarge
                ? await _folder!.GetStreamAsync(uid, 0, Beginning, stop) : await _folder!.GetStreamAsync(uid, stop);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, stop);
            return bytes.ToArray();
        }
        catch (MessageNotFoundException)
        {
            return null;
        }
    }
}
