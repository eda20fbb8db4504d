using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Desk;

/// <summary>
/// The one message of a file that a user names. Of several it is the one that opens an exchange: the others of a mail,
/// such as an acknowledgement that is forwarded with it, belong to it.
/// </summary>
/// <param name="Compact">The envelope, not checked.</param>
/// <param name="Mail">The mail it came in; null when the file is the envelope.</param>
internal sealed record MessageFile(string Compact, ReceivedMail? Mail)
{
    /// <summary>Reads a file. Refusals 6043, 6045, 6047, 6048 and those of the mail reader, 5001 to 5014.</summary>
    public static async Task<Outcome<MessageFile>> ReadAsync(string path, World world, CancellationToken stop)
    {
        if (!(await Files.ReadAsync(path, world, stop, MailLimits.Bytes)).Try(out var bytes, out var refusal)
            || !Letter.Read(bytes).Try(out var letter, out refusal))
        {
            return refusal;
        }
        return letter.Envelopes switch
        {
            [var only] => new MessageFile(only, letter.Mail),
            [] => CliErrors.NoEnvelope(path),
            var several => several.Where(Opens).ToList() is [var opening]
                ? new MessageFile(opening, letter.Mail) : CliErrors.SeveralEnvelopes(path),
        };
    }

    /// <summary>True when an envelope says that it opens an exchange; who uses it checks its signature.</summary>
    private static bool Opens(string compact) => Unproven(compact) is { Opens: true };

    /// <summary>
    /// What an envelope says when nobody can tell who signed it; null when it is no envelope at all.
    /// </summary>
    public static Envelope? Unproven(string compact) =>
        Jws.Read(compact, JwsTypes.Envelope).Try(out var jws, out _)
        && EnvelopeReader.Read(jws.Payload).Try(out var envelope, out _) ? envelope : null;
}

/// <summary>A message to reply to: from a file, the inbox or the hub.</summary>
/// <param name="Opening">The message that opened the exchange, checked.</param>
/// <param name="Mail">The mail it came in; null when it did not come by mail.</param>
internal sealed record Original(SignedEnvelope Opening, ReceivedMail? Mail)
{
    /// <summary>Finds the opening message that a user means by an id or a file.</summary>
    public static async Task<Outcome<Original>> FindAsync(
        OpenDesk desk, string which, World world, CancellationToken stop)
    {
        if (MessageId.TryParse(which, out var id))
        {
            return (await desk.OpeningAsync(id, stop)).Try(out var opening, out var unknown)
                ? new Original(opening, null) : unknown;
        }
        if (!(await MessageFile.ReadAsync(which, world, stop)).Try(out var file, out var refusal)
            || !(await desk.CheckAsync(file.Compact, stop)).Try(out var signed, out refusal))
        {
            return refusal;
        }
        if (signed.Envelope.Opens)
        {
            return new Original(signed, file.Mail);
        }
        var found = await desk.OpeningAsync(signed.Envelope.Exchange, stop);
        return found.Try(out var first, out refusal) ? new Original(first, file.Mail) : refusal;
    }
}
