using Hotline.Hub.Carriers.Mail;
using Hotline.Hub.Clock;
using Hotline.Journal;

namespace Hotline.Hub.Api;

/// <summary>Whether the hub can keep its word: the journal takes entries, the clock goes, mail has a way out.</summary>
public sealed class Health(Recorder recorder, DeadlineClock deadlines, IMailSender sender, IJournalStore store, TimeProvider clock)
{
    private static readonly TimeSpan StandsStill = DeadlineClock.Heartbeat * 6;

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

        var writable = await recorder.BeatAsync(ct);
        Check("journal", writable, $"position {recorder.Tail.Head}");
        Check("clock", clock.GetElapsedTime(deadlines.LastRound) < StandsStill, $"last round {clock.GetElapsedTime(deadlines.LastRound).TotalSeconds:0} s ago");
        var owed = await store.NextDueAsync(DueSort.Mail, ct);
        var open = sender is RelayPipeline relays ? relays.Health.Where(r => r.Open).Select(r => r.Relay).ToList() : [];
        lines.Add($"mail: {(open.Count == 0 ? "ok" : "relays resting: " + string.Join(", ", open))}, {(owed is null ? "nothing owed" : "next due " + Protocol.Instant.Write(owed.Value))}");
        return Results.Text(string.Join('\n', lines) + "\n", "text/plain", null, ready ? 200 : 503);
    }
}
