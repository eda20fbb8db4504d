using Hotline.Protocol;

namespace Hotline.Hub.Settings;

/// <summary>What can be wrong with the settings of a bridge: 4060 to 4079. A range says so itself.</summary>
internal static class BridgeSettingErrors
{
    /// <summary>More bridges than one hub has.</summary>
    public static Refusal TooMany(int count, int most) => new(4060, "too-many-bridges", RefusalClass.Malformed,
        $"bridges has {count} bridges: at most {most}.");

    /// <summary>Two bridges of one name.</summary>
    public static Refusal SameName(string name, int times) => new(4061, "same-bridge-name", RefusalClass.Malformed,
        $"bridges: the name '{name}' is used {times} times: each bridge needs its own.");

    /// <summary>A name that logs and topics cannot hold.</summary>
    public static Refusal Name(string key, string name) => new(4062, "bridge-name", RefusalClass.Malformed,
        $"{key}.name = '{name}': must be 1 to 32 lower-case letters, digits or hyphens, a letter first.");

    /// <summary>A host that is none.</summary>
    public static Refusal Host(string key, string host) => new(4063, "bridge-host", RefusalClass.Malformed,
        $"{key}.host = '{host}': must be a host name or an IP address.");

    /// <summary>Another version of MQTT.</summary>
    public static Refusal Protocol(string key, string given) => new(4064, "bridge-protocol", RefusalClass.Malformed,
        $"{key}.protocol = '{given}': must be 5 or 3.1.1.");

    /// <summary>A bridge for nobody, or for what is no participant.</summary>
    public static Refusal Participants(string key, string given) => new(
        4065, "bridge-participants", RefusalClass.Malformed,
        $"{key}.participants = '{given}': must name at least one participant such as XA, each once: only theirs "
        + "crosses the bridge.");

    /// <summary>A client id that not every broker takes.</summary>
    public static Refusal ClientId(string key, string given, int most) => new(
        4066, "bridge-client-id", RefusalClass.Malformed,
        $"{key}.clientId = '{given}': must be 1 to {most} letters, digits, hyphens or underscores.");

    /// <summary>The pauses stand the wrong way round.</summary>
    public static Refusal Pauses(string key, TimeSpan first, TimeSpan longest) => new(
        4067, "bridge-pauses", RefusalClass.Malformed,
        $"{key}.longestPause = {longest}: must not be shorter than {key}.pause, which is {first}.");

    /// <summary>STARTTLS, which is mail's.</summary>
    public static Refusal StartTls(string key) => new(4068, "bridge-starttls", RefusalClass.Malformed,
        $"{key}.tls: MQTT has no STARTTLS; must be implicit, or none for a broker on the loopback interface.");

    /// <summary>In the clear over a network.</summary>
    public static Refusal Plaintext(string key, string host) => new(4069, "bridge-plaintext", RefusalClass.Forbidden,
        $"{key}.tls = none: allowed only for a broker on the loopback interface (localhost, 127.0.0.0/8, ::1), not for "
        + $"'{host}'. Use implicit.");

    /// <summary>A file of authorities that holds none.</summary>
    public static Refusal CaFile(string key, string file, string why) => new(
        4070, "bridge-ca-file", RefusalClass.Malformed,
        $"{key}.caFile = '{file}': must be a PEM file with at least one certificate ({why}).");

    /// <summary>Half of a client certificate, or one without TLS.</summary>
    public static Refusal CertificateAlone(string key) => new(
        4071, "bridge-certificate-alone", RefusalClass.Malformed,
        $"{key}.certificate and {key}.certificateKey: set both or neither, and only with TLS.");

    /// <summary>A client certificate that cannot be used.</summary>
    public static Refusal Certificate(string key, string file, string why) => new(
        4072, "bridge-certificate", RefusalClass.Malformed,
        $"{key}.certificate = '{file}': must be a PEM file that goes with {key}.certificateKey ({why}).");

    /// <summary>Two passwords.</summary>
    public static Refusal TwoPasswords(string key) => new(4073, "bridge-two-passwords", RefusalClass.Malformed,
        $"{key}.passwordFile: give a password or a password file, not both.");

    /// <summary>A password of nobody.</summary>
    public static Refusal PasswordAlone(string key) => new(4074, "bridge-password-alone", RefusalClass.Malformed,
        $"{key}.user: must say whose password it is.");

    /// <summary>A password file that gives none.</summary>
    public static Refusal PasswordFile(string key, string file, string why) => new(
        4075, "bridge-password-file", RefusalClass.Malformed,
        $"{key}.passwordFile = '{file}': must have the password as its first line ({why}).");
}
