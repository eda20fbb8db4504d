using System.Collections.Immutable;
using Hotline.Mail;
using Hotline.Protocol;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// What is done with one mail, whichever way it came in. Only a signed envelope counts, exactly as by any other
/// carrier, whatever programs on the way said of the mail; a report moves the ladder of a mail of ours when it brings
/// that mail's label back. What held, or may have held, something for us and was not taken is refused with its reasons;
/// plain replies, read receipts and vacation notices are nothing. Thread-safe.
/// </summary>
/// <param name="intake">The hub.</param>
/// <param name="senders">Whose mails they are, and which of ours they are about.</param>
/// <param name="rate">Counts what is taken.</param>
/// <param name="answers">Tells the sender what was refused.</param>
/// <param name="log">Log.</param>
public sealed class InboundMail(
    IMailIntake intake, MailSenders senders, IntakeRate rate, RefusalAnswers answers, ILogger<InboundMail> log)
{
    /// <summary>What a mail without a readable report is counted as: it came back, and nobody says why.</summary>
    private const string UnknownCode = "5.0.0";

    /// <summary>Records what is in a mail and says what follows. The same mail again gives the same.</summary>
    /// <param name="name">What logs call it.</param>
    /// <param name="bytes">The mail, or its beginning when it is over the limit.</param>
    /// <param name="whole">
    /// False when whoever writes it may not have finished: what has no end, or only the lack of something says, is then
    /// not recorded.
    /// </param>
    /// <param name="ask">Asks whether its envelopes are within the limits; null when it waits for its turn.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<MailVerdict> JudgeAsync(
        string name, ReadOnlyMemory<byte> bytes, bool whole, Func<MailSender, MailTurn?> ask, CancellationToken stop)
    {
        if (!MailReader.Read(bytes.Span).Try(out var mail, out var unreadable))
        {
            return await RefuseAsync(bytes, unreadable, whole, stop);
        }
        if (mail.IsCut && !whole)
        {
            return new MailVerdict.Nothing("cut off");
        }
        if (senders.Of(mail) is not { } sender)
        {
            return await TakeAsync(name, mail, whole, stop);
        }
        if (ask(sender) is not { } turn)
        {
            return new MailVerdict.Held();
        }
        var verdict = await TakeAsync(name, mail, whole, stop);
        if (verdict.Stays)
        {
            rate.GiveBack(turn);
        }
        return verdict;
    }

    /// <summary>A mail that is over the limit and so was not fetched whole.</summary>
    /// <param name="beginning">Its beginning, with the headers.</param>
    /// <param name="stop">Ends the wait.</param>
    public Task<MailVerdict> JudgeTooLargeAsync(ReadOnlyMemory<byte> beginning, CancellationToken stop) =>
        RefuseAsync(beginning, ReadingErrors.TooLarge(), whole: true, stop);

    /// <summary>
    /// Says and counts what became of a mail, and answers whoever sent it; called once, when it lies where it belongs.
    /// </summary>
    /// <param name="name">What logs call it.</param>
    /// <param name="door">How it came: maildir or imap.</param>
    /// <param name="verdict">What followed.</param>
    public void Conclude(string name, string door, MailVerdict verdict)
    {
        switch (verdict)
        {
            case MailVerdict.Taken:
                break;
            case MailVerdict.Nothing nothing:
                InboundMailLog.PutAside(log, name, nothing.Why);
                break;
            case MailVerdict.CameBack back:
                InboundMailLog.CameBack(log, back.Mail.Recipient, back.Mail.Exchange, back.Code);
                break;
            case MailVerdict.Reported { Action: BounceAction.Delivered } arrived:
                InboundMailLog.Arrived(log, arrived.Mail.Recipient, arrived.Mail.Exchange);
                break;
            case MailVerdict.Reported slow:
                InboundMailLog.StillTried(log, slow.Mail.Recipient, slow.Mail.Exchange);
                break;
            case MailVerdict.Unlabelled bare:
                InboundMailLog.Unlabelled(log, name, bare.Mail.Recipient, bare.Mail.Exchange);
                break;
            case MailVerdict.Refused refused:
                InboundMailLog.MailRefused(log, name, string.Join(", ", refused.Reasons.Select(r => r.Number)));
                answers.Answer(refused);
                break;
            case MailVerdict.Later later:
                InboundMailLog.LeftForLater(log, name, later.Number);
                break;
            case MailVerdict.Held:
                break; // all together are said once a minute
        }
        InboundMeters.Handled(door, verdict);
    }

    private static MailVerdict.Nothing Empty(ReceivedMail mail) => new(
        mail.Bounce is not null ? "report about another's mail"
        : mail.IsAutomatic ? "sent by a program, no envelope" : "no envelope");

    private async Task<MailVerdict> TakeAsync(string name, ReceivedMail mail, bool whole, CancellationToken stop)
    {
        var said = mail.Envelopes.IsEmpty ? null : await SubmitAsync(name, mail, stop);
        if (said is { Stays: true })
        {
            return said;
        }
        var returned = await SubmitReturnedAsync(name, mail, stop);
        if (returned is { Stays: true })
        {
            return returned;
        }
        var reported = await ReportAsync(mail, whole, stop);
        return reported is { Stays: true } ? reported : said ?? reported ?? returned
            ?? (mail.Unopened.IsEmpty ? Empty(mail) : new MailVerdict.Refused(mail.Unopened, 0, mail));
    }

    /// <summary>What cannot be read may still have come to the address of a mail of ours.</summary>
    private async Task<MailVerdict> RefuseAsync(
        ReadOnlyMemory<byte> bytes, Refusal unreadable, bool whole, CancellationToken stop)
    {
        var heading = MailReader.ReadHeading(bytes.Span);
        return (heading is null ? null : await ReportAsync(heading, whole, stop))
            ?? new MailVerdict.Refused([unreadable], 0, heading);
    }

    private async Task<MailVerdict> SubmitAsync(string name, ReceivedMail mail, CancellationToken stop)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        foreach (var envelope in mail.Envelopes)
        {
            if ((await intake.SubmitAsync(envelope, stop)).Try(out var receipt, out var refusal))
            {
                InboundMailLog.Submitted(log, name, receipt.Message, receipt.Position);
                continue;
            }
            if (refusal.Class is RefusalClass.Unavailable or RefusalClass.TooMany)
            {
                // Those before it are journaled and give their first receipt again.
                return new MailVerdict.Later(refusal.Number);
            }
            refusals.Add(refusal);
        }
        return refusals.Count == 0 ? new MailVerdict.Taken(mail.Envelopes.Length)
            : new MailVerdict.Refused(refusals.ToImmutable(), mail.Envelopes.Length - refusals.Count, mail);
    }

    /// <summary>
    /// What comes back is mostly ours, and on record. What is signed in it counts as anywhere else; what is refused of
    /// it was not sent to us, and nobody is told. Null when none counts.
    /// </summary>
    private async Task<MailVerdict?> SubmitReturnedAsync(string name, ReceivedMail mail, CancellationToken stop)
    {
        var taken = 0;
        foreach (var envelope in mail.Returned)
        {
            if ((await intake.SubmitAsync(envelope, stop)).Try(out var receipt, out var refusal))
            {
                InboundMailLog.Submitted(log, name, receipt.Message, receipt.Position);
                taken++;
            }
            else if (refusal.Class is RefusalClass.Unavailable or RefusalClass.TooMany)
            {
                return new MailVerdict.Later(refusal.Number);
            }
        }
        return taken == 0 ? null : new MailVerdict.Taken(taken);
    }

    /// <summary>What follows from it as a report about a mail of ours; null when it is none.</summary>
    private async Task<MailVerdict?> ReportAsync(ReceivedMail mail, bool whole, CancellationToken stop)
    {
        var about = senders.Reported(mail);
        if (mail.Bounce is not { } bounce)
        {
            return whole && about is not null ? await ReturnAsync(about, UnknownCode, stop) : null;
        }
        if (about is not { } ours)
        {
            return bounce.Action == BounceAction.Failed && senders.Named(mail).FirstOrDefault() is { } claimed
                ? new MailVerdict.Unlabelled(claimed.Mail) : null;
        }
        return bounce.Action switch
        {
            BounceAction.Failed => await ReturnAsync(ours, bounce.Code, stop),
            BounceAction.Delayed or BounceAction.Delivered => new MailVerdict.Reported(ours.Mail, bounce.Action),
        };
    }

    private async Task<MailVerdict> ReturnAsync(MailMessageId about, string code, CancellationToken stop) =>
        await intake.BouncedAsync(about.Mail, about.Ordered, code, stop) switch
        {
            null => new MailVerdict.CameBack(about.Mail, code),
            { Class: RefusalClass.Unavailable or RefusalClass.TooMany } later => new MailVerdict.Later(later.Number),
            { } refusal => new MailVerdict.Refused([refusal], 0, null),
        };
}
