using Hotline.Contract;
using Hotline.Contract.Facts;
using Hotline.Protocol;

namespace Hotline.Cli.Screens;

/// <summary>What happened, in one line.</summary>
internal static class FactScreen
{
    /// <summary>The words for a fact; the exchange is named beside them.</summary>
    /// <param name="fact">What happened.</param>
    /// <param name="at">When, by the hub.</param>
    /// <param name="me">The reader's participant.</param>
    public static Ink Words(Fact fact, DateTimeOffset at, string me) => fact switch
    {
        Accepted f => $"{f.Opening.From} sent {f.Opening.Kind.Words()} to {Look.Words(f.Opening.To)}",
        Carried f => new Ink($"{f.Addressee}: carried by {f.Carrier.Wire()} to {f.Poc}", Look.Faint),
        Delivered f => Late($"{f.Addressee}: delivered; {f.Poc}'s program has verified and stored it", f.Late, Look.Good),
        Displayed f => Late($"{f.Addressee}: displayed to {f.Poc}", f.Late, Look.Good),
        Acknowledged f => Late($"{f.Reply.From}: ACKNOWLEDGED by {f.Reply.Sender}: received, which is not agreement{Promise(f, at)}", f.Late, Look.Good),
        Answered f => Late($"{f.Reply.From}: ANSWERED by {f.Reply.Sender}", f.Late, Look.Good),
        Withdrawn f => new Ink($"{f.Reply.From} WITHDREW it; what happened stays on record", Look.Ask),
        Closed f => new Ink($"{f.Reply.From} closed it", Look.Good),
        Lapsed f => new Ink($"{f.Addressee}: LAPSED: {f.Window.Wire()} was due {HumanTime.Record(f.Due, at)}{ExchangeScreen.Down(f.Outage, at)}", Look.Bad),
        Escalated f => new Ink(Escalation(f, me), f.Told == me ? Look.Ask : null),
        Forwarded f => $"a mail with the reply goes to {f.Told}/{Look.Words(f.Mail)}, who read by mail",
        MailDeferred f => new Ink($"mail to {f.Told}/{f.Poc} deferred after attempt {f.Attempt}: {f.Reason}; next try {HumanTime.Moment(f.RetryAt, at)}", Look.Ask),
        MailDead f => new Ink($"MAIL to {f.Told}/{f.Poc} IS DEAD after {f.Attempt} attempts: {f.Reason}. Reach them by other means.", Look.Bad),
        Bounced f => new Ink($"MAIL to {f.Told}/{f.Poc} CAME BACK ({f.Code}). The address in the directory may be wrong.", Look.Bad),
        HubStarted f => new Ink(f.Outage is { } outage ? $"the hub is back; it was away {HumanTime.Record(outage.From, at)} to {HumanTime.Record(outage.To, at)}" : "the hub started", Look.Faint),
        HubStopped => new Ink("the hub was stopped", Look.Faint),
        _ => new Ink("something this version does not know; update this program", Look.Ask),
    };

    private static string Escalation(Escalated f, string me)
    {
        var silence = $"for silence of {(f.Addressee == me ? "your desk" : f.Addressee)} in {f.Window.Wire()}";
        return f.Step switch
        {
            EscalationStep.Remind => f.Told == me ? $"REMINDER: {Duty.Verb(f.Window)} it" : $"{f.Told} was reminded {silence}",
            EscalationStep.Mail => $"a mail goes to {f.Told}/{Look.Words(f.Mail)} {silence}",
            EscalationStep.Deputy => $"{f.Told}'s deputy is told {silence}",
            EscalationStep.Diplomatic => $"{f.Told}'s diplomatic point of contact is told {silence}",
            EscalationStep.Coordinator => f.Told == me ? $"ESCALATED to you as coordinator {silence}" : $"coordinator {f.Told} is told {silence}",
        };
    }

    private static Ink Late(string text, bool late, Spectre.Console.Style look) => late ? new Ink(text + " (LATE)", Look.Bad) : new Ink(text, look);

    private static string Promise(Acknowledged f, DateTimeOffset at) => f.ExpectBy is { } by ? $"; answer promised by {HumanTime.Moment(by, at)}" : "";
}
