using Hotline.Mail;
using MailKit;

namespace Hotline.Hub.Doors.Mail.Imap;

/// <summary>
/// Hears from beside the library that a server does not talk without end: what is sent instead of a mail, or a line
/// that never ends, would fill the memory. It keeps nothing of what is said.
/// </summary>
public sealed class ImapConversation : IProtocolLogger
{
    /// <summary>Bytes that a server may say before we speak again: the largest mail, and as much news.</summary>
    public const int MostHeard = 2 * MailLimits.Bytes;

    private long _heard;

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc/>
    public void LogConnect(Uri uri)
    {
    }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count) => _heard = 0;

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        _heard += count;
        if (_heard > MostHeard)
        {
            throw new IOException($"It said more than {MostHeard} bytes.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
