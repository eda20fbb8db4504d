using Hotline.Mail;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Cli.Desk;

/// <summary>The one message of a file that a user names.</summary>
/// <param name="Compact">The envelope, not checked.</param>
/// <param name="Mail">The mail it came in; null when the file is the envelope.</param>
internal sealed record MessageFile(string Compact, ReceivedMail? Mail)
{
    /// <summary>Reads a file. Refusals 6043, 6045, 6047, 6048 and those of the mail reader, 5001 to 5014.</summary>
    public static async Task<Outcome<MessageFile>> ReadAsync(string path, World world, CancellationToken stop)
    {
        if (!(await Files.ReadAsync(path, world, stop)).Try(out var bytes, out var refusal)
            || !Letter.Read(bytes).Try(out var letter, out refusal))
        {
            return refusal;
        }
        return letter.Envelopes switch
        {
            [var only] => new MessageFile(only, letter.Mail),
            [] => CliErrors.NoEnvelope(path),
            _ => CliErrors.SeveralEnvelopes(path),
        };
    }
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
