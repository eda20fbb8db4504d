using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Cli.Screens;

/// <summary>What happened, in one line; the exchange is named beside it.</summary>
/// <param name="at">When, by the hub.</param>
/// <param name="me">The reader's participant.</param>
internal sealed class FactScreen(DateTimeOffset at, string me) : IFactVisitor<Ink>
{
    /// <summary>The words for a fact.</summary>
    public static Ink Words(Entry entry, string me) => entry.Fact.Accept(new FactScreen(entry.At, me));

    public Ink Visit(Accepted fact) =>
        $"{fact.Opening.From} sent {fact.Opening.Kind.Words()} to {Look.Words(fact.Opening.To)}";

    public Ink Visit(Carried fact) =>
        new($"{fact.Addressee}: carried by {fact.Carrier.Wire()} to {fact.Poc}", Look.Faint);

    public Ink Visit(Delivered fact) =>
        Late($"{fact.Addressee}: delivered; {fact.Poc}'s program has verified and stored it", fact.Late);

    public Ink Visit(Displayed fact) => Late($"{fact.Addressee}: displayed to {fact.Poc}", fact.Late);

    public Ink Visit(Acknowledged fact)
    {
        var promise = fact.ExpectBy is { } by ? $"; answer promised by {HumanTime.Moment(by, at)}" : "";
        return Late(
            $"{fact.Reply.From}: ACKNOWLEDGED by {fact.Reply.Sender}: received, which is not "
            + $"agreement{promise}", fact.Late);
    }

    public Ink Visit(Answered fact) => Late($"{fact.Reply.From}: ANSWERED by {fact.Reply.Sender}", fact.Late);

    public Ink Visit(Withdrawn fact) => new($"{fact.Reply.From} WITHDREW it; what happened stays on record", Look.Ask);

    public Ink Visit(Closed fact) => new($"{fact.Reply.From} closed it", Look.Good);

    public Ink Visit(WindowOpened fact) =>
        $"{fact.Addressee}: {fact.Terms.Window.Wire()} begins to run; due {HumanTime.Moment(fact.Terms.Due, at)}";

    public Ink Visit(WindowRevised fact)
    {
        var why = fact.Why switch
        {
            WindowRevision.Extended => "the opening side gave more time",
            WindowRevision.Paused => "nobody was on duty",
            WindowRevision.Outage => "the hub was down",
        };
        return $"{fact.Addressee}: {fact.Window.Wire()} is due {HumanTime.Moment(fact.Due, at)} now: {why}";
    }

    public Ink Visit(Lapsed fact)
    {
        var due = HumanTime.Record(fact.Due, at);
        return new Ink(
            $"{fact.Addressee}: LAPSED: {fact.Window.Wire()} was due {due}{ExchangeScreen.Down(fact.Outage, at)}",
            Look.Bad);
    }

    public Ink Visit(Escalated fact) => new(Escalation(fact), fact.Told == me ? Look.Ask : null);

    public Ink Visit(NoticeOrdered fact) =>
        new(
            $"a {fact.Notice.Means} goes to {fact.Notice.To} for silence of {Whose(fact.Notice.Addressee)} in "
            + $"{fact.Window.Wire()}", Look.Faint);

    public Ink Visit(ReplyNoticeOrdered fact) =>
        $"a {fact.Notice.Means} with the reply goes to {fact.Notice.To}, who reads by {fact.Notice.Means}";

    public Ink Visit(NoticeSent fact) =>
        new($"{fact.Notice.Means} to {fact.Notice.To} was taken by {fact.Relay}", Look.Faint);

    public Ink Visit(NoticeDeferred fact) => new(
        $"{fact.Notice.Means} to {fact.Notice.To} deferred after attempt {fact.Attempt}: {fact.Reason}; "
        + $"next try {HumanTime.Moment(fact.RetryAt, at)}", Look.Ask);

    public Ink Visit(NoticeDead fact) => new(
        $"{Loud(fact.Notice)} IS DEAD after {fact.Attempt} attempts: {fact.Reason}. Reach them by other means.",
        Look.Bad);

    public Ink Visit(NoticeReturned fact) => new(
        $"{Loud(fact.Notice)} CAME BACK ({fact.Code}). The address in the directory may be wrong.", Look.Bad);

    public Ink Visit(RegimeAdopted fact) =>
        new($"regime {fact.Regime}: another text is in force ({fact.Digest})", Look.Faint);

    public Ink Visit(KeyAdmitted fact) => new(
        $"key {Fingerprint.Of(fact.Key.Thumbprint())} speaks for {fact.Participant}/{fact.Poc} from now on",
        Look.Faint);

    public Ink Visit(KeyRemoved fact) =>
        new($"key {Named(fact.Key)} speaks no more for {fact.Participant}/{fact.Poc}", Look.Faint);

    public Ink Visit(HubStarted fact) => new(
        fact.Outage is { } away
            ? $"the hub is back; it was away {HumanTime.Record(away.From, at)} to {HumanTime.Record(away.To, at)}"
            : "the hub started",
        Look.Faint);

    public Ink Visit(HubStopped fact) => new("the hub was stopped", Look.Faint);

    public Ink Visit(JournalRecovered fact)
    {
        var from = fact.From is { } last ? HumanTime.Record(last, at) : "the beginning";
        var lost = fact.Lost is { } position
            ? FormattableString.Invariant($"positions {fact.Kept + 1} to {position}") : "nobody knows how much";
        return new Ink(
            $"THE HUB'S JOURNAL WAS RECOVERED: lost: {lost}, {from} to {HumanTime.Record(fact.Until, at)}; decided by "
            + $"{fact.By}: {fact.Reason}. Send again what you sent meanwhile", Look.Bad);
    }

    public Ink Visit(ForeignFact fact) =>
        new($"something that this version does not know ({fact.TypeName}); update this program", Look.Ask);

    /// <summary>As it came from the hub, which may say anything.</summary>
    private static string Named(string keyId) =>
        Fingerprint.TryOf(keyId, out var fingerprint) ? fingerprint : "(not a key)";

    private string Escalation(Escalated fact)
    {
        var silence = $"for silence of {Whose(fact.Addressee)} in {fact.Window.Wire()}";
        return fact.Step switch
        {
            EscalationStep.Remind =>
                fact.Told == me ? $"REMINDER: {Duties.Verb(fact.Window)} it" : $"{fact.Told} was reminded {silence}",
            EscalationStep.Mail => $"{fact.Told}'s duty officer is told by mail {silence}",
            EscalationStep.Deputy => $"{fact.Told}'s deputy is told {silence}",
            EscalationStep.Diplomatic => $"{fact.Told}'s diplomatic point of contact is told {silence}",
            EscalationStep.Coordinator => fact.Told == me
                ? $"ESCALATED to you as coordinator {silence}" : $"coordinator {fact.Told} is told {silence}",
        };
    }

    private string Whose(string participant) => participant == me ? "your desk" : participant;

    private static string Loud(NoticeKey notice) => $"{notice.Means.ToUpperInvariant()} to {notice.To}";

    private static Ink Late(string text, bool late) =>
        late ? new Ink(text + " (LATE)", Look.Bad) : new Ink(text, Look.Good);
}
