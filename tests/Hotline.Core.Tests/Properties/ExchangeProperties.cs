using FsCheck;
using FsCheck.Fluent;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Streams;
using Hotline.Protocol;

namespace Hotline.Core.Tests.Properties;

/// <summary>Whatever people, programs, relays and the clock do, in whatever order.</summary>
[Trait("Category", "Properties")]
public sealed class ExchangeProperties
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true);

    [Fact]
    public void No_decision_undoes_what_is_on_record_and_every_state_is_consistent() =>
        Check.One(Often, Prop.ForAll(Scenario.Any, scenario =>
        {
            Invariants.HoldOf(new Player(scenario).Play());
        }));

    [Fact]
    public void Windows_and_rungs_are_as_a_second_opinion_says() =>
        Check.One(Often, Prop.ForAll(Scenario.Any, scenario =>
        {
            var player = new Player(scenario).Play();
            var oracle = new Oracle();
            foreach (var turn in player.Turns)
            {
                oracle.Watch(turn);
                Assert.Equal(oracle.Acts, turn.After?.Acts.Select(a => a.Header.Id) ?? []);
                foreach (var addressee in turn.After?.Addressees ?? [])
                {
                    Assert.Equal(oracle.Rung(addressee.Participant), addressee.Rung);
                    Assert.All(
                        addressee.Windows, w => Assert.Equal(oracle.Window(addressee.Participant, w.Window), w.State));
                }
            }
        }));

    [Fact]
    public void The_journal_as_written_gives_the_same_state() => Check.One(Often, Prop.ForAll(Scenario.Any, scenario =>
    {
        var bench = new Player(scenario).Play().Bench;
        Assert.Equal(RuleBench.Written(bench.State), RuleBench.Written(bench.Replayed()));
    }));

    [Fact]
    public void It_comes_to_an_end_with_every_window_settled_and_every_mail_sent_or_dead() =>
        Check.One(Often, Prop.ForAll(Scenario.Any, scenario =>
        {
            var player = new Player(scenario).Play().PlayOut();
            var state = player.Bench.State!;
            Invariants.HoldOf(player);
            foreach (var addressee in state.Addressees)
            {
                Assert.DoesNotContain(addressee.Windows, w => w.State == WindowState.Open);
                Assert.True(addressee.Notices.All(
                    n => n.State != NoticeState.Owed || !n.IsWanted(addressee.Rung, state.Ending is not null)));
                Assert.True(state.Ending is not null
                    || addressee.Steps.All(s => s.At is not null || !addressee.SilentIn(s.Window)));
            }
        }));

    [Fact]
    public void Whose_turn_it_is_is_what_each_is_shown_and_changes_with_nothing_that_he_does_not_read() =>
        Check.One(Often, Prop.ForAll(Scenario.Any, scenario =>
        {
            Exchange? state = null;
            foreach (var entry in new Player(scenario).Play().Bench.Entries)
            {
                var before = state is null ? [] : Acts.Turns(state);
                state = ExchangeFold.Apply(state, entry)!;
                var after = Acts.Turns(state);
                Assert.Equal(
                    state.Parties.Append(state.Opening.Coordinator).OfType<string>().Distinct()
                        .Where(p => Acts.Turn(Acts.Awaits(state, p), p) == Contract.Turn.Ours).Order(),
                    after.Order());
                Assert.Empty(before.Except(after).Concat(after.Except(before))
                    .Except(Audience.Of(state, (ExchangeFact)entry.Fact)));
            }
        }));

    [Fact]
    public void No_mail_is_tried_without_end() => Check.One(Often, Prop.ForAll(Scenario.Any, scenario =>
    {
        var facts = new Player(scenario).Play().PlayOut().Bench.Entries.Select(e => e.Fact).ToList();
        var orders = facts.Select(f => f switch
        {
            NoticeOrdered o => o.Notice,
            ReplyNoticeOrdered o => o.Notice,
            _ => null,
        }).OfType<NoticeKey>().CountBy(k => k).ToDictionary();
        var tries = facts.Where(f => f is NoticeDeferred or NoticeDead or NoticeSent)
            .Cast<NoticeFact>().CountBy(f => f.Notice);
        Assert.All(
            tries, t => Assert.InRange(t.Value, 1, orders[t.Key] * (RuleLimits.Default.NoticeRetries.Count + 1)));
    }));

    [Fact]
    public void Whoever_last_spoke_by_mail_and_only_they_get_replies_by_mail_each_once() =>
        Check.One(Often, Prop.ForAll(Scenario.Any, scenario =>
        {
            var player = new Player(scenario).Play();
            var spoke = new Dictionary<string, Carrier> { [scenario.Opening.From] = scenario.OpenedBy };
            var (forwarded, ordered) = (new HashSet<(MessageId, string)>(), new HashSet<NoticeKey>());
            foreach (var fact in player.Bench.Entries.Select(e => e.Fact))
            {
                switch (fact)
                {
                    case Delivered f:
                        spoke[f.Addressee] = f.Carrier;
                        break;
                    case Displayed f:
                        spoke[f.Addressee] = f.Carrier;
                        break;
                    case Act { Reply.From: var from } f when from != scenario.Opening.From:
                        // What is said again, or after something higher, says nothing new.
                        var rung = player.Bench.State!.Addressee(from)!.Rungs.FirstOrDefault(
                            r => r.Position == player.Bench.Entries.First(e => e.Fact == f).Position && !r.Implied);
                        spoke[from] = rung?.Carrier ?? spoke[from];
                        break;
                    case ReplyNoticeOrdered { Notice: var key } f:
                        Assert.True(ordered.Add(key), $"{f} twice");
                        forwarded.Add((key.Message, key.Told));
                        Assert.True(spoke.GetValueOrDefault(key.Told, Carrier.Mail) == Carrier.Mail,
                            $"{f} though {key.Told} last spoke otherwise");
                        break;
                }
            }
            foreach (var act in player.Bench.Entries.Select(e => e.Fact)
                .OfType<Act>().Where(a => a.Reply.From != scenario.Opening.From))
            {
                Assert.Equal(
                    scenario.OpenedBy == Carrier.Mail, forwarded.Contains((act.Reply.Id, scenario.Opening.From)));
            }
        }));

    [Fact]
    public void It_does_not_matter_when_or_whether_a_timer_fires() =>
        Check.One(Often, Prop.ForAll(Scenario.Orderly, scenario =>
        {
            var player = new Player(scenario).Play();
            var end = player.Bench.Now.AddDays(1);
            var late = new RuleBench();
            foreach (var turn in player.Turns.Where(t => t.Command is not Fire)
                .Append(new Turn(null, new Fire(StreamId.Exchange(scenario.Opening.Id)), default, null, end)))
            {
                late.Now = turn.Now;
                late.Try(turn.Command);
            }
            player.Bench.Now = end;
            player.Bench.Fire();
            Assert.Equal(Outcome(player.Bench), Outcome(late));
        }));

    /// <summary>What is left when times of noticing and positions are taken away.</summary>
    private static string Outcome(RuleBench bench) => string.Join("\n",
        from addressee in bench.State!.Addressees
        select $"{addressee.Participant} {addressee.Rung} {string.Join(",", addressee.Rungs.Select(r => r.Late))} "
            + $"{string.Join(",", addressee.Windows.Select(w => $"{w.Window}={w.State}"))} "
            + $"{string.Join(",", addressee.Steps.Select(s => $"{s.Step}/{s.Window}/{s.Due:O}/{s.At is not null}"))}");
}
