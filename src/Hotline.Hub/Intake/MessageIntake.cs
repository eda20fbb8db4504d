using Hotline.Contract;
using Hotline.Core.Directory;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Telemetry;
using Hotline.Journal;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;
using Hotline.Protocol.Proofs;

namespace Hotline.Hub.Intake;

/// <summary>The one way in for messages and confirmations, whatever carried them.</summary>
public sealed class MessageIntake(Rulebook rulebook, Throttle throttle, Recorder recorder)
{
    /// <summary>Checks and journals an envelope; completes when it is on disk.</summary>
    /// <param name="compact">The envelope.</param>
    /// <param name="presenter">Who carried it in; null for mail, where the signature alone speaks.</param>
    /// <param name="carrier">How it came.</param>
    /// <param name="ct">Stops waiting; what was begun may still be journaled.</param>
    public async Task<Outcome<Receipt>> SubmitAsync(string compact, Seat? presenter, Carrier carrier, CancellationToken ct)
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
        HubMeters.Submitted(span?.SetTag("hotline.message", envelope.Envelope.Id.ToString()), carrier, kind, recorded.Repeated, null);
        return recorded.Receipt!;

        Refusal Refused(Refusal why, Kind? of = null)
        {
            HubMeters.Submitted(span, carrier, of, repeated: false, why);
            return why;
        }
    }

    /// <summary>Journals a program's word that the opening message of an exchange reached it.</summary>
    public async Task<Outcome<bool>> ConfirmAsync(MessageId message, Rung rung, Seat seat, Carrier carrier, CancellationToken ct)
    {
        if (throttle.Take(seat) is { } tooMany)
        {
            return tooMany;
        }
        return (await recorder.ExecuteAsync(new Confirm(message, seat.Participant, seat.Poc.Id, rung, carrier), ct)).Try(out _, out var refusal) ? true : refusal;
    }
}
