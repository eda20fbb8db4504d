using System.Globalization;
using Hotline.Core.Streams;
using Hotline.Hub.Access;
using Hotline.Hub.Bridges;
using Hotline.Hub.Doors.Mail;
using Hotline.Hub.Doors.Mail.Imap;
using Hotline.Hub.Keeping;
using Hotline.Hub.Outbound;
using Hotline.Journal;
using Hotline.Journal.Checking;
using Hotline.Journal.Marks;
using Hotline.Protocol;

namespace Hotline.Hub.Startup;

/// <summary>What the hub is reached by, and tells by, beside its own doors.</summary>
/// <param name="Tellers">Who tells people, by every means.</param>
/// <param name="Maildir">Who reads the Maildir.</param>
/// <param name="Waiting">The mails that wait for their turn.</param>
/// <param name="Kept">The mails that are kept in the Maildir.</param>
/// <param name="Imap">The folders that are watched by IMAP.</param>
/// <param name="Bridges">The ways to brokers of others.</param>
public sealed record WaysInAndOut(
    IEnumerable<NoticeTeller> Tellers, MaildirReader Maildir, MailsWaiting Waiting, KeptMails Kept, ImapState Imap,
    BridgeStates Bridges);

/// <summary>What is known of the journal's soundness: damage hurts its own exchanges, so the hub stays ready.</summary>
/// <param name="Damage">What was found.</param>
/// <param name="Check">How far the check in the background has come.</param>
public sealed record JournalSoundness(JournalDamage Damage, BackgroundCheck Check)
{
    /// <summary>For people.</summary>
    public string Said => $"{(Damage.Said() is { } found ? $"ALARM, {found}" : "ok")}, {Check.Said}";
}

/// <summary>
/// Whether the hub can keep its word: the journal takes entries, the clock goes, and what tells people has a way out.
/// </summary>
/// <param name="recorder">The journal.</param>
/// <param name="store">The journal.</param>
/// <param name="disk">The room on it.</param>
/// <param name="ways">What it is reached by, and tells by.</param>
/// <param name="services">What runs beside the doors.</param>
/// <param name="mark">How far the journal has been, outside it.</param>
/// <param name="check">Whether the journal is sound, as far as it was read.</param>
/// <param name="clock">The hub's time.</param>
public sealed class Health(
    Recorder recorder, IJournalStore store, DiskSpace disk, WaysInAndOut ways, ServiceStates services, MarkWriter mark,
    JournalSoundness check,
    TimeProvider clock)
{
    /// <summary>A due row that is still there after so long means that the clock stands still.</summary>
    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(30);

    /// <summary>200 when ready, 503 when not; one line a check.</summary>
    public async Task<IResult> ReadyAsync(CancellationToken ct)
    {
        var lines = new List<string>();
        var ready = true;
        void Check(string name, bool ok, string said)
        {
            ready &= ok;
            lines.Add($"{name}: {(ok ? "ok" : "FAILED")}, {said}");
        }

        var now = clock.GetUtcNow();
        var alive = await store.AliveAsync(ct);
        var written = alive is null ? "never" : Instant.Write(alive.Value);
        var failed = recorder.Fault is { } fault ? $", the last commit failed: {fault}" : "";
        Check("journal", now - alive < StandsStill && failed.Length == 0,
            $"position {recorder.Tail.Head}, last written {written}{failed}");
        var marked = string.Create(CultureInfo.InvariantCulture, $"position {mark.Position}");
        lines.Add($"mark: {DownOrOk(mark.Fault)}, {marked}, {(mark.At is { } at ? Instant.Write(at) : "never")}");
        var next = await store.NextDueAsync(DueKinds.Clock, ct);
        Check("clock", next is null || now - next < StandsStill, NextDue(next, "nothing due"));
        lines.Add($"journal check: {check.Said}");
        Check("disk", disk.Look() != DiskLevel.Scarce, disk.Said);
        foreach (var failing in services.Failing)
        {
            Check($"service {failing.Name}", false, string.Create(CultureInfo.InvariantCulture,
                $"{failing.Fault}, {failing.Failures} times, last {Instant.Write(failing.At)}; the log has all of it"));
        }
        foreach (var teller in ways.Tellers)
        {
            var owed = await NextOwedAsync(teller.Means, ct);
            var resting = string.Join(", ", teller.Resting);
            var state = resting.Length == 0 ? "ok" : "relays resting: " + resting;
            lines.Add($"{teller.Means}: {state}, {NextDue(owed, "nothing owed")}");
        }
        lines.Add($"maildir: {DownOrOk(ways.Maildir.Fault)}");
        lines.Add($"mails kept: {ways.Kept.Said}");
        lines.Add($"mail intake: {ways.Waiting.Said}");
        lines.AddRange(ways.Imap.Folders.Select(f => $"imap {f.Key}: {DownOrOk(f.Value)}"));
        lines.AddRange(ways.Bridges.All.Select(Bridge));
        return Results.Text(string.Join('\n', lines) + "\n", "text/plain", null, ready ? 200 : 503);
    }

    private async Task<DateTimeOffset?> NextOwedAsync(string means, CancellationToken ct)
    {
        DateTimeOffset? next = null;
        foreach (var precedence in Enum.GetValues<Precedence>())
        {
            var owed = await store.NextDueAsync(DueKinds.Notice(means, precedence), ct);
            next = owed < next || next is null ? owed : next;
        }
        return next;
    }

    private static string Bridge(BridgeState bridge)
    {
        var now = bridge.Now;
        var state = now.Fault is not null ? $"DOWN, {now.Fault}" : now.IsSound ? "ok" : $"ALARM, {now.Trouble}";
        var canary = now.CanaryBack is { } back ? Instant.Write(back) : "never";
        var handed = string.Join(", ", now.Positions.Select(p => $"{p.Key} handed over up to {p.Value}"));
        return $"bridge {bridge.Name}: {state}, since {Instant.Write(now.Since)}, canary back {canary}, {handed}";
    }

    private static string DownOrOk(string? fault) => fault is null ? "ok" : $"DOWN, {fault}";

    private static string NextDue(DateTimeOffset? at, string none) =>
        at is null ? none : "next due " + Instant.Write(at.Value);
}
