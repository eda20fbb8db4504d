namespace Hotline.Hub.Settings;

/// <summary>
/// How the connection to a server of others (relay, mailbox, broker) is protected. There is no "if offered": one that
/// should have TLS and has none counts as down.
/// </summary>
public enum ServerTls
{
    /// <summary>TLS by STARTTLS, certificate checked before log-in; port 587 or 143.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314), certificate checked before log-in; port 465, 993 or 8883.</summary>
    Implicit,

    /// <summary>No TLS. Only for servers on the loopback interface.</summary>
    None,
}
