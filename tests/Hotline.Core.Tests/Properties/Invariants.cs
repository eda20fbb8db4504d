using System.Collections.Immutable;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Properties;

/// <summary>What must hold of every decision and of every state, whatever happened.</summary>
internal static class Invariants
{
    public static void HoldOf(Player player)
    {
        var acts = new List<MessageId>();
        foreach (var turn in player.Turns)
        {
            acts.AddRange(turn.Outcome.Ok ? turn.Outcome.Value.OfType<Act>().Select(a => a.Reply.Id) : []);
            HoldOf(turn, acts);
        }
    }

    private static void HoldOf(Turn turn, List<MessageId> acts)
    {
        if (turn.Outcome.Refusal is not null)
        {
            Assert.Same(turn.Before, turn.After);
            return;
        }
        if (turn.Before is { } before)
        {
            NothingRecordedIsUndone(before, turn.After!);
            NothingStaysDue(turn);
        }
        StepsAreTakenOnlyInSilence(turn);
        foreach (var fact in turn.Outcome.Value)
        {
            OnlyPartiesAndTheCoordinatorRead(turn.After!, Assert.IsType<ExchangeFact>(fact, exactMatch: false));
        }
        foreach (var addressee in turn.After!.Addressees)
        {
            LadderIsWhole(addressee);
            LateIsWhatCameAfterTheLapse(addressee);
        }
        Assert.Equal(acts, turn.After.Acts.Select(a => a.Header.Id));
        Assert.Equal(acts.Count, acts.Distinct().Count());
        ViewsShowNoMoreThanTheReaderMaySee(turn.After, turn.Now);
    }

    /// <summary>
    /// Rungs and acts are only added, a window leaves open once, a step is taken once, an exchange ends once.
    /// </summary>
    private static void NothingRecordedIsUndone(Exchange before, Exchange after)
    {
        Assert.Equal(before.Acts.ToArray(), after.Acts.Take(before.Acts.Count).ToArray());
        Assert.True(before.Ending is null || before.Ending == after.Ending);
        foreach (var (was, now) in before.Addressees.Zip(after.Addressees))
        {
            Assert.Equal(was.Rungs.ToArray(), now.Rungs.Take(was.Rungs.Length).ToArray());
            Assert.All(was.Windows.Zip(now.Windows), pair => Assert.True(
                pair.First.State == WindowState.Open || pair.First == pair.Second,
                $"{pair.First} became {pair.Second}"));
            Assert.Subset(
                now.Steps.Where(s => s.At is not null).ToHashSet(), was.Steps.Where(s => s.At is not null).ToHashSet());
        }
    }

    /// <summary>After a decision no window and no step is due; mails may be.</summary>
    private static void NothingStaysDue(Turn turn)
    {
        Assert.DoesNotContain(Schedule.Of(turn.After!), row => row.Kind == DueKinds.Clock && row.At <= turn.Now);
        Assert.Empty(
            ExchangeRules.Decide(turn.After, new Fire(StreamId.Exchange(turn.After!.Id)), Cast.At(turn.Now)).Value);
    }

    private static void StepsAreTakenOnlyInSilence(Turn turn)
    {
        var state = turn.Before;
        foreach (var fact in turn.Outcome.Value)
        {
            if (fact is Escalated step)
            {
                var addressee = state!.Addressee(step.Addressee)!;
                Assert.Null(state.Ending);
                Assert.True(
                    addressee.SilentIn(step.Window), $"{step} though {step.Addressee} had reached {addressee.Rung}");
                Assert.Contains(addressee.Steps, s => s.At is null && s.Step == step.Step && s.Window == step.Window);
            }
            state = ExchangeFold.Apply(state, new Entry(0, turn.Now, fact));
        }
    }

    private static void OnlyPartiesAndTheCoordinatorRead(Exchange state, ExchangeFact fact)
    {
        var readers = Audience.Of(state, fact);
        Assert.Contains(state.From, readers);
        Assert.All(readers, reader => Assert.True(
            state.Parties.Contains(reader) || reader == state.Opening.Coordinator, $"{reader} reads {fact}"));
        Assert.Equal(readers.Length, readers.Distinct().Count());
        if (fact.Message is { } message
            && state.Opening.Coordinator is { } coordinator && !state.Parties.Contains(coordinator))
        {
            Assert.False(Audience.MayOpen(message, coordinator));
        }
    }

    /// <summary>Every rung from accepted to the highest, each once, in order.</summary>
    private static void LadderIsWhole(Addressee addressee)
    {
        Assert.Equal(
            Enumerable.Range(0, addressee.Rungs.Length).Select(i => (Rung)i), addressee.Rungs.Select(r => r.Rung));
        Assert.False(addressee.Rungs[^1].Implied);
    }

    private static void LateIsWhatCameAfterTheLapse(Addressee addressee)
    {
        foreach (var rung in addressee.Rungs)
        {
            var lapsed = rung.Rung.Waiting() is { } window
                && addressee.Windows.SingleOrDefault(w => w.Window == window) is { State: WindowState.Lapsed };
            Assert.True(rung.Late == lapsed, $"{rung} though its window is {(lapsed ? "" : "not ")}lapsed");
        }
        foreach (var window in addressee.Windows)
        {
            var reached = addressee.Rungs.Any(r => r.Rung == window.Window.Expects());
            Assert.True(window.State != WindowState.Met || reached, $"{window} though nothing came");
            Assert.True(window.State != WindowState.Open || !reached, $"{window} though it came");
        }
    }

    private static void ViewsShowNoMoreThanTheReaderMaySee(Exchange state, DateTimeOffset now)
    {
        foreach (var reader in Cast.Directory.Participants.Select(p => p.Code)
            .Where(p => ExchangeViews.MaySee(state, p)))
        {
            var view = ExchangeViews.For(state, Cast.Looker(reader, now), "the envelope");
            Assert.Equal(state.Parties.Contains(reader), view.Envelope is not null);
            Assert.True(reader == state.From
                || reader == state.Opening.Coordinator || view.Addressees.All(a => a.Participant == reader));
        }
        Assert.False(ExchangeViews.MaySee(state, "XE"));
    }
}
