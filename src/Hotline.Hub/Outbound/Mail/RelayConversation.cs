using MailKit;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>
/// Follows one conversation from beside the library: how far it has come, and that a relay does not talk without end.
/// It keeps nothing of what is said.
/// </summary>
internal sealed class RelayConversation : IProtocolLogger
{
    /// <summary>
    /// Bytes that a relay may say in one conversation. A long list of what it offers has one or two thousand; a line
    /// that never ends would fill the memory.
    /// </summary>
    public const int MostHeard = 128 * 1024;

    private static readonly byte[] End = "\r\n.\r\n"u8.ToArray();
    private readonly byte[] _last = new byte[End.Length];
    private int _heard;

    /// <summary>How far it has come.</summary>
    public RelayStage Stage { get; private set; }

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>The next stage has begun.</summary>
    public void Reach(RelayStage stage) => Stage = stage;

    /// <inheritdoc/>
    public void LogConnect(Uri uri)
    {
    }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        var words = buffer.AsSpan(offset, count);
        if (Stage == RelayStage.Connect && words.StartsWith("STARTTLS"u8))
        {
            Stage = RelayStage.Tls;
        }
        else if (Stage == RelayStage.Tls && words.StartsWith("EHLO"u8))
        {
            Stage = RelayStage.Connect;
        }
        foreach (var said in words[^Math.Min(count, End.Length)..])
        {
            _last.AsSpan(1).CopyTo(_last);
            _last[^1] = said;
        }

        // Inside a mail, a line of one dot is written as two.
        if (Stage == RelayStage.Data && _last.AsSpan().SequenceEqual(End))
        {
            Stage = RelayStage.Content;
        }
    }

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
