using Hotline.Hub.Settings;
using MailKit.Security;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>How we log in at a relay: by what both sides know, the strongest first.</summary>
internal static class RelayLogin
{
    /// <summary>Longest token, in characters.</summary>
    public const int LongestToken = 16 * 1024;

    private static readonly (RelaySasl Name, string Wire)[] Known =
    [
        (RelaySasl.ScramSha256, "SCRAM-SHA-256"), (RelaySasl.Plain, "PLAIN"), (RelaySasl.Login, "LOGIN"),
        (RelaySasl.XOAuth2, "XOAUTH2"),
    ];

    /// <summary>The mechanism; null when the relay offers none that the settings allow.</summary>
    /// <param name="settings">Settings with a user.</param>
    /// <param name="offered">What the relay offers.</param>
    /// <exception cref="IOException">The password or token cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The password or token cannot be read.</exception>
    public static SaslMechanism? Choose(RelaySettings settings, ISet<string> offered)
    {
        var chosen = Known.FirstOrDefault(m => offered.Contains(m.Wire) && Allows(settings, m.Name));
        return chosen.Wire is null ? null : Make(chosen.Name, settings);
    }

    private static bool Allows(RelaySettings settings, RelaySasl mechanism) =>
        settings.Sasl == RelaySasl.Strongest
            ? settings.TokenFile is not null == (mechanism == RelaySasl.XOAuth2)
            : settings.Sasl == mechanism;

    private static SaslMechanism? Make(RelaySasl mechanism, RelaySettings settings)
    {
        var (user, password) = (settings.User ?? "", Password(settings));
        return mechanism switch
        {
            RelaySasl.ScramSha256 => new SaslMechanismScramSha256(user, password),
            RelaySasl.Plain => new SaslMechanismPlain(user, password),
            RelaySasl.Login => new SaslMechanismLogin(user, password),
            RelaySasl.XOAuth2 => new SaslMechanismOAuth2(user, Token(settings.TokenFile ?? "")),
            RelaySasl.Strongest => null,
        };
    }

    /// <summary>Read at each log-in, so that a changed one is in force at once.</summary>
    private static string Password(RelaySettings settings)
    {
        if (settings.PasswordFile is not { } file)
        {
            return settings.Password ?? "";
        }
        var password = File.ReadLines(file).FirstOrDefault("");
        return password.Length > 0 ? password : throw new IOException("It holds no password.");
    }

    /// <summary>Read at each log-in, since whoever renews it writes it anew.</summary>
    private static string Token(string file)
    {
        using var reader = new StreamReader(file);
        var text = new char[LongestToken];
        var token = new string(text, 0, reader.ReadBlock(text)).Trim();
        return token.Length > 0 && !token.Any(char.IsControl)
            ? token : throw new IOException("It holds no token.");
    }
}
