using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Contract.Facts;
using Hotline.Contract.Wire;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Hub.Intake;

/// <summary>The one way in for messages and for words about them, whatever carried them.</summary>
/// <param name="rulebook">Whose keys are known.</param>
/// <param name="throttle">How fast one key may submit.</param>
/// <param name="recorder">Puts on record.</param>
public sealed class MessageIntake(Rulebook rulebook, Throttle throttle, Recorder recorder)
{
    /// <summary>Checks and journals an envelope; completes when it is on disk.</summary>
    /// <param name="compact">The envelope.</param>
    /// <param name="presenter">Who carried it in; null for mail, where the signature alone speaks.</param>
    /// <param name="carrier">How it came.</param>
    /// <param name="ct">Stops waiting; what was begun may still be journaled.</param>
    public async Task<Outcome<Receipt>> SubmitAsync(
        string compact, Seat? presenter, Carrier carrier, CancellationToken ct)
    {
        using var span = HubMeters.Submitting(carrier);
        if (presenter is not null && throttle.Take(presenter) is { } tooMany)
        {
            return Refused(tooMany);
        }
        if (!SignedEnvelope.Open(compact, rulebook.Directory.Key).Try(out var envelope, out var refusal))
        {
            return Refused(refusal);
        }
        var kind = envelope.Envelope.Kind;
        if (presenter is not null && presenter.Participant != envelope.Envelope.From)
        {
            return Refused(DirectoryErrors.NotYours("The envelope"), kind);
        }
        if (!(await recorder.ExecuteAsync(new Submit(envelope, carrier), ct)).Try(out var recorded, out refusal))
        {
            return Refused(refusal, kind);
        }
        span?.SetTag("hotline.message", envelope.Envelope.Id.ToString());
        HubMeters.Submitted(span, carrier, kind, recorded.Repeated, null);
        return recorded.Receipt!;

        Refusal Refused(Refusal why, Kind? of = null)
        {
            HubMeters.Submitted(span, carrier, of, repeated: false, why);
            return why;
        }
    }

    /// <summary>Journals a program's word that the opening message of an exchange reached it.</summary>
    /// <param name="word">Which message, which rung.</param>
    /// <param name="seat">Whose program.</param>
    /// <param name="carrier">How it said so.</param>
    /// <param name="ct">Stops waiting; what was begun may still be journaled.</param>
    /// <returns>Null when it is on record or says nothing new; else why not.</returns>
    public async Task<Refusal?> ConfirmAsync(Confirmation word, Seat seat, Carrier carrier, CancellationToken ct)
    {
        var confirm = new Confirm(word.Message, seat.Participant, seat.Poc.Id, word.Rung, carrier);
        return throttle.Take(seat) ?? (await recorder.ExecuteAsync(confirm, ct)).Refusal;
    }

    /// <summary>Journals that a notice of ours came back for good.</summary>
    /// <param name="returned">Which notice, and why.</param>
    /// <param name="ct">Stops waiting; what was begun may still be journaled.</param>
    /// <returns>Null when it is on record, or needs no record because nobody owes or sent it; else why not.</returns>
    public async Task<Refusal?> ReturnedAsync(TellReturned returned, CancellationToken ct) =>
        (await recorder.ExecuteAsync(returned, ct)).Refusal;

    /// <summary>The exchange whose opening message a feed item brings to a reader; null for every other item.</summary>
    public static MessageId? Brought(FeedItem item, string reader) =>
        item.Envelope is not null && item.Entry.Fact is Accepted opened && opened.Opening.From != reader
            ? opened.Exchange : null;

    /// <summary>Has it noted that a carrier handed an opening message over. Nobody waits for that.</summary>
    public void Carried(MessageId exchange, Seat seat, Carrier carrier) =>
        recorder.ExecuteLater(new Carry(exchange, seat.Participant, seat.Poc.Id, carrier));
}
