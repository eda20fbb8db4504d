using System.Text;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Doors.Mail.Imap;
using Hotline.Hub.Settings;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail.Dovecot;

/// <summary>A mailbox of Debian's Dovecot, watched.</summary>
public sealed class ImapTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly ManualTime _time = new();
    private readonly ScriptedIntake _intake = new();
    private readonly ImapState _state = new();
    private readonly string _compact = SignedEnvelope.Sign(SomeMail.Envelope(), SomeMail.Key).Value.Compact;
    private PrivateDovecot? _dovecot;
    private ImapWatch? _watch;
    private string _caFile = "";
    private int? _port;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_dovecot is not null)
        {
            await _dovecot.DisposeAsync();
        }
        _data.Dispose();
    }

    [DovecotFact]
    public async Task What_waits_and_what_comes_is_taken_and_marked_and_nothing_is_moved()
    {
        await StartAsync();
        var first = await _dovecot!.DeliverAsync(Reply());
        await WatchAsync();
        await Submitted(1);
        var second = await _dovecot.DeliverAsync(Reply());
        await Submitted(2);
        await RealTime.Until(() => Flags(second).Contains('S', StringComparison.Ordinal), "the mark");
        Assert.Equal([first, second], _dovecot.Mails().Keys.Order());
        Assert.Contains('S', Flags(first));
        Assert.All(_intake.Submitted, taken => Assert.Equal(_compact, taken));
    }

    [DovecotFact]
    public async Task Several_folders_are_watched_each_by_itself()
    {
        await StartAsync();
        await _dovecot!.DeliverAsync(Reply(), "Replies");
        await WatchAsync("INBOX", "Replies");
        await Submitted(1);
        await _dovecot.DeliverAsync(Reply());
        await Submitted(2);
        await _dovecot.DeliverAsync(Reply(), "Replies");
        await Submitted(3);
    }

    [DovecotFact]
    public async Task A_server_that_is_restarted_while_we_wait_is_come_back_to_and_nothing_is_taken_twice()
    {
        await StartAsync();
        await _dovecot!.DeliverAsync(Reply());
        await WatchAsync();
        await Submitted(1);
        await _dovecot.DownAsync();
        await RealTime.Until(() => Fault() is not null, "the loss to be seen");
        await _dovecot.DeliverAsync(Reply());
        await _dovecot.UpAsync();
        await Submitted(2);
        await Watched();
        Assert.Equal(2, _intake.Submitted.Count);
    }

    [DovecotFact]
    public async Task New_numbers_lose_no_mail()
    {
        await StartAsync();
        await _dovecot!.DeliverAsync(Reply());
        await WatchAsync();
        await Submitted(1);
        await _dovecot.DownAsync();
        _dovecot.Renumber();
        await _dovecot.DeliverAsync(Reply());
        await _dovecot.UpAsync();
        await RealTime.Until(() => Tick(() => _intake.Submitted.Count >= 2 && Fault() is null), "the mail that came");
        var last = await _dovecot.DeliverAsync(Reply());
        await RealTime.Until(
            () => Tick(() => Flags(last).Contains('S', StringComparison.Ordinal)), "the mail after that");
    }

    [DovecotFact]
    public async Task A_wrong_password_is_said_and_the_right_one_is_in_force_once_it_is_there()
    {
        await StartAsync();
        await File.WriteAllTextAsync(_data["password"], "wrong\n");
        await WatchAsync(watched: false);
        await RealTime.Until(
            () => Fault() == "the server refuses user or password; check mail.imap.user and passwordFile",
            "the refusal to be seen");
        await RealTime.Until(
            () => _dovecot!.Log.Contains("auth failed, 1 attempts", StringComparison.Ordinal),
            "one attempt in the log");
        await _dovecot!.DeliverAsync(Reply());
        await File.WriteAllTextAsync(_data["password"], _dovecot.Password + "\n");
        await Submitted(1);
    }

    [DovecotFact]
    public async Task A_password_file_that_has_gone_and_a_folder_that_never_was_are_told_as_such()
    {
        await StartAsync();
        await WatchAsync(watched: false, "Replys");
        await RealTime.Until(
            () => Fault() == "there is no such folder; check mail.imap.folders", "the missing folder to be seen");
        File.Delete(_data["password"]);
        await RealTime.Until(
            () => Tick(() => Fault() == "mail.imap.passwordFile cannot be used: there is no such file"),
            "the missing file to be seen");
    }

    [DovecotFact]
    public async Task A_port_that_speaks_no_TLS_is_told_as_such_and_gets_no_password()
    {
        await StartAsync();
        _port = _dovecot!.Port;
        await WatchAsync(watched: false);
        await RealTime.Until(
            () => Fault() == "no TLS is spoken there; check mail.imap.port and tls", "the wrong port to be seen");
        Assert.DoesNotContain("Login:", _dovecot.Log, StringComparison.Ordinal);
    }

    [DovecotFact]
    public async Task A_certificate_that_nobody_vouches_for_gets_no_password()
    {
        await StartAsync();
        _caFile = "";
        await WatchAsync(watched: false);
        await RealTime.Until(
            () => Fault()?.Contains("certificate", StringComparison.Ordinal) == true, "the refusal to be seen");
        Assert.DoesNotContain("Login:", _dovecot!.Log, StringComparison.Ordinal);
    }

    [DovecotFact]
    public async Task What_is_refused_is_flagged_and_kept_with_its_reason()
    {
        await StartAsync();
        _intake.Answer = EnvelopeErrors.BadSignature();
        var name = await _dovecot!.DeliverAsync(Reply());
        await WatchAsync();
        await RealTime.Until(() => Flags(name).Contains('F', StringComparison.Ordinal), "the mark");
        Assert.DoesNotContain('S', Flags(name));
        var reason = Assert.Single(Directory.GetFiles(_data["refused"], "*.reason"));
        Assert.StartsWith("1021 ", await File.ReadAllTextAsync(reason), StringComparison.Ordinal);
        Assert.Equal(Reply(), await File.ReadAllBytesAsync(reason[..^".reason".Length]));
    }

    [DovecotFact]
    public async Task What_the_hub_cannot_take_now_waits_there_until_it_can()
    {
        await StartAsync();
        _intake.Answer = new Hotline.Protocol.Refusal(
            3001, "store-unavailable", Hotline.Protocol.RefusalClass.Unavailable, "Later.");
        var name = await _dovecot!.DeliverAsync(Reply());
        await WatchAsync();
        await Submitted(1);
        _intake.Answer = null;
        await RealTime.Until(() => Tick(() => Flags(name).Contains('S', StringComparison.Ordinal)), "it to be taken");
    }

    private async Task StartAsync()
    {
        _dovecot = await PrivateDovecot.StartAsync();
        _caFile = _dovecot.CertificateFile;
        await File.WriteAllTextAsync(_data["password"], _dovecot.Password + "\n");
    }

    private Task WatchAsync(params string[] folders) => WatchAsync(watched: true, folders);

    private async Task WatchAsync(bool watched, params string[] folders)
    {
        var settings = new ImapSettings
        {
            Host = "localhost",
            Port = _port ?? _dovecot!.TlsPort,
            CaFile = _caFile.Length == 0 ? null : _caFile,
            User = _dovecot!.Login,
            PasswordFile = _data["password"],
            Folders = folders.Length == 0 ? ["INBOX"] : [.. folders],
        };
        Assert.Empty(new MailSettings { Imap = settings }.Faults());
        var rate = SomeDoor.Rate(_time);
        var inbound = SomeDoor.Inbound(_intake, SomeMail.Labels(), SomeDoor.Answers(_time), rate);
        var refused = new RefusedMails(_data["refused"]);
        refused.Prepare();
        _watch = new ImapWatch(
            new ImapParts(
                settings, TimeSpan.FromSeconds(5), _data.Path, inbound, rate, SomeDoor.Waiting(rate, _time), refused,
                _time, NullLogger.Instance),
            _state, () => 0.5);
        await _watch.StartAsync(CancellationToken.None);
        if (watched)
        {
            await Watched();
        }
    }

    private async Task StopAsync()
    {
        if (_watch is { } watch)
        {
            await watch.StopAsync(CancellationToken.None);
            watch.Dispose();
            _watch = null;
        }
    }

    private Task Watched() =>
        RealTime.Until(() => Tick(() => _state.Folders.Values.All(f => f is null)), "the folders to be watched");

    private Task Submitted(int count) =>
        RealTime.Until(() => Tick(() => _intake.Submitted.Count >= count), $"mail {count}; state: {Fault()}");

    /// <summary>Lets pauses pass; the waiting for mail itself is by the server's word.</summary>
    private bool Tick(Func<bool> done)
    {
        if (_state.Folders.Values.Any(f => f is not null) || _intake.Answer is null)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        return done();
    }

    private string? Fault() => _state.Folders.Values.FirstOrDefault(f => f is not null);

    private string Flags(string name) => _dovecot!.Mails().GetValueOrDefault(name, "");

    private byte[] Reply() => Encoding.ASCII.GetBytes(
        "From: officer@xc.example\r\nTo: hotline@hub.example\r\nSubject: Re\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: application/jose; name=ack.jws\r\n\r\n" + _compact + "\r\n");
}
