using System.Text;
using Hotline.Durable;
using Hotline.Protocol;
using Hotline.Protocol.Envelopes;

namespace Hotline.Client;

/// <summary>
/// Received envelopes on this machine, one file <c>ID.jws</c> each. It takes only envelopes whose signature was
/// checked, and returns when they are on disk: what "delivered" confirms. Thread-safe for different ids.
/// </summary>
/// <param name="path">The directory; made on first use, mode 0700.</param>
public sealed class EnvelopeStore(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Stores an envelope. The same message again, under any valid signature, changes nothing.</summary>
    /// <param name="envelope">What to store.</param>
    /// <returns>
    /// Null when it is on disk; 6021 when another envelope of this id is; 6022 when the disk refuses.
    /// </returns>
    public Refusal? Save(SignedEnvelope envelope)
    {
        var file = FileOf(envelope.Envelope.Id);
        try
        {
            if (File.Exists(file))
            {
                return Jws.DigestOf(File.ReadAllText(file)) == envelope.Digest
                    ? null : ClientErrors.OtherBytes(envelope.Envelope.Id);
            }
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            }
            DurableFile.Write(file, Encoding.ASCII.GetBytes(envelope.Compact), OwnerOnly);
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return ClientErrors.InboxNotWritable(file, failed.Message);
        }
    }

    /// <summary>
    /// The compact form of a stored envelope; null when there is none. Whoever uses it checks the signature again.
    /// </summary>
    /// <param name="id">Which.</param>
    public string? Find(MessageId id) => File.Exists(FileOf(id)) ? File.ReadAllText(FileOf(id)) : null;

    private string FileOf(MessageId id) => Path.Combine(path, id + ".jws");
}
