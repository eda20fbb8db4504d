namespace Hotline.Hub.Outbound.Mail;

/// <summary>How far a conversation with a relay had come when the relay said what it said, or fell silent.</summary>
public enum RelayStage
{
    /// <summary>Connecting, its greeting, and what it offers.</summary>
    Connect,

    /// <summary>TLS: STARTTLS, the handshake, its certificate.</summary>
    Tls,

    /// <summary>Logging in.</summary>
    Login,

    /// <summary>MAIL FROM: it knows the return address.</summary>
    Sender,

    /// <summary>RCPT TO: it knows the recipient too.</summary>
    Recipient,

    /// <summary>DATA: it was asked to take the mail, or the mail was on its way and not whole.</summary>
    Data,

    /// <summary>
    /// It has the whole mail. If the connection is lost here, nobody knows whether it took it; the same mail, byte for
    /// byte, is sent again.
    /// </summary>
    Content,
}
