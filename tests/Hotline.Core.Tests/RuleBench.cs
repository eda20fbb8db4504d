using System.Collections.Immutable;
using System.Text.Json;
using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Core.Exchanges;
using Hotline.Core.Notices;
using Hotline.Core.Regimes;
using Hotline.Core.Streams;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Core.Tests;

/// <summary>
/// What a recorder does with the rules, in memory: looks the message id up, decides, writes the facts as entries and
/// folds them. The clock is a field, and may go back.
/// </summary>
internal sealed class RuleBench(RegimeBook? regimes = null, Core.Directory.Directory? directory = null)
{
    private readonly HashSet<MessageId> _seen = [];

    public Exchange? State { get; private set; }

    public List<Entry> Entries { get; } = [];

    public DateTimeOffset Now { get; set; } = Cast.Start;

    public ImmutableArray<Outage> Outages { get; set; } = [];

    public RuleLimits Limits { get; init; } = RuleLimits.Default;

    public Addressee this[string participant] => State!.Addressee(participant)!;

    /// <summary>By what somebody can be told.</summary>
    public ImmutableArray<MeansRule> Means { get; init; } = [MeansRule.Mail];

    public Circumstances Circumstances =>
        new(Now, directory ?? Cast.Directory, regimes ?? Cast.Regimes, Outages, Limits) { Means = Means };

    /// <summary>
    /// True when a message is on record, so that nothing is left to decide: its sender gets the first receipt again.
    /// </summary>
    public bool Has(Command command) => command is Submit { Envelope.Envelope.Id: var id } && _seen.Contains(id);

    /// <summary>Decides and records; the facts that were recorded, or why not.</summary>
    public Outcome<ImmutableArray<Fact>> Try(Command command)
    {
        if (Has(command))
        {
            return ImmutableArray<Fact>.Empty;
        }
        var outcome = ExchangeRules.Decide(State, command, Circumstances);
        if (outcome.Try(out var facts, out _))
        {
            foreach (var fact in facts)
            {
                Record(fact);
            }
            if (command is Submit accepted)
            {
                _seen.Add(accepted.Envelope.Envelope.Id);
            }
        }
        return outcome;
    }

    /// <summary>Decides and records something that the test expects to be accepted.</summary>
    public ImmutableArray<Fact> Do(Command command) => Try(command).Value;

    public ImmutableArray<Fact> Submit(Envelope envelope, Carrier carrier = Carrier.SignalR) =>
        Do(Cast.Submit(envelope, carrier: carrier));

    public Refusal? Refused(Command command)
    {
        var before = Entries.Count;
        var refusal = Try(command).Refusal;
        Assert.Equal(before, Entries.Count);
        return refusal;
    }

    /// <summary>Puts a fact on record that no command of today leads to.</summary>
    public void Record(Fact fact)
    {
        var entry = new Entry(Entries.Count + 1, Now, fact, Entries.Count == 0 ? null : Entries.Count);
        Entries.Add(entry);
        State = ExchangeFold.Apply(State, entry);
    }

    public ImmutableArray<Fact> Fire() => Do(new Fire(StreamId.Exchange(State!.Id)));

    /// <summary>Moves the clock to so long after the start, and fires what is due.</summary>
    public ImmutableArray<Fact> FireAt(TimeSpan after)
    {
        Now = Cast.Start + after;
        return Fire();
    }

    /// <summary>
    /// The mail to a point of contact about the opening message, or about a reply; null when there is none.
    /// </summary>
    public Notice? Mail(string addressee, string told, string poc, MessageId? reply = null) =>
        this[addressee].Notice(Cast.Mail(addressee, told, poc, reply ?? State!.Id));

    /// <summary>The keys of all notices that are due by mail.</summary>
    public IEnumerable<string> MailDue =>
        from row in Schedule.Of(State!)
        where row.Kind == DueKinds.Notice(Contract.Facts.Means.Mail, State!.Opening.Precedence)
        select row.Key;

    public WindowRun WindowOf(string participant, Window window) =>
        this[participant].Windows.Single(w => w.Window == window);

    /// <summary>The state folded anew from the entries as they are written to disk.</summary>
    public Exchange? Replayed() =>
        Entries.Aggregate((Exchange?)null, (state, entry) => ExchangeFold.Apply(state, Entry.FromJson(entry.ToJson())));

    /// <summary>Every value of a state, for comparison: records with arrays do not compare by value.</summary>
    public static string Written(Exchange? state) => JsonSerializer.Serialize(state);
}
