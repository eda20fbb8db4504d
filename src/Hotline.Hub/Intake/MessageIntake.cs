using System.Diagnostics;
using Hotline.Contract;
using Hotline.Contract.Errors;
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
/// <param name="disk">Whether there is room.</param>
/// <param name="underway">How many may wait for their commit.</param>
/// <param name="recorder">Puts on record.</param>
public sealed class MessageIntake(
    Rulebook rulebook, Throttle throttle, DiskSpace disk, Underway underway, Recorder recorder)
{
    /// <summary>Why a message of this key would be refused now, whatever it is; null when it would not.</summary>
    public Refusal? CheckRate(Seat presenter) => throttle.Check(presenter);

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
            return Refused(span, carrier, tooMany);
        }
        if (!Open(compact).Try(out var envelope, out var refusal))
        {
            return Refused(span, carrier, refusal);
        }
        if (presenter is not null && presenter.Participant != envelope.Envelope.From)
        {
            return Refused(span, carrier, DirectoryErrors.NotYours("The envelope"), envelope.Envelope.Kind);
        }
        return await RecordAsync(envelope, carrier, span, ct);
    }

    /// <summary>
    /// The same for a carrier that cannot tell who presents: whoever signed does. So the signature is checked before
    /// anything is counted against its key.
    /// </summary>
    /// <param name="compact">The envelope.</param>
    /// <param name="admit">Why the signer may not come this way; null when it may.</param>
    /// <param name="carrier">How it came.</param>
    /// <param name="ct">Stops waiting; what was begun may still be journaled.</param>
    public async Task<Outcome<Receipt>> SubmitSignedAsync(
        string compact, Func<Seat, Refusal?> admit, Carrier carrier, CancellationToken ct)
    {
        using var span = HubMeters.Submitting(carrier);
        var directory = rulebook.Directory;
        if (!Open(compact).Try(out var envelope, out var refusal))
        {
            return Refused(span, carrier, refusal);
        }
        if ((directory.SeatOf(envelope.KeyId) ?? rulebook.History.SeatOf(envelope.KeyId)) is not { } signer)
        {
            return Refused(span, carrier, AccessErrors.Revoked(), envelope.Envelope.Kind);
        }
        return (admit(signer) ?? throttle.Take(signer)) is { } why
            ? Refused(span, carrier, why, envelope.Envelope.Kind) : await RecordAsync(envelope, carrier, span, ct);
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
        return Permissions.CheckInbox(seat.Poc) ?? throttle.Take(seat)
            ?? (await recorder.ExecuteAsync(confirm, ct)).Refusal;
    }

    /// <summary>Journals that a notice of ours came back for good.</summary>
    /// <param name="returned">Which notice, and why.</param>
    /// <param name="ct">Stops waiting; what was begun may still be journaled.</param>
    /// <returns>Null when it is on record, or needs no record because nobody owes or sent it; else why not.</returns>
    public async Task<Refusal?> ReturnedAsync(TellReturned returned, CancellationToken ct) =>
        (await recorder.ExecuteAsync(returned, ct)).Refusal;

    /// <summary>The exchange whose opening message a feed item brings to a reader; null for every other item.</summary>
    public static MessageId? Brought(FeedItem item, string reader) => item.Brings(reader);

    /// <summary>Has it noted that a carrier handed an opening message over. Nobody waits for that.</summary>
    public void Carried(MessageId exchange, Seat seat, Carrier carrier) =>
        recorder.ExecuteLater(new Carry(exchange, seat.Participant, seat.Poc.Id, carrier));

    /// <summary>Has it noted that a broker of others took an opening message. Nobody waits for that.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="addressee">Whose topic it went to.</param>
    /// <param name="bridge">The bridge's name: which point of contact reads there, only the broker knows.</param>
    public void CarriedByBridge(MessageId exchange, string addressee, string bridge) =>
        recorder.ExecuteLater(new Carry(exchange, addressee, bridge, Carrier.Bridge));

    private async Task<Outcome<Receipt>> RecordAsync(
        SignedEnvelope envelope, Carrier carrier, Activity? span, CancellationToken ct)
    {
        var kind = envelope.Envelope.Kind;
        if (disk.Check(envelope.Envelope) is { } noRoom)
        {
            return Refused(span, carrier, noRoom, kind);
        }
        if (!underway.Enter(envelope, carrier).Try(out var entered, out var refusal))
        {
            return Refused(span, carrier, refusal, kind);
        }
        using var place = entered;
        if (!(await recorder.ExecuteAsync(new Submit(envelope, carrier), ct)).Try(out var recorded, out refusal))
        {
            return Refused(span, carrier, refusal, kind);
        }
        span?.SetTag("hotline.message", envelope.Envelope.Id.ToString());
        HubMeters.Submitted(span, carrier, kind, recorded.Repeated, null);
        return recorded.Receipt!;
    }

    /// <summary>
    /// What was accepted from a key that has left gets its receipt again; whether a key may say something new, the
    /// rules ask the directory.
    /// </summary>
    private Outcome<SignedEnvelope> Open(string compact) =>
        SignedEnvelope.Open(compact, id => rulebook.Directory.Key(id) ?? rulebook.History.Key(id));

    private static Refusal Refused(Activity? span, Carrier carrier, Refusal why, Kind? of = null)
    {
        HubMeters.Submitted(span, carrier, of, repeated: false, why);
        return why;
    }
}
