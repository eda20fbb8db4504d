using Hotline.Hub.Carriers.Mail;
using Hotline.Journal;

namespace Hotline.Hub.Startup;

/// <summary>Whether the hub can keep its word: the journal takes entries, the clock goes, mail has a way out.</summary>
public sealed class Health(Recorder recorder, IMailSender sender, IJournalStore store, TimeProvider clock)
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
        Check("journal", now - alive < StandsStill, $"position {recorder.Tail.Head}, last written {(alive is null ? "never" : Protocol.Instant.Write(alive.Value))}");
        var next = await store.NextDueAsync(DueSort.Clock, ct);
        Check("clock", next is null || now - next < StandsStill, next is null ? "nothing due" : "next due " + Protocol.Instant.Write(next.Value));
        var owed = await store.NextDueAsync(DueSort.Mail, ct);
        var open = sender is RelayPipeline relays ? relays.Health.Where(r => r.Open).Select(r => r.Relay).ToList() : [];
        lines.Add($"mail: {(open.Count == 0 ? "ok" : "relays resting: " + string.Join(", ", open))}, {(owed is null ? "nothing owed" : "next due " + Protocol.Instant.Write(owed.Value))}");
        return Results.Text(string.Join('\n', lines) + "\n", "text/plain", null, ready ? 200 : 503);
    }
}
