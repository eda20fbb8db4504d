using Hotline.Contract;
using Hotline.Core.Exchanges;
using Hotline.Hub.Access;
using Hotline.Hub.Intake;
using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Proofs;

namespace Hotline.Hub.Doors.Mail;

/// <summary>
/// What the rest of the hub does with what comes in by mail. Both calls may come twice for one mail: a crash between
/// them and the moving of the file repeats them.
/// </summary>
public interface IMailIntake
{
    /// <summary>
    /// Submits an envelope, as by any other carrier; completes when it is journaled. The same bytes again give the
    /// first receipt.
    /// </summary>
    /// <param name="compactEnvelope">Perhaps an envelope: nothing of it is checked.</param>
    /// <param name="stop">Ends the wait.</param>
    Task<Outcome<Receipt>> SubmitAsync(string compactEnvelope, CancellationToken stop);

    /// <summary>
    /// A mail of ours came back for good; completes when that is journaled. A mail that nobody owes or sent changes
    /// nothing, and neither does one that a later one has replaced.
    /// </summary>
    /// <param name="mail">Which mail.</param>
    /// <param name="ordered">When it was ordered.</param>
    /// <param name="enhancedCode">RFC 3463, such as 5.1.1.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Null when that is on record or needs no record; else why not.</returns>
    Task<Refusal?> BouncedAsync(MailKey mail, DateTimeOffset ordered, string enhancedCode, CancellationToken stop);
}

/// <summary>What comes in by mail goes the way of everything that comes in.</summary>
public sealed class MailIntake(MessageIntake intake) : IMailIntake
{
    /// <inheritdoc/>
    public Task<Outcome<Receipt>> SubmitAsync(string compactEnvelope, CancellationToken stop) =>
        intake.SubmitAsync(compactEnvelope, presenter: null, Carrier.Mail, stop);

    /// <inheritdoc/>
    public Task<Refusal?> BouncedAsync(
        MailKey mail, DateTimeOffset ordered, string enhancedCode, CancellationToken stop) =>
        intake.ReturnedAsync(new TellReturned(mail.Exchange, mail.ToNotice(), ordered, enhancedCode), stop);
}
