using System.Globalization;
using System.Net;
using System.Text;
using Hotline.Protocol.Envelopes;
using static Hotline.Hub.Settings.MailSettings;

namespace Hotline.Hub.Settings;

/// <summary>How we log in at a relay (SASL).</summary>
public enum RelaySasl
{
    /// <summary>
    /// The first of SCRAM-SHA-256, PLAIN and LOGIN that the relay offers; XOAUTH2 where there is a token file.
    /// </summary>
    Strongest,

    /// <summary>SCRAM-SHA-256 (RFC 7677): the relay proves that it knows the password too.</summary>
    ScramSha256,

    /// <summary>PLAIN (RFC 4616).</summary>
    Plain,

    /// <summary>LOGIN, which no RFC describes; for relays that know nothing else.</summary>
    Login,

    /// <summary>XOAUTH2, with the token of a file.</summary>
    XOAuth2,
}

/// <summary>One relay. Printing it never shows the password.</summary>
public sealed record RelaySettings
{
    /// <summary>What logs and the journal call it: 1 to 32 lower-case letters, digits or hyphens; unique.</summary>
    public string Name { get; init; } = "relay";

    /// <summary>Host name, also the name that its certificate must carry; or IP address.</summary>
    public string Host { get; init; } = "";

    /// <summary>Port; that of submission (RFC 6409) unless given.</summary>
    [Between(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>Protection. Default STARTTLS.</summary>
    public ServerTls Tls { get; init; } = ServerTls.StartTls;

    /// <summary>
    /// PEM file of certificate authorities to trust for this relay, instead of the system's; null for the system's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>User name for logging in; null for none. Needs TLS, and a password, its file or a token file.</summary>
    public string? User { get; init; }

    /// <summary>Password for logging in.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// File whose first line is the password, instead of it. Read at each log-in, so that a changed one is in force at
    /// once.
    /// </summary>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// File that holds an OAuth 2.0 access token instead of a password. Read at each log-in: another program keeps it
    /// fresh.
    /// </summary>
    public string? TokenFile { get; init; }

    /// <summary>How to log in. Default: the strongest way that both sides know.</summary>
    public RelaySasl Sasl { get; init; } = RelaySasl.Strongest;

    /// <summary>
    /// True to ask for a report when a mail is delivered, where the relay can be asked (RFC 3461). Reports about
    /// failure and delay are asked for in any case. Default true.
    /// </summary>
    public bool Reports { get; init; } = true;

    /// <summary>All faults, each with key, value and what is allowed.</summary>
    /// <param name="key">The key of this relay: <c>mail.relays.0</c>.</param>
    internal IEnumerable<string> Faults(string key)
    {
        if (!Names.IsName(Name))
        {
            yield return SettingErrors.NotAccepted(
                $"{key}.name = '{Show(Name)}': "
                + "must be 1 to 32 lower-case letters, digits or hyphens, a letter first.").ToString();
        }
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return SettingErrors.NotAccepted(
                $"{key}.host = '{Show(Host)}': must be a host name or an IP address, without a port: "
                + $"that is {key}.port.").ToString();
        }
        foreach (var fault in BetweenAttribute.Faults(key, this))
        {
            yield return fault;
        }
        if (!Enum.IsDefined(Tls))
        {
            yield return SettingErrors.NotAccepted(
                $"{key}.tls = {Tls}: must be startTls, implicit or none.").ToString();
        }
        if (Tls == ServerTls.None && !IsLoopback(Host))
        {
            yield return SettingErrors.NotAccepted(
                $"{key}.tls = none: allowed only for a relay on the loopback interface "
                + $"(localhost, 127.0.0.0/8, ::1), not for '{Show(Host)}'. Use startTls or implicit.").ToString();
        }
        foreach (var fault in LoginFaults(key))
        {
            yield return fault;
        }
        if (CaFile is { } file && NamedFile.UnreadableAuthorities(file) is { } why)
        {
            yield return SettingErrors.NamedFile(
                $"{key}.caFile = '{Show(file)}': must be a PEM file with at least one certificate ({why}).").ToString();
        }
    }

    private IEnumerable<string> LoginFaults(string key)
    {
        if (Password is { Length: 0 })
        {
            yield return SettingErrors.NotAccepted(
                $"{key}.password = '': must be the password of {key}.user.").ToString();
        }
        if (new[] { Password, PasswordFile, TokenFile }.Count(given => given is not null) > 1)
        {
            yield return SettingErrors.Together(
                $"{key}.tokenFile: give a password, a password file or a token file, not both.").ToString();
        }
        else if (User is null != (Password ?? PasswordFile ?? TokenFile) is null)
        {
            yield return SettingErrors.Together(
                $"{key}.user goes with {key}.password, {key}.passwordFile or {key}.tokenFile: "
                + "give both or neither.").ToString();
        }
        if (User is not null && Tls == ServerTls.None)
        {
            yield return SettingErrors.Together(
                $"{key}.user: credentials are sent only over TLS. Use startTls or implicit.").ToString();
        }
        if (!Enum.IsDefined(Sasl))
        {
            yield return SettingErrors.NotAccepted(
                $"{key}.sasl = {Sasl}: must be Strongest, ScramSha256, Plain, Login or XOAuth2.").ToString();
        }
        else if (Sasl != RelaySasl.Strongest && Sasl == RelaySasl.XOAuth2 == TokenFile is null)
        {
            yield return SettingErrors.Together(
                $"{key}.sasl = {Sasl}: XOAuth2 goes with {key}.tokenFile, "
                + $"every other way with {key}.password.").ToString();
        }
        if (PasswordFile is { } file && NamedFile.UnreadableSecret(file) is { } unread)
        {
            yield return SettingErrors.NamedFile(
                $"{key}.passwordFile = '{Show(file)}': must be a file whose first line is the password ({unread}).")
                .ToString();
        }
        if (TokenFile is { } token && NamedFile.UnreadableSecret(token) is { } why)
        {
            yield return SettingErrors.NamedFile(
                $"{key}.tokenFile = '{Show(token)}': must be a file that holds the token ({why}).").ToString();
        }
    }

    internal static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private bool PrintMembers(StringBuilder builder)
    {
        var credentials = User is null ? "" : ", with credentials";
        builder.Append(CultureInfo.InvariantCulture, $"{Name} {Host}:{Port} {Tls}{credentials}");
        return true;
    }
}
