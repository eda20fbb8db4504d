using System.Text;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.EndToEnd.Rig;
using Hotline.Journal;
using Hotline.Journal.Sqlite;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Testing;
using Hotline.Testing.Hubs;
using Xunit.Abstractions;

namespace Hotline.EndToEnd.Crash;

/// <summary>A real hub, killed again and again while everybody uses it; HOTLINE_KILLS says how often (30).</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("HOTLINE_KILLS"), out var given) ? given : 30;

    [Fact]
    public async Task Killed_at_any_moment_the_hub_loses_nothing_repeats_nothing_and_forgets_no_window()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HOTLINE_TEST_SEED"), out var given)
            ? given : (int)(RealTime.Clock.GetUtcNow().ToUnixTimeMilliseconds() % 1_000_000);
        output.WriteLine($"Seed {seed}; HOTLINE_TEST_SEED={seed} chooses the same moments again.");
        var random = new Random(seed);
        using var config = ConfigFolder.Shipped().WithExercise(delivery: TimeSpan.FromSeconds(1),
            acknowledgement: TimeSpan.FromSeconds(2), response: TimeSpan.FromSeconds(3));
        await using var hub = await HubProcess.StartAsync(new HubOptions
        {
            Config = config.Path,
            SamePorts = true,
            Arguments = ["--set", "limits.submitPerSecond=10000", "--set", "limits.submitBurst=10000", "--set",
                "limits.requestsPerSecond=10000"],
        });
        var book = new HandInBook(RealTime.Clock, output.WriteLine);
        await using var crowd = await Crowd.GatherAsync(hub, book, seed);

        IReadOnlyList<StoredEntry> earlier = [];
        for (var kill = 0; kill < Kills; kill++)
        {
            if (kill % 4 != 3)
            {
                // In the middle of a stream of messages, so many after it was ready.
                await hub.ReadyAsync();
                book.Mark($"the hub was ready for kill {kill + 1}");
                var goal = book.Promises + random.Next(1, 40);
                await RealTime.Until(() => book.Promises >= goal, $"the crowd is served after kill {kill}");
            }
            else
            {
                // Perhaps before it is ready: while it mends what the kill before has left.
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1500)), RealTime.Clock);
            }
            book.Mark($"kill {kill + 1}");
            await hub.KillAsync();
            var now = await CopyAsync(hub.Data);
            JournalProof.Extends(earlier, now);
            earlier = now;
            hub.Launch();
            book.Mark($"the launch after kill {kill + 1}");
        }
        await hub.ReadyAsync();
        book.Mark("the hub was ready after the last kill");

        // The last to be handed in get through; then nothing more is.
        await using var xa = hub.Actor("xa-officer");
        var last = await xa.HeadAsync() + 20;
        await RealTime.Until(() => crowd.LastRead > last, "the crowd is served again");
        await crowd.QuietAsync();
        var served = book.Lines.Where(l => l.Promised).CountBy(l => l.Carrier).ToDictionary();
        var again = book.Lines.Count(l => !l.Promised);
        foreach (var line in book.Lines.Where(l => !l.Promised))
        {
            var outcome = await xa.Api.SubmitAsync(line.Envelope.Compact);
            outcome = outcome.Ok ? outcome : await ResubmitAsync(hub, line);
            book.Answered(line, outcome);
            Assert.True(line.Promised, $"{line}; handed in again by its owner: {outcome.Refusal}");
        }
        await RealTime.Until(async () => await WindowsLeftAsync(hub) == 0, "every window has been met or has lapsed",
            TimeSpan.FromSeconds(60));
        await EveryPromisedEnvelopeIsGivenBack(hub, book);
        await EverythingForTheMachineHasArrived(crowd, book);

        (await hub.StopAsync()).Expect();
        var journal = await hub.ReadJournalAsync();
        output.WriteLine(
            $"{journal.Count} entries; {journal.Count(e => e.Entry.Fact is Lapsed)} lapses, "
            + $"{journal.Count(e => e.Entry.Fact is Lapsed { Outage: not null })} of them while the hub was away; "
            + string.Join(", ", served.Select(s => $"{s.Value} messages promised by {s.Key}"))
            + $", {again} handed in again.");
        Assert.All([Carrier.SignalR, Carrier.Http, Carrier.Mqtt],
            c => Assert.True(served.GetValueOrDefault(c) > 0, $"Nothing was promised by {c}."));
        var lapsedUnseen = journal.Any(e => e.Entry.Fact is Lapsed { Outage: not null });
        Assert.True(lapsedUnseen, "No window lapsed while the hub was away.");
        book.AssertNothingWrong();
        JournalProof.Extends(earlier, journal);
        JournalProof.Gapless(journal);
        JournalProof.KeepsItsWord(journal, book);
        JournalProof.HoldsEveryCheckpoint(journal, book, VerificationKey.FromJwk(xa.Profile.HubKey).Value);
        JournalProof.ForgetsNoWindow(journal);
        TheReaderMissedNothing(crowd, journal);
        (await CommandLine.RunAsync(null, "fsck", "--data", hub.Data)).Expect();
        hub.AssertNoErrors();
    }

    /// <summary>The journal as the kill left it, from a copy: looking at it must not mend it.</summary>
    private static async Task<IReadOnlyList<StoredEntry>> CopyAsync(string data)
    {
        var copy = Directory.CreateTempSubdirectory("hotline-copy-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(data))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
            await using var store = SqliteStore.Open(copy).Value;
            return await store.ReadAsync(0, int.MaxValue, default);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static async Task<Outcome<Protocol.Proofs.Receipt>> ResubmitAsync(HubProcess hub, HandedIn line)
    {
        await using var owner =
            hub.Actor($"{line.Envelope.Envelope.From.ToLowerInvariant()}-{line.Envelope.Envelope.Sender}");
        return await owner.Api.SubmitAsync(line.Envelope.Compact);
    }

    private static async Task<int> WindowsLeftAsync(HubProcess hub)
    {
        await using var coordinator = hub.Actor("xz-coordinator");
        var (left, after) = (new HashSet<(MessageId, string, Window)>(), 0L);
        while ((await coordinator.Api.FeedAsync(after, limit: 500)).Value is { } page)
        {
            foreach (var fact in page.Items.Select(i => i.Entry.Fact))
            {
                if (fact is Accepted opened)
                {
                    left.UnionWith(
                        from a in opened.Asked where a.Role
                        == AddresseeRole.Action from w in a.Windows select (opened.Exchange, a.Participant, w.Window));
                }
                else if (fact is Lapsed lapsed)
                {
                    left.Remove((lapsed.Exchange, lapsed.Addressee, lapsed.Window));
                }
                else if (fact is Escalated { Step: EscalationStep.Coordinator, Window: Window.Acknowledgement } told)
                {
                    left.Remove((told.Exchange, told.Addressee, Window.Acknowledgement));
                }
                else if (fact is Delivered or Displayed or Acknowledged)
                {
                    var (exchange, addressee) = fact switch
                    {
                        Delivered d => (d.Exchange, d.Addressee),
                        Displayed d => (d.Exchange, d.Addressee),
                        Acknowledged a => (a.Exchange, a.Reply.From),
                        _ => throw new InvalidOperationException(),
                    };
                    left.Remove((exchange, addressee, Window.Delivery));
                    if (fact is Acknowledged)
                    {
                        left.Remove((exchange, addressee, Window.Acknowledgement));
                    }
                }
            }
            if (page.Cursor >= page.Head)
            {
                break;
            }
            after = page.Cursor;
        }
        return left.Count;
    }

    private static async Task EveryPromisedEnvelopeIsGivenBack(HubProcess hub, HandInBook book)
    {
        await using var xa = hub.Actor("xa-officer");
        foreach (var line in book.Lines)
        {
            var given = await xa.Api.EnvelopeAsync(line.Envelope.Envelope.Id);
            Assert.True(given.Try(out var message, out var refusal), $"{line}: not given back, {refusal}");
            Assert.True(
                line.Envelope.Compact == message.Compact, $"{line}: other bytes are given back:\n{message.Compact}");
        }
    }

    private static async Task EverythingForTheMachineHasArrived(Crowd crowd, HandInBook book)
    {
        var forXb = book.Lines.Where(l => l.Envelope.Envelope.To.Contains("XB"));
        var expected = forXb.ToDictionary(l => l.Envelope.Compact);
        HashSet<string> Got() => [.. crowd.Machine.Named("message").Select(m => m.GetProperty("payload").GetString()!)];
        try
        {
            await RealTime.Until(() => Got().IsSupersetOf(expected.Keys), "the machine has everything");
        }
        catch (TimeoutException late)
        {
            var missing = expected.Where(e => !Got().Contains(e.Key)).Select(e => e.Value);
            throw new TimeoutException($"{late.Message}; it lacks\n{string.Join('\n', missing)}", late);
        }
        var strange = Got().Where(m => !expected.ContainsKey(m)).ToList();
        Assert.True(strange.Count == 0, $"The machine got what is not for it:\n{string.Join('\n', strange)}");
    }

    private static void TheReaderMissedNothing(Crowd crowd, IReadOnlyList<StoredEntry> journal)
    {
        Assert.True(crowd.Read.Count > 0, "The reader got nothing.");
        var last = 0L;
        foreach (var entry in crowd.Read.Select(i => i.Entry))
        {
            Assert.True(entry.Position > last, $"The reader got {last} and then {entry.Position}.");
            last = entry.Position;
            var (read, recorded) = (Encoding.UTF8.GetString(entry.ToJson()), JournalProof.Text(journal[(int)last - 1]));
            Assert.True(read == recorded, $"The reader got at {last}\n{read}\nand on record is\n{recorded}");
        }
        var positions = crowd.Read.Select(i => i.Entry.Position).ToHashSet();
        foreach (var entry in journal.Take((int)last))
        {
            var concerned = entry.Entry.Fact.Message is { } m && (m.From == "XB" || m.To.Contains("XB"));
            Assert.True(!concerned || positions.Contains(entry.Position),
                $"The reader was not given {entry.Position}:\n{JournalProof.Text(entry)}");
        }
    }
}
