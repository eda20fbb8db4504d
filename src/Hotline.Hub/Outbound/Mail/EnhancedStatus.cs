using System.Globalization;
using System.Text.RegularExpressions;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>An enhanced status code (RFC 3463) with which a relay's reply begins, such as <c>5.1.1</c>.</summary>
/// <param name="Class">4 for a trouble that may pass, 5 for one that stays; 2 for success.</param>
/// <param name="Subject">What it is about: 1 an address, 2 a mailbox, 3 the relay itself, 4 the network,
/// 5 the protocol, 6 the content, 7 policy and log-in; 0 is anything.</param>
/// <param name="Detail">Which trouble of that subject.</param>
public readonly partial record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>
    /// The code at the beginning of a reply's text; null when there is none, or one of another class than the reply
    /// itself, which is then believed.
    /// </summary>
    /// <param name="code">The reply's own code, 200 to 599.</param>
    /// <param name="text">Its text, without that code.</param>
    public static EnhancedStatus? Read(int code, string text)
    {
        var found = Beginning().Match(text);
        return found.Success && Number(found, 1) == code / 100
            ? new EnhancedStatus(Number(found, 1), Number(found, 2), Number(found, 3)) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])")]
    private static partial Regex Beginning();
}
