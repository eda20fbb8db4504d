using System.Text;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Doors.Mail.Imap;
using Hotline.Hub.Settings;
using Hotline.Protocol.Envelopes;
using Hotline.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hotline.Hub.Tests.Mail.Imap;

/// <summary>Mailboxes of servers that offer little, refuse what we ask, or say what is wrong.</summary>
public sealed class PoorServerTests : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);
    private readonly TemporaryDirectory _data = new();
    private readonly ManualTime _time = new();
    private readonly ScriptedIntake _intake = new();
    private ImapState _state = new();
    private ImapWatch? _watch;
    private int _perAddress = 60;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Without_IDLE_the_folder_is_asked_as_often_as_the_settings_say()
    {
        using var server = new ScriptedMailbox();
        await WatchAsync(server);
        await RealTime.Until(() => Searches(server) == 1, "the first look");
        server.Deliver(1, Reply());
        _time.Advance(Poll - TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("NOOP", server.Heard);

        // What the watch waits by may be made only now: the rest of the time passes until it is.
        await RealTime.Until(() => Tick(TimeSpan.FromSeconds(1), () => _intake.Submitted.Count == 1), "the mail");
        await RealTime.Until(() => server.Flags(1).Count == 2, "the mark");
        Assert.Equal(["$HotlineTaken", @"\Seen"], server.Flags(1));
        Assert.DoesNotContain("IDLE", server.Heard);
        Assert.Contains("NOOP", server.Heard);
    }

    [Theory]
    [InlineData("READ-ONLY", "")]
    [InlineData("READ-ONLY", @"\Seen \Flagged \*")]
    [InlineData("READ-WRITE", "")]
    [InlineData("READ-WRITE", @"\Seen")]
    public async Task Where_the_server_keeps_no_marks_the_hub_remembers_what_it_took(string access, string flags)
    {
        using var server = new ScriptedMailbox { Access = access, PermanentFlags = flags };
        server.Deliver(1, Reply());
        server.Deliver(2, Reply());
        await WatchAsync(server);
        await Submitted(2);
        await Looked(server, 1);
        await StopAsync();

        // The next run of the hub has only what the first wrote down.
        var looks = Searches(server);
        server.Deliver(3, Reply());
        await WatchAsync(server);
        await Submitted(3);
        await Looked(server, looks + 1);
        Assert.Equal(3, _intake.Submitted.Count);
        Assert.Equal(
            access == "READ-WRITE" && flags.Length > 0 ? 3 : 0,
            server.Heard.Count(c => c.StartsWith("UID STORE", StringComparison.Ordinal)));
        Assert.All(server.Flags(3), flag => Assert.Equal(@"\Seen", flag));
        Assert.Empty(Refused());
    }

    [Theory]
    [InlineData("TAG NO we may not\r\n")]
    [InlineData("TAG NO [OVERQUOTA] no room\r\n")]
    [InlineData("TAG BAD what is that\r\n")]
    public async Task A_mark_that_the_server_takes_not_is_the_hubs(string refusal)
    {
        using var server = new ScriptedMailbox
        {
            Instead = c => c.StartsWith("UID STORE", StringComparison.Ordinal) ? refusal : null,
        };
        server.Deliver(1, Reply());
        await WatchAsync(server);
        await Submitted(1);
        await Looked(server, 3);
        Assert.Single(_intake.Submitted);
        Assert.Empty(Refused());
        Assert.Null(Fault());
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODY[] {400}\r\nFrom: officer@xc.example\r\n")]
    [InlineData("* BYE going down\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[")]
    [InlineData("* 1 FETCH (UID 1 BODY[] {99999999999999999999}\r\n")]
    public async Task A_server_that_breaks_off_in_a_mail_is_come_back_to(string half)
    {
        var broken = false;
        using var server = new ScriptedMailbox();
        server.Instead = c =>
        {
            if (broken || !c.Contains("BODY", StringComparison.Ordinal))
            {
                return null;
            }
            broken = true;
            return half;
        };
        server.Deliver(1, Reply());
        await WatchAsync(server, watched: false);
        await Submitted(1);
        await RealTime.Until(() => server.Flags(1).Count == 2, "the mark");
        Assert.Empty(Refused());
    }

    [Theory]
    [InlineData("* 1 EXPUNGE\r\nTAG OK done\r\n")]
    [InlineData("TAG OK done\r\n")]
    [InlineData("TAG NO [EXPUNGEISSUED] gone\r\n")]
    public async Task A_mail_that_is_gone_when_it_is_asked_for_is_no_fault(string gone)
    {
        using var server = new ScriptedMailbox();
        server.Instead = c =>
        {
            if (c.StartsWith("UID FETCH 1 ", StringComparison.Ordinal) && c.Contains("BODY", StringComparison.Ordinal))
            {
                server.Remove(1);
                return gone;
            }
            return null;
        };
        server.Deliver(1, Reply());
        server.Deliver(2, Reply());
        await WatchAsync(server);
        await Submitted(1);
        await Looked(server, 2);
        Assert.Equal(["$HotlineTaken", @"\Seen"], server.Flags(2));
        Assert.Empty(Refused());
    }

    [Fact]
    public async Task A_mail_whose_size_the_server_does_not_say_is_taken_all_the_same()
    {
        using var server = new ScriptedMailbox
        {
            Instead = c => c.Contains("RFC822.SIZE", StringComparison.Ordinal)
                ? "* 1 FETCH (UID 1)\r\nTAG OK done\r\n" : null,
        };
        server.Deliver(1, Reply());
        await WatchAsync(server);
        await Submitted(1);
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODY[] {2000000000}\r\n")]
    [InlineData("* 1 FETCH (UID 1 X-GM-LABELS (\"{1}\r\n")]
    public async Task A_server_that_never_ends_is_hung_up_on(string beginning)
    {
        using var server = new ScriptedMailbox
        {
            Endless = Encoding.ASCII.GetBytes(new string('x', 64 * 1024)),
            Instead = c => c.Contains("BODY", StringComparison.Ordinal) ? beginning : null,
        };
        server.Deliver(1, Reply());
        await WatchAsync(server, watched: false);
        await RealTime.Until(() => Fault()?.StartsWith("no connection", StringComparison.Ordinal) == true, "the end");
        Assert.InRange(server.Sent, ImapConversation.MostHeard / 2, ImapConversation.MostHeard * 2L);
        Assert.Empty(_intake.Submitted);
    }

    [Fact]
    public async Task What_is_beyond_the_limits_stays_unseen_and_is_taken_later()
    {
        _perAddress = 1;
        using var server = new ScriptedMailbox();
        server.Deliver(1, Reply());
        server.Deliver(2, Reply());
        await WatchAsync(server);
        await RealTime.Until(() => server.Flags(1).Count == 2, "the first");
        await RealTime.Until(() => Tick(TimeSpan.FromMilliseconds(100), () => Searches(server) > 1), "another look");
        Assert.Empty(server.Flags(2));
        Assert.Single(_intake.Submitted);
        await RealTime.Until(() => Tick(TimeSpan.FromSeconds(10), () => server.Flags(2).Count == 2), "the second");
        Assert.Equal(["$HotlineTaken", @"\Seen"], server.Flags(2));
        Assert.Equal(2, _intake.Submitted.Count);
    }

    private async Task WatchAsync(ScriptedMailbox server, bool watched = true)
    {
        await File.WriteAllTextAsync(_data["password"], "secret\n");
        var settings = new ImapSettings
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Tls = ServerTls.None,
            User = "hub",
            PasswordFile = _data["password"],
        };
        Assert.Empty(new MailSettings { Imap = settings }.Faults());
        var refused = new RefusedMails(_data["refused"]);
        refused.Prepare();
        _state = new ImapState();
        var rate = SomeDoor.Rate(_time, _perAddress, inAll: 600);
        var inbound = SomeDoor.Inbound(_intake, SomeMail.Labels(), SomeDoor.Answers(_time), rate);
        _watch = new ImapWatch(
            new ImapParts(
                settings, Poll, _data.Path, inbound, rate, SomeDoor.Waiting(rate, _time), refused, _time,
                NullLogger.Instance),
            _state, () => 0.5);
        await _watch.StartAsync(CancellationToken.None);
        if (watched)
        {
            await RealTime.Until(() => Fault() is null, "the folder to be watched");
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

    private Task Submitted(int count) =>
        RealTime.Until(() => Tick(TimeSpan.FromSeconds(10), () => _intake.Submitted.Count >= count), $"mail {count}");

    /// <summary>Waits until so many looks are over and another has begun.</summary>
    private Task Looked(ScriptedMailbox server, int times) =>
        RealTime.Until(() => Tick(TimeSpan.FromSeconds(10), () => Searches(server) > times), $"look {times}");

    private bool Tick(TimeSpan step, Func<bool> done)
    {
        _time.Advance(step);
        return done();
    }

    private string? Fault() => _state.Folders.Values.FirstOrDefault(f => f is not null);

    private string[] Refused() => Directory.GetFiles(_data["refused"]);

    private static int Searches(ScriptedMailbox server) =>
        server.Heard.Count(c => c.StartsWith("UID SEARCH", StringComparison.Ordinal));

    private static byte[] Reply(string subject = "Re") => Encoding.ASCII.GetBytes(
        $"From: officer@xc.example\r\nTo: hotline@hub.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: application/jose; name=ack.jws\r\n\r\n"
        + SignedEnvelope.Sign(SomeMail.Envelope(), SomeMail.Key).Value.Compact + "\r\n");
}
